//! The operations: what is sent, and whether it does what it should before its speed says anything.

mod changes;
mod groups;
mod life;
mod pages;
mod reads;

use anyhow::Result;

use crate::client::Client;
use crate::store::Store;
use crate::wrk::Order;

pub use groups::{Groups, one_by_one};

/// One operation. A list of them is an order: those that make the store grow come last.
pub struct Operation {
    /// Its name in the result and for `--only`.
    pub key: &'static str,
    /// For people.
    pub title: &'static str,
    /// In which order its requests are played.
    pub order: Order,
    /// Tries it once, and looks at its effect; then writes the requests, a line each.
    pub prepare: fn(&Store) -> Result<Vec<String>>,
}

/// All operations.
pub const OPERATIONS: &[Operation] = &[
    Operation {
        key: "get",
        title: "get by id",
        order: Order::Random,
        prepare: reads::by_id,
    },
    Operation {
        key: "user-name",
        title: "filter by `userName`",
        order: Order::Random,
        prepare: reads::by_user_name,
    },
    Operation {
        key: "external-id",
        title: "filter by `externalId`",
        order: Order::Random,
        prepare: reads::by_external_id,
    },
    Operation {
        key: "email",
        title: "filter by e-mail",
        order: Order::Random,
        prepare: reads::by_email,
    },
    Operation {
        key: "scan",
        title: "filter that no index serves",
        order: Order::Cycle,
        prepare: reads::by_no_index,
    },
    Operation {
        key: "page-first",
        title: "first page of 100",
        order: Order::Cycle,
        prepare: pages::first,
    },
    Operation {
        key: "page-index",
        title: "last page of 100 by index",
        order: Order::Cycle,
        prepare: pages::last_by_index,
    },
    Operation {
        key: "page-cursor",
        title: "last page of 100 by cursor",
        order: Order::Cycle,
        prepare: pages::last_by_cursor,
    },
    Operation {
        key: "patch",
        title: "PATCH `active`",
        order: Order::Cycle,
        prepare: changes::set_active,
    },
    Operation {
        key: "put",
        title: "PUT",
        order: Order::Cycle,
        prepare: changes::replace,
    },
    Operation {
        key: "member",
        title: "add or remove one member, group of 1,000",
        order: Order::Cycle,
        prepare: groups::one_member,
    },
    Operation {
        key: "members-1000",
        title: "add 1,000 members",
        order: Order::Once,
        prepare: groups::thousand_members,
    },
    Operation {
        key: "life",
        title: "Okta's life of a person, a request of six",
        order: Order::Lives,
        prepare: life::life,
    },
    Operation {
        key: "create",
        title: "create",
        order: Order::Cycle,
        prepare: changes::create,
    },
    Operation {
        key: "bulk-1000",
        title: "bulk of 1,000 creations",
        order: Order::Bulk,
        prepare: changes::bulk,
    },
];

/// The operation of that key.
pub fn find(key: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.key == key)
}

/// The path of the base URL, which every line of requests begins with.
fn prefix(client: &Client) -> &str {
    client.base.splitn(4, '/').nth(3).map_or("", |path| {
        &client.base[client.base.len() - path.len() - 1..]
    })
}

/// A line for requests.lua.
fn line(client: &Client, method: &str, path: &str, body: Option<&serde_json::Value>) -> String {
    let body = body.map(serde_json::Value::to_string).unwrap_or_default();
    format!("{method}\t{}{path}\t{body}", prefix(client))
}
