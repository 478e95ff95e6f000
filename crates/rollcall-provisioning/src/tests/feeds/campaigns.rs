//! Campaigns begin and end whatever else is looked at meanwhile.

use rollcall_mapping::Definition;
use rollcall_storage::feeds as rows;
use serde_json::json;

use super::super::harness::Organisation;
use super::super::on_both_databases;
use super::{all, caught_up, switched_on};
use crate::feeds::{self, Cause};
use crate::{Error, mappings};

on_both_databases!(a_campaign_that_begins_during_a_look_at_everybody_is_noticed);

/// People of a task that one step looks at, and some more.
const MANY: usize = 230;
const PIECE: usize = 200;

const SECOND: i64 = 1_000_000;

/// A signature for everybody, and something below it from one time to another.
fn with_campaign(from: i64, until: i64) -> Definition {
    let clock = |at: i64| scim_core::format_instant(at)[..19].to_owned();
    let signature = |key: &str| {
        let html = format!("<p>{key} of {{{{ first_name }}}}</p>");
        json!({"key": key, "name": key, "templates": {"en": {"html": html, "text": key}}})
    };
    let mut definition = serde_json::to_value(Definition::builtin()).unwrap();
    definition["signatures"] = json!([signature("plain"), signature("banner")]);
    definition["assignment"] = json!({
        "default": "plain",
        "campaigns": [{"key": "fair", "name": "The fair", "signature": "banner", "time_zone": "UTC", "from": clock(from), "until": clock(until)}]
    });
    serde_json::from_value(definition).unwrap()
}

/// When the tasks are due that wait for a campaign.
async fn waiting(o: &Organisation) -> Vec<i64> {
    let tasks =
        o.p.store()
            .read(|conn| Ok::<_, Error>(rows::tasks(conn, "default", 100)?));
    let tasks = tasks.await.unwrap().into_iter();
    let of_campaigns = tasks.filter(|task| task.cause.contains("campaign"));
    of_campaigns.map(|task| task.due_at).collect()
}

async fn one_step(o: &Organisation) {
    let mut once = true;
    feeds::catch_up(&o.p, "default", &mut || std::mem::take(&mut once))
        .await
        .unwrap();
}

async fn a_campaign_that_begins_during_a_look_at_everybody_is_noticed(o: Organisation) {
    for number in 0..MANY {
        o.person(&format!("p{number}@example.com")).await;
    }
    switched_on(&o).await;
    let begins = o.p.now() + 1_000 * SECOND;
    let ends = begins + 100_000 * SECOND;
    let definition = with_campaign(begins, ends);
    let draft = mappings::save_draft(&o.p, "default", definition, None, "me").await;
    let revision = draft.unwrap().revision;
    mappings::publish(&o.p, "default", revision, "", "me")
        .await
        .unwrap();
    // Everybody is to be looked at anew; some are.
    one_step(&o).await;
    one_step(&o).await;
    assert_eq!(all(&o).await.len(), PIECE);
    assert_eq!(waiting(&o).await, [begins]);
    while o.p.now() < begins {}
    caught_up(&o).await;
    let items = all(&o).await;
    let again = items.iter().filter(|it| {
        let is_time = matches!(it.cause, Cause::Time { .. });
        is_time && it.fields.is_empty() && it.signature.contains_key("rendered")
    });
    assert_eq!((again.count(), items.len()), (PIECE, PIECE + MANY));
    assert_eq!(waiting(&o).await, [ends]);
}
