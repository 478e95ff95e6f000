//! What goes wrong in the field, and must be said so that the admin understands it; then the last unassignment.

use uuid::Uuid;

use crate::simulate::answer::Stop;
use crate::simulate::play::{Play, Step};

pub(crate) const STEPS: &[Step] = &[
    Step {
        name: "A wrong token is refused readably",
        okta: "GET /Users with another token: Okta shows \"Error authenticating\" and the detail",
        advice: "Answer 401 as SCIM JSON with a detail: anything else shows the admin a parser's complaint.",
        run: wrong_token,
    },
    Step {
        name: "An unknown id is 404",
        okta: "GET /Users/{id} of somebody who was removed from the server",
        advice: "Answer 404 as a SCIM error, whatever the id looks like.",
        run: unknown_id,
    },
    Step {
        name: "A bad filter is 400",
        okta: "GET /Users?filter=userName eq (without a value)",
        advice: "Answer 400 with scimType invalidFilter: never 500, and never the whole list.",
        run: bad_filter,
    },
    Step {
        name: "Unassign everybody",
        okta: "PATCH active:false for each person; Okta never sends DELETE /Users",
        advice: "Deactivate each of them, members of groups or not.",
        run: unassign,
    },
];

fn wrong_token(play: &mut Play) -> Result<(), Stop> {
    play.client
        .get_as("Bearer not-the-token", "/Users?startIndex=1&count=2")?
        .refusal(401, None)
}

fn unknown_id(play: &mut Play) -> Result<(), Stop> {
    let id = Uuid::now_v7();
    play.client
        .get(&format!("/Users/{id}"))?
        .refusal(404, None)?;
    play.client.get("/Users/no-such-person")?.refusal(404, None)
}

fn bad_filter(play: &mut Play) -> Result<(), Stop> {
    play.client
        .get("/Users?filter=userName%20eq&startIndex=1&count=100")?
        .refusal(400, Some("invalidFilter"))
}

fn unassign(play: &mut Play) -> Result<(), Stop> {
    let people = [play.first_id()?, play.second_id()?];
    for id in people {
        play.set_active(&format!("/Users/{id}"), false)?;
    }
    Ok(())
}
