//! A person's life in Okta's "SCIM 2.0 Test App": matched, created, updated, deactivated, re-assigned, renamed.

use serde_json::{Value, json};

use crate::simulate::answer::{Answer, Stop, expect_field, expect_no_password, id_of, red};
use crate::simulate::play::{Play, Step};

pub(crate) const STEPS: &[Step] = &[
    Step {
        name: "Match a person who is not there",
        okta: "GET /Users?filter=userName+eq+\"…\" (blanks as +) before every assignment",
        advice: "Answer 200 with totalResults 0, and decode + as a blank in the query.",
        run: match_nobody,
    },
    Step {
        name: "Create a person",
        okta: "POST /Users with a password, groups [], locale and externalId when somebody is assigned",
        advice: "Ignore the read-only groups, never return the password, answer 201 with the whole user and its id.",
        run: create,
    },
    Step {
        name: "Read the person back",
        okta: "GET /Users/{id} before every update",
        advice: "A created person must be readable at once under the id that was answered.",
        run: read_back,
    },
    Step {
        name: "Match the person by userName",
        okta: "GET /Users?filter=userName eq \"…\" (blanks as %20), in any letter case",
        advice: "Filter by userName ignoring case: a server that ignores the filter shows \"Multiple users found\".",
        run: match_person,
    },
    Step {
        name: "Create somebody who exists",
        okta: "POST /Users with a userName that an active person has: Okta marks the assignment as failed",
        advice: "Answer 409 with scimType uniqueness and a detail that the admin can read.",
        run: create_twice,
    },
    Step {
        name: "Update the profile",
        okta: "GET /Users/{id}, then PUT with everything that came, and the changed title",
        advice: "Take back id, meta and groups without complaint, keep what did not change, answer the whole user.",
        run: update_profile,
    },
    Step {
        name: "Clear a value",
        okta: "PUT with an empty string for a value that was cleared in Okta",
        advice: "Take an empty string as \"no value\"; do not refuse it.",
        run: clear_value,
    },
    Step {
        name: "Push a password",
        okta: "PATCH {\"op\":\"replace\",\"value\":{\"password\":…}} when password sync is on",
        advice: "Take the password (to keep or to drop it) and never return it.",
        run: push_password,
    },
    Step {
        name: "Deactivate",
        okta: "PATCH {\"op\":\"replace\",\"value\":{\"active\":false}} without a path when somebody is unassigned",
        advice: "Accept a PATCH without a path, and show active:false in the answer.",
        run: deactivate,
    },
    Step {
        name: "A deactivated person is readable",
        okta: "GET /Users/{id} must be 200 with active:false, or re-assignment breaks",
        advice: "Keep deactivated people; do not answer 404 for them.",
        run: read_deactivated,
    },
    Step {
        name: "A deactivated person is still matched",
        okta: "GET /Users?filter=userName eq \"…\" before re-assignment",
        advice: "List deactivated people too, or Okta creates them a second time.",
        run: match_deactivated,
    },
    Step {
        name: "Create again: revived under the same id",
        okta: "POST /Users with the same externalId and userName, when Okta lost its link to the person",
        advice: "The standard allows 409 here, but it leaves the admin at a dead end: revive the deactivated person.",
        run: create_again,
    },
    Step {
        name: "Re-assign: matched, activated, updated",
        okta: "filter, GET, PATCH active:true, PUT profile: the id must survive",
        advice: "Activate the same resource; a new id breaks Okta's link.",
        run: reassign,
    },
    Step {
        name: "Rename the login",
        okta: "PUT with another userName",
        advice: "Allow userName to change; uniqueness must not count the person itself.",
        run: rename,
    },
    Step {
        name: "The old login finds nobody",
        okta: "GET /Users?filter=userName eq \"{old}\", then \"{new}\"",
        advice: "Filter by the present userName only.",
        run: match_after_rename,
    },
    Step {
        name: "Import everybody",
        okta: "GET /Users?startIndex=1&count=100, 101, 201 … until totalResults is reached",
        advice: "Keep one order across pages: nobody twice, nobody missing, totals as JSON integers.",
        run: import,
    },
];

