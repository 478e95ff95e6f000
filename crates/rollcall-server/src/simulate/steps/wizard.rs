//! Apps made by Okta's App Integration Wizard, which PUT everything, and attributes that an admin maps besides.

use serde_json::{Value, json};

use crate::simulate::answer::{ENTERPRISE, Stop, expect_field, id_of};
use crate::simulate::names::CUSTOM;
use crate::simulate::play::{Play, Step};

pub(crate) const STEPS: &[Step] = &[
    Step {
        name: "Wizard app: deactivate by PUT",
        okta: "GET /Users/{id}, then PUT the whole person with active:false",
        advice: "Support PUT with active:false like the PATCH.",
        run: deactivate_by_put,
    },
    Step {
        name: "Wizard app: activate by PUT",
        okta: "GET /Users/{id}, then PUT the whole person with active:true",
        advice: "Support PUT with active:true on a deactivated person, under the same id.",
        run: activate_by_put,
    },
    Step {
        name: "Create a person with enterprise attributes",
        okta: "POST /Users with the enterprise extension: department, employee number, manager",
        advice: "Store the enterprise extension (RFC 7643 section 4.3) and answer it back.",
        run: create_mapped,
    },
    Step {
        name: "Update the department",
        okta: "GET and PUT with another enterprise department",
        advice: "Replace extension attributes by PUT like core attributes.",
        run: update_department,
    },
    Step {
        name: "Attributes of the admin's own",
        okta: "PUT with an extension that the admin named in the Profile Editor",
        advice: "Keep or count the values of unknown extensions; do not refuse the person for them.",
        run: update_custom,
    },
];

fn deactivate_by_put(play: &mut Play) -> Result<(), Stop> {
    put_active(play, false)
}

fn activate_by_put(play: &mut Play) -> Result<(), Stop> {
    put_active(play, true)
}

fn put_active(play: &mut Play, active: bool) -> Result<(), Stop> {
    let id = play.first_id()?;
    let user = play.fetch_and_put(&format!("/Users/{id}"), |user| {
        user.insert("active".to_owned(), json!(active));
    })?;
    expect_field(&user, "/active", &json!(active))?;
    expect_field(&user, "/id", &json!(id))
}

fn create_mapped(play: &mut Play) -> Result<(), Stop> {
    let manager_id = play.first_id()?;
    let answer = play
        .client
        .post("/Users", &play.names.second.mapped_body(&manager_id))?;
    let user = answer.resource(201, "201 with the whole user")?;
    let id = id_of(&user)?;
    play.remember(format!("/Users/{id}"));
    play.second_id = Some(id);
    expect_field(
        &user,
        &format!("/{ENTERPRISE}/department"),
        &json!("Research"),
    )?;
    expect_field(
        &user,
        &format!("/{ENTERPRISE}/manager/value"),
        &json!(manager_id),
    )
}

fn update_department(play: &mut Play) -> Result<(), Stop> {
    let id = play.second_id()?;
    let user = play.fetch_and_put(&format!("/Users/{id}"), |user| {
        if let Some(enterprise) = user.get_mut(ENTERPRISE) {
            enterprise["department"] = json!("Cryptanalysis");
        }
    })?;
    expect_field(
        &user,
        &format!("/{ENTERPRISE}/department"),
        &json!("Cryptanalysis"),
    )?;
    expect_field(
        &user,
        &format!("/{ENTERPRISE}/employeeNumber"),
        &json!("4711"),
    )
}

fn update_custom(play: &mut Play) -> Result<(), Stop> {
    let id = play.second_id()?;
    let user = play.fetch_and_put(&format!("/Users/{id}"), |user| {
        user.insert(CUSTOM.to_owned(), json!({"badgeColour": "green"}));
        if let Some(schemas) = user.get_mut("schemas").and_then(Value::as_array_mut) {
            schemas.push(json!(CUSTOM));
        }
    })?;
    expect_field(&user, "/id", &json!(id))
}
