//! The admin types the base URL and the token and presses "Test API Credentials".

use serde_json::Value;

use crate::simulate::answer::{ENTERPRISE, Stop, USER, red};
use crate::simulate::play::{Play, Step};

pub(crate) const STEPS: &[Step] = &[
    Step {
        name: "Test API Credentials: people",
        okta: "GET /Users?startIndex=1&count=2 when the admin presses \"Test API Credentials\"",
        advice: "Check the base URL: Okta appends /Users to it (Rollcall's ends in /scim).",
        run: test_users,
    },
    Step {
        name: "Test API Credentials: groups",
        okta: "GET /Groups?startIndex=1&count=100 right after",
        advice: "Answer /Groups with a ListResponse, also when there are no groups.",
        run: test_groups,
    },
    Step {
        name: "Import user schema",
        okta: "GET /Schemas and /ResourceTypes, to offer the server's attributes in the Profile Editor",
        advice: "List the User schema and every extension that /ResourceTypes names in /Schemas.",
        run: import_schema,
    },
];

fn test_users(play: &mut Play) -> Result<(), Stop> {
    play.client
        .get("/Users?startIndex=1&count=2")?
        .list()
        .and_then(|page| {
            if page.resources.len() <= 2 {
                return Ok(());
            }
            Err(red(
                "at most 2 resources for count=2",
                format!("{} resources", page.resources.len()),
            ))
        })
}

fn test_groups(play: &mut Play) -> Result<(), Stop> {
    play.client
        .get("/Groups?startIndex=1&count=100")?
        .list()
        .map(|_| ())
}

fn import_schema(play: &mut Play) -> Result<(), Stop> {
    let schemas = play.client.get("/Schemas")?.list()?.resources;
    let types = play.client.get("/ResourceTypes")?.list()?.resources;
    let listed = |urn: &str| schemas.iter().any(|schema| schema["id"] == urn);
    if !listed(USER) {
        return Err(red(format!("{USER} in /Schemas"), "no such schema"));
    }
    let extensions = types
        .iter()
        .filter(|resource_type| resource_type["name"] == "User")
        .flat_map(|user| user["schemaExtensions"].as_array().into_iter().flatten())
        .filter_map(|extension| extension["schema"].as_str());
    let missing: Vec<&str> = extensions.filter(|urn| !listed(urn)).collect();
    if !missing.is_empty() {
        return Err(red(
            "every extension of /ResourceTypes in /Schemas",
            format!("not listed: {}", missing.join(", ")),
        ));
    }
    has_attributes(&schemas)
}

/// Okta shows a schema's attributes as rows; without any there is nothing to map.
fn has_attributes(schemas: &[Value]) -> Result<(), Stop> {
    let empty = schemas
        .iter()
        .filter(|schema| schema["id"] == USER || schema["id"] == ENTERPRISE)
        .find(|schema| schema["attributes"].as_array().is_none_or(Vec::is_empty));
    match empty {
        None => Ok(()),
        Some(schema) => Err(red(
            "attributes in every user schema",
            format!("none in {}", schema["id"]),
        )),
    }
}