/// An import of the simulation stops after this many pages: it wants to see paging work, not a whole company.
const IMPORT_PAGES_MAX: usize = 10;

fn target(id: &str) -> String {
    format!("/Users/{id}")
}

fn match_nobody(play: &mut Play) -> Result<(), Stop> {
    let user_name = play.names.first.user_name.clone();
    play.find("/Users", "userName", &user_name, "+")?
        .none(&format!("userName eq \"{user_name}\""))
}

fn create(play: &mut Play) -> Result<(), Stop> {
    let person = play.names.first.clone();
    let answer = play.client.post("/Users", &person.body())?;
    let user = answer.resource(201, "201 with the whole user")?;
    let id = id_of(&user)?;
    play.remember(target(&id));
    play.first_id = Some(id);
    expect_field(&user, "/userName", &json!(person.user_name))?;
    expect_field(&user, "/active", &json!(true))?;
    expect_field(&user, "/externalId", &json!(person.external_id))?;
    expect_field(&user, "/meta/resourceType", &json!("User"))?;
    expect_no_password(&user)
}

fn read_back(play: &mut Play) -> Result<(), Stop> {
    let id = play.first_id()?;
    let user = play.fetch(&target(&id))?;
    expect_field(&user, "/id", &json!(id))?;
    expect_field(&user, "/active", &json!(true))?;
    expect_field(
        &user,
        "/name/givenName",
        &json!(play.names.first.given_name),
    )?;
    expect_no_password(&user)
}

fn match_person(play: &mut Play) -> Result<(), Stop> {
    let id = play.first_id()?;
    let user_name = play.names.first.user_name.to_uppercase();
    play.find("/Users", "userName", &user_name, "%20")?
        .only(&id, &format!("userName eq \"{user_name}\""))
        .map(|_| ())
}

fn create_twice(play: &mut Play) -> Result<(), Stop> {
    play.first_id()?;
    let mut body = play.names.first.body();
    body["externalId"] = json!(play.names.second.external_id);
    let answer = play.client.post("/Users", &body)?;
    remember_unwanted(play, &answer);
    answer.refusal(409, Some("uniqueness"))
}

/// A twin that should have been refused is removed at the end like everything else.
fn remember_unwanted(play: &mut Play, answer: &Answer) {
    if let Ok(twin) = answer.resource(201, "")
        && let Ok(id) = id_of(&twin)
        && play.first_id.as_ref() != Some(&id)
    {
        play.remember(target(&id));
    }
}

fn update_profile(play: &mut Play) -> Result<(), Stop> {
    let id = play.first_id()?;
    let user = play.fetch_and_put(&target(&id), |user| {
        user.insert("title".to_owned(), json!("Rear Admiral"));
        user.insert("groups".to_owned(), json!([]));
        user.insert("password".to_owned(), json!("TkdFNVdIVkxhM2c9"));
    })?;
    expect_field(&user, "/title", &json!("Rear Admiral"))?;
    expect_field(&user, "/id", &json!(id))?;
    expect_field(&user, "/externalId", &json!(play.names.first.external_id))?;
    expect_field(
        &user,
        "/name/familyName",
        &json!(play.names.first.family_name),
    )?;
    expect_no_password(&user)
}

fn clear_value(play: &mut Play) -> Result<(), Stop> {
    let id = play.first_id()?;
    let user = play.fetch_and_put(&target(&id), |user| {
        user.insert("title".to_owned(), json!(""));
    })?;
    match user.get("title") {
        None | Some(Value::Null) => Ok(()),
        Some(Value::String(title)) if title.is_empty() => Ok(()),
        Some(title) => Err(red("no title, or an empty one", format!("title = {title}"))),
    }
}

fn push_password(play: &mut Play) -> Result<(), Stop> {
    let id = play.first_id()?;
    let operations = json!([{"op": "replace", "value": {"password": "Simulated-2-be-ignored"}}]);
    match play.patch(&target(&id), &operations)?.patched()? {
        Some(user) => expect_no_password(&user),
        None => Ok(()),
    }
}

