//! `rollcall mapping explain`

use clap::Args;
use rollcall_mapping::Language;
use rollcall_provisioning::Provisioning;
use rollcall_provisioning::people::{self, Changed, ExplainedField, What};
use serde_json::json;

use super::failure::CliError;
use super::list_args::ListArgs;
use super::mapping::shown;
use super::output;

/// `rollcall mapping explain`
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    #[command(flatten)]
    of: ListArgs,
    /// Person's id
    person: String,
}

/// Shows one person's fields.
pub(super) async fn explain(p: &Provisioning, args: ExplainArgs) -> Result<(), CliError> {
    let language = Language::default();
    let fields = people::smart_fields(p, &args.of.tenant, &args.person, language).await?;
    if args.of.json {
        return output::json(&json!(fields));
    }
    let row = |it: &ExplainedField| {
        let changed = it.changed.as_ref();
        [
            it.field.key.clone(),
            shown(it.field.value.as_ref()),
            it.field.source.clone().unwrap_or_default(),
            output::moment(changed.map(|it| it.at)),
            changed.map(by).unwrap_or_default(),
            changed
                .and_then(|it| it.request_id.clone())
                .unwrap_or_default(),
        ]
    };
    output::table(
        ["FIELD", "VALUE", "FROM", "SINCE", "BY", "REQUEST"],
        fields.iter().map(row),
    )
}

fn by(changed: &Changed) -> String {
    let what = match changed.what {
        What::Person => "person".to_owned(),
        What::Group => "group".to_owned(),
        What::Manager => "manager".to_owned(),
        What::Hand => "by hand".to_owned(),
        What::Mapping => match changed.version {
            Some(version) => format!("mapping {version}"),
            None => "mapping".to_owned(),
        },
    };
    match &changed.by {
        Some(by) => format!("{what}: {by}"),
        None => what,
    }
}
