//! A token's life through the command line, beside a server that runs.

use rollcall_mapping::export::FORMATS;
use serde_json::Value;

use crate::program::Place;

/// A revocation is noticed within a second.
const NOTICED: std::time::Duration = std::time::Duration::from_secs(5);

#[test]
fn a_token_is_made_used_rotated_and_revoked() {
    let place = Place::new();
    let server = place.serve("");
    let made = place.ok(&[
        "token",
        "create",
        "--name",
        "Okta production",
        "--expires",
        "90d",
    ]);
    assert_eq!(made.lines().count(), 1, "the token, alone");
    let old = server.client.with_token(made.trim());
    old.get("/scim/Users").expect(200);

    let rotated: Value =
        serde_json::from_str(&place.ok(&["token", "rotate", "Okta production", "--json"])).unwrap();
    let new = server.client.with_token(rotated["token"].as_str().unwrap());
    new.get("/scim/Users").expect(200);
    old.get("/scim/Users").expect(200);

    let listed = list(&place, "default");
    let named: Vec<_> = listed
        .iter()
        .filter(|token| token["name"] == "Okta production")
        .collect();
    assert_eq!(named.len(), 2);
    let first = named
        .iter()
        .find(|token| token["id"] != rotated["id"])
        .unwrap();
    assert!(
        first["expires_at"].is_string() && first["revoked_at"].is_null(),
        "{first}"
    );
    assert!(place.ok(&["token", "list"]).contains("Okta production"));

    let line = place.refused(3, &["token", "revoke", "Okta production"]);
    assert!(line.contains("Several tokens"), "{line}");
    place.ok(&["token", "revoke", first["id"].as_str().unwrap()]);
    let asked = std::time::Instant::now();
    while old.get("/scim/Users").status == 200 {
        assert!(asked.elapsed() < NOTICED, "a revoked token still works");
        std::thread::yield_now();
    }
    new.get("/scim/Users").expect(200);
    let listed = list(&place, "default");
    let revoked = listed
        .iter()
        .find(|token| token["id"] == first["id"])
        .unwrap();
    assert!(revoked["revoked_at"].is_string(), "{revoked}");
}