fn deactivate(play: &mut Play) -> Result<(), Stop> {
    let id = play.first_id()?;
    play.set_active(&target(&id), false)
}

fn read_deactivated(play: &mut Play) -> Result<(), Stop> {
    let id = play.first_id()?;
    let user = play.fetch(&target(&id))?;
    expect_field(&user, "/active", &json!(false))
}

fn match_deactivated(play: &mut Play) -> Result<(), Stop> {
    let id = play.first_id()?;
    let user_name = play.names.first.user_name.clone();
    let user = play
        .find("/Users", "userName", &user_name, "+")?
        .only(&id, "the deactivated person")?;
    expect_field(&user, "/active", &json!(false))
}

fn create_again(play: &mut Play) -> Result<(), Stop> {
    let id = play.first_id()?;
    let answer = play.client.post("/Users", &play.names.first.body())?;
    remember_unwanted(play, &answer);
    answer.status(&[200, 201], "201 (or 200) with the revived person")?;
    let user = answer.resource(answer.status, "the revived person")?;
    expect_field(&user, "/id", &json!(id))?;
    expect_field(&user, "/active", &json!(true))
}

fn reassign(play: &mut Play) -> Result<(), Stop> {
    let id = play.first_id()?;
    play.set_active(&target(&id), false)?;
    let user_name = play.names.first.user_name.clone();
    play.find("/Users", "userName", &user_name, "+")?
        .only(&id, "the person to re-assign")?;
    play.set_active(&target(&id), true)?;
    let user = play.fetch_and_put(&target(&id), |user| {
        user.insert("title".to_owned(), json!("Rear Admiral"));
    })?;
    expect_field(&user, "/id", &json!(id))?;
    expect_field(&user, "/active", &json!(true))
}

fn rename(play: &mut Play) -> Result<(), Stop> {
    let id = play.first_id()?;
    let renamed = play.names.renamed.clone();
    let user = play.fetch_and_put(&target(&id), |user| {
        user.insert("userName".to_owned(), json!(renamed));
        user.insert(
            "emails".to_owned(),
            json!([{"primary": true, "value": renamed, "type": "work"}]),
        );
    })?;
    expect_field(&user, "/userName", &json!(renamed))?;
    expect_field(&user, "/id", &json!(id))
}

fn match_after_rename(play: &mut Play) -> Result<(), Stop> {
    let id = play.first_id()?;
    let (old, new) = (
        play.names.first.user_name.clone(),
        play.names.renamed.clone(),
    );
    play.find("/Users", "userName", &old, "+")?
        .none("the old userName")?;
    play.find("/Users", "userName", &new, "+")?
        .only(&id, "the new userName")
        .map(|_| ())
}

fn import(play: &mut Play) -> Result<(), Stop> {
    let mut seen = std::collections::BTreeSet::new();
    let mut received: u64 = 0;
    for _ in 0..IMPORT_PAGES_MAX {
        let page = play
            .client
            .get(&format!("/Users?startIndex={}&count=100", received + 1))?
            .list()?;
        for user in &page.resources {
            let id = id_of(user)?;
            if !seen.insert(id.clone()) {
                return Err(red(
                    "every person on one page only",
                    format!("{id} on two pages"),
                ));
            }
            received += 1;
        }
        if received >= page.total {
            return complete(play, &seen);
        }
        if page.resources.is_empty() {
            return Err(red(
                format!("{} people", page.total),
                format!("an empty page after {received}"),
            ));
        }
    }
    Ok(())
}

/// After the last page, the person of this run must have been on one of them.
fn complete(play: &Play, seen: &std::collections::BTreeSet<String>) -> Result<(), Stop> {
    match &play.first_id {
        Some(id) if !seen.contains(id) => Err(red(
            format!("the person {id} on one of the pages"),
            "on none",
        )),
        _ => Ok(()),
    }
}
