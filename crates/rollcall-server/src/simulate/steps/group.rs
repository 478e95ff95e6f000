//! Group push: found, created, members added and removed, renamed, pushed whole, emptied, deleted.

use serde_json::{Value, json};

use crate::simulate::answer::{Stop, expect_field, id_of, red};
use crate::simulate::names::{group_body, member_values};
use crate::simulate::play::{Play, Step};

pub(crate) const STEPS: &[Step] = &[
    Step {
        name: "Find a group that is not there",
        okta: "GET /Groups?filter=displayName eq \"…\" when a group is pushed",
        advice: "Answer 200 with totalResults 0.",
        run: find_nothing,
    },
    Step {
        name: "Push a group",
        okta: "POST /Groups with members []",
        advice: "Answer 201 with the group and its id; an empty group is a group.",
        run: create,
    },
    Step {
        name: "Find the group by its name",
        okta: "GET /Groups?filter=displayName eq \"…\", to link a group that exists",
        advice: "Filter groups by displayName: Okta links to the one result.",
        run: find,
    },
    Step {
        name: "Add members",
        okta: "PATCH: replace with id and displayName in the value, and add to path members",
        advice: "Ignore the id in the value when it is the group's own; answer 200 or 204.",
        run: add_members,
    },
    Step {
        name: "Add a member who is in it already",
        okta: "PATCH add of the same member again, as retries do",
        advice: "Adding a member who is there is a success that changes nothing.",
        run: add_member_again,
    },
    Step {
        name: "Remove one member",
        okta: "PATCH remove with path members[value eq \"…\"]",
        advice: "Remove exactly the member the path selects: not all, and not silently nobody.",
        run: remove_member,
    },
    Step {
        name: "Remove a member who is not in it",
        okta: "the same PATCH remove again",
        advice: "Removing a member who is not there is a success that changes nothing.",
        run: remove_member_again,
    },
    Step {
        name: "Rename the group",
        okta: "PATCH replace {\"id\":…,\"displayName\":…} without a path, sent twice",
        advice: "Ignore the id in the value; a group's own name is never a conflict with itself.",
        run: rename,
    },
    Step {
        name: "Push now: replace the members",
        okta: "PATCH replace of path members with the whole list",
        advice: "Replace all members by the list in one step.",
        run: push_now,
    },
    Step {
        name: "Empty the group",
        okta: "PATCH replace of path members with []",
        advice: "An empty list empties the group; it is not an error.",
        run: empty,
    },
    Step {
        name: "Wizard app: replace the group",
        okta: "GET /Groups/{id}, then PUT with name and members and no id",
        advice: "Support PUT on groups, without an id in the body.",
        run: replace,
    },
    Step {
        name: "Import groups",
        okta: "GET /Groups?startIndex=1&count=100: members[].value are user ids",
        advice: "List groups with their members.",
        run: import,
    },
    Step {
        name: "Delete the group",
        okta: "DELETE /Groups/{id} when the push is removed, then nobody may find it",
        advice: "Answer 204, and 404 from then on; the people stay.",
        run: delete,
    },
];

fn target(id: &str) -> String {
    format!("/Groups/{id}")
}

/// The group and the two people that are pushed into it: id and what Okta displays.
fn cast(play: &Play) -> Result<(String, [(String, String); 2]), Stop> {
    let names = &play.names;
    let people = [
        (play.first_id()?, names.renamed.clone()),
        (play.second_id()?, names.second.user_name.clone()),
    ];
    Ok((play.group_id()?, people))
}

fn add(members: &[(String, String)]) -> Value {
    let members: Vec<(&str, &str)> = members
        .iter()
        .map(|(id, display)| (id.as_str(), display.as_str()))
        .collect();
    json!({"op": "add", "path": "members", "value": member_values(&members)})
}

fn patch(play: &mut Play, group: &str, operations: &Value) -> Result<(), Stop> {
    play.patch(&target(group), operations)?
        .patched()
        .map(|_| ())
}

fn find_nothing(play: &mut Play) -> Result<(), Stop> {
    let name = play.names.group.clone();
    play.find("/Groups", "displayName", &name, "%20")?
        .none(&format!("displayName eq \"{name}\""))
}