#[test]
fn tenants_are_made_and_listed() {
    let place = Place::new();
    let server = place.serve("");
    assert_eq!(
        place.ok(&["tenant", "create", "--name", "Acme Corp."]),
        "acme-corp\n"
    );
    assert_eq!(place.ok(&["tenant", "create", "beta"]), "beta\n");
    place.refused(3, &["tenant", "create", "beta"]);
    place.refused(3, &["tenant", "create", "Not A Slug"]);
    let line = place.refused(3, &["tenant", "create", "--name", "Ω"]);
    assert!(line.contains("rollcall tenant create ID --name"), "{line}");
    let listed: Vec<Value> =
        serde_json::from_str(&place.ok(&["tenant", "list", "--json"])).unwrap();
    let ids: Vec<_> = listed
        .iter()
        .map(|tenant| tenant["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["acme-corp", "beta", "default"]);

    let token = place.ok(&["token", "create", "--tenant", "beta", "--name", "x"]);
    server.client.create_user("ada@example.com");
    assert_eq!(server.client.with_token(token.trim()).total("Users"), 0);
    assert!(list(&place, "acme-corp").is_empty());
    for arguments in [
        &["token", "create", "--tenant", "nobody", "--name", "x"][..],
        &["token", "list", "--tenant", "nobody"],
        &["token", "revoke", "x"],
    ] {
        place.refused(3, arguments);
    }
    place.refused(3, &["token", "create", "--name", " "]);
    assert_eq!(
        place
            .run(&["token", "create", "--name", "x", "--expires", "soon"])
            .status
            .code(),
        Some(2)
    );
}

#[test]
fn exports_go_to_standard_output_or_a_file() {
    let place = Place::new();
    let server = place.serve("");
    let id = server.client.create_user("ada@example.com");
    server.client.create_group("Sales", &[&id]);
    server.client.create_user("grace@example.com");
    let api = place.ok(&["token", "create", "--name", "x", "--scope", "api"]);
    let api = server.client.with_token(api.trim());
    for format in FORMATS.iter().map(|format| format.name) {
        let printed = place.ok(&["export", "target-users", "--format", format]);
        assert_eq!(
            printed,
            api.get(&format!("/api/v1/target-users?format={format}"))
                .expect(200)
                .text
        );
        assert!(printed.contains("ada@example.com"), "{printed}");
    }
    let fields = place.ok(&["export", "smart-fields", "--format", "json"]);
    assert_eq!(fields, api.get("/api/v1/smart-fields").expect(200).text);

    assert_eq!(
        place.ok(&[
            "export",
            "target-users",
            "--group",
            "sales",
            "--out",
            "sales.csv"
        ]),
        ""
    );
    let written = std::fs::read_to_string(place.path().join("sales.csv")).unwrap();
    assert!(
        written.contains("ada@example.com") && !written.contains("grace@example.com"),
        "{written}"
    );
    assert!(!place.path().join("sales.csv.part").exists());
    server.client.deactivate(&id);
    assert!(
        !place
            .ok(&["export", "target-users"])
            .contains("ada@example.com")
    );
    assert!(
        place
            .ok(&["export", "target-users", "--status", "any"])
            .contains("ada@example.com")
    );

    place.refused(3, &["export", "target-users", "--format", "xlsx"]);
    place.refused(3, &["export", "target-users", "--filter", "nonsense"]);
    place.refused(3, &["export", "target-users", "--group", "nobody"]);
    place.refused(3, &["export", "target-users", "--tenant", "nobody"]);
}

#[test]
fn an_export_of_nobody_says_what_left_everybody_out() {
    let place = Place::new();
    let server = place.serve("");
    let id = server.client.create_user("ada@example.com");
    server.client.create_group("Sales", &[&id]);
    server.client.deactivate(&id);
    for (arguments, said) in [
        (
            &["--filter", "userName eq \"nobody\""][..],
            "Nobody matches the filter, unless deactivated",
        ),
        (
            &["--filter", "userName eq \"nobody\"", "--status", "any"],
            "Nobody matches the filter.\n",
        ),
        (
            &["--group", "sales"],
            "Nobody is in the group, unless deactivated",
        ),
    ] {
        let output = place.run(&[&["export", "target-users"], arguments].concat());
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(
            text.contains(said) && !text.contains("the provider assigns"),
            "{text}"
        );
    }
}

fn list(place: &Place, tenant: &str) -> Vec<Value> {
    serde_json::from_str(&place.ok(&["token", "list", "--tenant", tenant, "--json"])).unwrap()
}

#[test]
fn a_person_gets_a_token_for_themselves() {
    let place = Place::new();
    let server = place.serve("");
    let ada = server.client.create_user("ada@example.com");
    let made = place.ok(&[
        "token",
        "create",
        "--name",
        "Ada",
        "--for",
        "ada@example.com",
    ]);
    let me = server.client.with_token(made.trim());
    assert_eq!(me.get("/scim/Me").expect(200).id(), ada);

    let rotated = place.ok(&["token", "rotate", "Ada"]);
    let me = server.client.with_token(rotated.trim());
    assert_eq!(me.get("/scim/Me").expect(200).id(), ada);
    let listed = list(&place, "default");
    let named = listed.iter().find(|token| token["name"] == "Ada").unwrap();
    assert_eq!(
        (named["scope"].as_str(), named["person"].as_str()),
        (Some("me"), Some(ada.as_str()))
    );

    let line = place.refused(3, &["token", "create", "--name", "x", "--for", "nobody"]);
    assert!(line.contains("\"nobody\""), "{line}");
}
