//! Feeds: what is announced, to whom it leads, and that it is announced once.

mod campaigns;
mod causes;
mod many;
mod reading;
mod steps;

use super::harness::{Organisation, person};
use crate::feeds::{self, After, Cause, Item, Worked};
use crate::resources::{self};
use serde_json::{Value, json};
use uuid::Uuid;

/// The feed switched on, and ready.
async fn switched_on(o: &Organisation) {
    feeds::switch_on(&o.p, "default").await.unwrap();
    caught_up(o).await;
    let state = feeds::state(&o.p, "default").await.unwrap().unwrap();
    assert!(state.ready, "{state:?}");
}

/// Everything is announced that there is to announce.
async fn caught_up(o: &Organisation) {
    let worked = feeds::catch_up(&o.p, "default", &mut || true).await;
    assert_eq!(worked.unwrap(), Worked::Finished);
}

/// Everything that was ever announced.
async fn all(o: &Organisation) -> Vec<Item> {
    let (mut items, mut after) = (Vec::new(), After::Beginning);
    loop {
        let page = feeds::changes(&o.p, "default", after, 100).await.unwrap();
        items.extend(page.items);
        after = After::parse(&page.next).unwrap();
        if !page.more {
            return items;
        }
    }
}

/// What is announced now that was not when this was asked last: `changed ada: job_title … (person)`.
async fn news(o: &Organisation, known: &mut usize) -> Vec<String> {
    caught_up(o).await;
    let items = all(o).await;
    let mut new: Vec<_> = Vec::new();
    for item in &items[*known..] {
        new.push(line(o, item).await);
    }
    *known = items.len();
    new.sort();
    new
}

async fn line(o: &Organisation, item: &Item) -> String {
    let fields: Vec<_> = item.fields.keys().map(String::as_str).collect();
    let named = o.get("Users", &item.person.to_string()).await;
    let name = match named.as_ref().ok().and_then(|it| it.object.as_ref()) {
        Some(object) => {
            let object = object.read().unwrap();
            let name = object["userName"].as_str().unwrap().to_owned();
            name.split('@').next().unwrap().to_owned()
        }
        None => "?".to_owned(),
    };
    let kind = item.kind.name().trim_start_matches("person.");
    let cause = json!(item.cause)["kind"].as_str().unwrap().to_owned();
    match kind {
        "changed" => format!("{name} {}: {cause}", fields.join(" ")),
        kind => format!("{name} {kind}: {cause}"),
    }
}

/// Somebody with a manager, named as providers do.
async fn report(o: &Organisation, user_name: &str, manager: &str) -> String {
    let mut body = person(user_name);
    body[ENTERPRISE] = json!({ "manager": { "value": manager } });
    super::harness::id(&o.post("Users", body).await.unwrap())
}

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

async fn set(o: &Organisation, person: &str, path: &str, value: Value) {
    let operation = json!([{ "op": "replace", "path": path, "value": value }]);
    resources::patch(
        &o.p,
        o.call(),
        "Users",
        person,
        json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operation }),
    )
    .await
    .unwrap();
}

fn uuid(id: &str) -> Uuid {
    Uuid::try_parse(id).unwrap()
}

/// The number of the change and the request that a cause names.
fn by(cause: &Cause) -> (i64, Option<String>) {
    let cause = json!(cause);
    (
        cause["change"].as_i64().unwrap_or_default(),
        cause["request"].as_str().map(str::to_owned),
    )
}