fn create(play: &mut Play) -> Result<(), Stop> {
    let name = play.names.group.clone();
    let group = play
        .client
        .post("/Groups", &group_body(&name, &[]))?
        .resource(201, "201 with the group")?;
    let id = id_of(&group)?;
    play.remember(target(&id));
    play.group_id = Some(id);
    expect_field(&group, "/displayName", &json!(name))
}

fn find(play: &mut Play) -> Result<(), Stop> {
    let id = play.group_id()?;
    let name = play.names.group.clone();
    play.find("/Groups", "displayName", &name, "+")?
        .only(&id, &format!("displayName eq \"{name}\""))
        .map(|_| ())
}

fn add_members(play: &mut Play) -> Result<(), Stop> {
    let (group, people) = cast(play)?;
    let same_name =
        json!({"op": "replace", "value": {"id": group, "displayName": play.names.group}});
    patch(play, &group, &json!([same_name, add(&people)]))?;
    play.expect_members(&group, &[&people[0].0, &people[1].0])
}

fn add_member_again(play: &mut Play) -> Result<(), Stop> {
    let (group, people) = cast(play)?;
    patch(play, &group, &json!([add(&people[..1])]))?;
    play.expect_members(&group, &[&people[0].0, &people[1].0])
}

fn remove_member(play: &mut Play) -> Result<(), Stop> {
    let (group, people) = cast(play)?;
    let path = format!("members[value eq \"{}\"]", people[0].0);
    patch(play, &group, &json!([{"op": "remove", "path": path}]))?;
    play.expect_members(&group, &[&people[1].0])
}

fn remove_member_again(play: &mut Play) -> Result<(), Stop> {
    remove_member(play)
}

fn rename(play: &mut Play) -> Result<(), Stop> {
    let id = play.group_id()?;
    let name = play.names.group_renamed.clone();
    let operations = json!([{"op": "replace", "value": {"id": id, "displayName": name}}]);
    patch(play, &id, &operations)?;
    patch(play, &id, &operations)?;
    let group = play.fetch(&target(&id))?;
    expect_field(&group, "/displayName", &json!(name))
}

fn push_now(play: &mut Play) -> Result<(), Stop> {
    let (group, [first, _]) = cast(play)?;
    let members = member_values(&[(&first.0, &first.1)]);
    patch(
        play,
        &group,
        &json!([{"op": "replace", "path": "members", "value": members}]),
    )?;
    play.expect_members(&group, &[&first.0])
}

fn empty(play: &mut Play) -> Result<(), Stop> {
    let group = play.group_id()?;
    patch(
        play,
        &group,
        &json!([{"op": "replace", "path": "members", "value": []}]),
    )?;
    play.expect_members(&group, &[])
}

fn replace(play: &mut Play) -> Result<(), Stop> {
    let (group, [first, second]) = cast(play)?;
    play.fetch(&target(&group))?;
    let body = group_body(
        &play.names.group,
        &[(&first.0, &first.1), (&second.0, &second.1)],
    );
    let answer = play.client.put(&target(&group), &body)?;
    answer.status(&[200, 204], "200 with the whole group")?;
    play.expect_members(&group, &[&first.0, &second.0])
}

fn import(play: &mut Play) -> Result<(), Stop> {
    let (group, [first, _]) = cast(play)?;
    let page = play.client.get("/Groups?startIndex=1&count=100")?.list()?;
    let Some(found) = page
        .resources
        .iter()
        .find(|resource| resource["id"] == group)
    else {
        // With more than a page of groups it may be on a later one; then only the envelope was to be seen.
        return if page.total > 100 {
            Ok(())
        } else {
            Err(red(format!("the group {group} in the list"), "not there"))
        };
    };
    let has_member = found["members"]
        .as_array()
        .is_some_and(|all| all.iter().any(|one| one["value"] == first.0));
    if has_member {
        Ok(())
    } else {
        Err(red(
            "the group's members in the list",
            format!("members = {}", found["members"]),
        ))
    }
}

fn delete(play: &mut Play) -> Result<(), Stop> {
    let id = play.group_id()?;
    play.client
        .delete(&target(&id))?
        .status(&[204, 200], "204 without a body")?;
    play.forget(&target(&id));
    play.group_id = None;
    play.client.get(&target(&id))?.refusal(404, None)
}
