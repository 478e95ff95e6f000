//! `rollcall audit …`

use std::io::Write as _;

use clap::{Args, Subcommand, ValueEnum};
use rollcall_provisioning::audit::{self, INSTALLATION, Query};

use super::failure::CliError;
use super::installation::{Missing, with_installation};
use crate::audit_entry::{Format, Shown};
use crate::config::Loaded;

/// `rollcall audit …`
#[derive(Debug, Subcommand)]
pub(super) enum AuditCommand {
    /// Writes who changed what, when and from where, the newest first
    Export(ExportArgs),
}

/// `rollcall audit export …`
#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
    /// What is about no tenant, in place of a tenant's
    #[arg(long, conflicts_with = "tenant")]
    installation: bool,
    /// How it is written
    #[arg(long, value_enum, default_value_t = FormatWord::Csv)]
    format: FormatWord,
    /// Only what this actor did: an e-mail address, the name or id of a key
    #[arg(long)]
    actor: Option<String>,
    /// Only this action, for example token.revoke
    #[arg(long)]
    action: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatWord {
    /// A table
    Csv,
    /// A line of JSON for each entry
    Ndjson,
}

/// Entries that are read at a time.
const CHUNK_ENTRIES: i64 = 500;

/// Runs the command.
pub(super) fn run(loaded: &Loaded, command: AuditCommand) -> Result<(), CliError> {
    let AuditCommand::Export(args) = command;
    with_installation(loaded, Missing::Refuse, |p| async move {
        let format = match args.format {
            FormatWord::Csv => Format::Csv,
            FormatWord::Ndjson => Format::Ndjson,
        };
        let tenant = if args.installation {
            INSTALLATION
        } else {
            &args.tenant
        };
        let mut text = format.head().to_owned();
        let mut after = None;
        loop {
            let query = Query {
                after,
                limit: CHUNK_ENTRIES,
                actor: args.actor.clone(),
                action: args.action.clone(),
            };
            let page = audit::list(&p, tenant, query).await?;
            for entry in page.entries {
                format.write(&Shown::of(entry), &mut text);
            }
            let mut out = std::io::stdout().lock();
            out.write_all(text.as_bytes())?;
            out.flush()?;
            text.clear();
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    })
}
