//! What connections send, told by the API after traffic as providers send it was played.

use rollcall_conformance::{Options, Target, built_in, run};
use rollcall_mapping::EXTENSION;
use rollcall_provisioning::auth::{Profile, Scope};
use serde_json::{Value, json};

use crate::client::user;
use crate::harness::{TestApp, on_both};

on_both! {
    what_okta_sends_is_listed_and_what_it_never_sent,
    what_entra_sends_is_listed,
    an_attribute_under_another_namespace_is_found,
    bulk_requests_and_groups_count_too,
    connections_are_apart,
}

/// Plays captured traffic with the connection's token.
fn play(app: &TestApp, token: &str, cases: &[&str]) {
    let target = Target::with_token(&format!("http://{}/scim", app.address), token);
    let options = Options {
        only: cases.iter().map(ToString::to_string).collect(),
        ..Options::new(built_in().unwrap())
    };
    let report = run(&target, &options, &mut |_| {});
    assert!(report.passed(), "{}", report.failures_as_text());
}

fn catalogue(app: &TestApp, connection: &str) -> Value {
    let admin = app.client_of("default", Scope::Api);
    let connection = connection.replace(' ', "%20");
    let target = format!("/api/v1/connections/{connection}/attributes");
    admin.get(&target).expect(200).json()
}

fn attribute<'c>(catalogue: &'c Value, path: &str) -> &'c Value {
    let all = catalogue["attributes"].as_array().unwrap();
    let found = all.iter().find(|it| it["path"] == path);
    found.unwrap_or_else(|| panic!("no {path} in {catalogue:#}"))
}

fn lack<'c>(catalogue: &'c Value, path: &str) -> Option<&'c Value> {
    let all = catalogue["never_received"].as_array().unwrap();
    all.iter().find(|it| it["path"] == path)
}

fn what_okta_sends_is_listed_and_what_it_never_sent(app: &TestApp) {
    let nothing = catalogue(app, "default");
    assert_eq!(nothing["attributes"], json!([]));
    let title = lack(&nothing, "title").unwrap();
    assert_eq!(title["cause"], "nothing_received");

    let cases = ["06", "09", "11", "13", "17", "18"].map(|it| format!("okta_users/{it}*"));
    play(app, &app.token, &cases.each_ref().map(String::as_str));
    let told = catalogue(app, "default");
    assert_eq!(told["connection"]["speaks_like"]["provider"], "okta");
    let title = attribute(&told, "title");
    assert_eq!(
        (&title["resource_type"], &title["fate"], &title["count"]),
        (&json!("User"), &json!("kept"), &json!(1))
    );
    assert_eq!(title["sample"], "Xxxxxxx");
    assert!(
        title["fields"]
            .as_array()
            .unwrap()
            .contains(&json!("job_title"))
    );
    let mobile = attribute(&told, r#"phoneNumbers[type eq "mobile"].value"#);
    assert_eq!(mobile["fields"], json!(["mobile_phone"]));
    assert_eq!(mobile["sample"], "+9 999 9999");
    let work = attribute(&told, r#"phoneNumbers[type eq "work"].value"#);
    assert_eq!(work["fields"], json!(["work_phone"]));
    let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    let department = attribute(&told, &format!("{enterprise}:department"));
    assert_eq!(department["fields"], json!(["department"]));
    let password = attribute(&told, "password");
    assert_eq!(
        (&password["fate"], &password["sample"]),
        (&json!("withheld"), &Value::Null)
    );
    let colour = attribute(&told, "favouriteColour");
    assert_eq!(
        (&colour["fate"], &colour["sample"], &colour["fields"]),
        (&json!("dropped"), &json!("xxxx"), &json!([]))
    );
    // Samples only: a time or an id may well have the digits of somebody's telephone number.
    let attributes = told["attributes"].as_array().unwrap();
    let samples: Vec<&str> = attributes
        .iter()
        .filter_map(|it| it["sample"].as_str())
        .collect();
    for of_somebody in ["Ada", "Analyst", "Oslo", "555", "blue", "Main St"] {
        assert!(
            !samples.iter().any(|it| it.contains(of_somebody)),
            "{of_somebody} in {samples:?}"
        );
    }

    let pronouns = lack(&told, &format!("{EXTENSION}:pronouns")).unwrap();
    assert_eq!(
        (&pronouns["cause"], &pronouns["starved"]),
        (&json!("namespace_missing"), &json!(["pronouns"]))
    );
    let why = pronouns["detail"].as_str().unwrap();
    assert!(why.contains(&format!(
        "External name pronouns, External namespace {EXTENSION}"
    )));
    assert_eq!(lack(&told, "nickName").unwrap()["cause"], "not_mapped");
    // One with a type came, so one without is not missed by the field, but never came all the same.
    let bare = lack(&told, "phoneNumbers[not (type pr)].value").unwrap();
    assert_eq!(
        (&bare["cause"], &bare["starved"]),
        (&json!("other_type"), &json!([]))
    );
    for came in ["title", "userName", "emails[primary eq true].value"] {
        assert_eq!(lack(&told, came), None);
    }
}

fn what_entra_sends_is_listed(app: &TestApp) {
    let entra = app.client_that_speaks(Profile::Entra, "");
    let cases = ["entra_users/09*", "entra_users/10*", "entra_users/26*"];
    play(app, &entra.token, &cases);
    let told = catalogue(app, "entra ");
    assert_eq!(told["connection"]["speaks_like"]["provider"], "entra");
    for path in [
        r#"emails[type eq "work"].value"#,
        r#"phoneNumbers[type eq "fax"].value"#,
        r#"addresses[type eq "work"].country"#,
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
        "roles.display",
        "name.givenName",
    ] {
        assert_eq!(attribute(&told, path)["fate"], "kept", "{path}");
    }
    assert_eq!(
        attribute(&told, r#"emails[type eq "work"].primary"#)["fields"],
        json!(["email"])
    );
    let pronouns = lack(&told, &format!("{EXTENSION}:pronouns")).unwrap();
    assert_eq!(pronouns["cause"], "not_in_attribute_list");
}

fn an_attribute_under_another_namespace_is_found(app: &TestApp) {
    let mut body = user("ada@example.com");
    body["urn:okta:custom:1.0:User"] = json!({"pronouns": "she/her"});
    body["bookingUrl"] = json!("https://example.com/ada");
    app.post("/scim/Users", &body).expect(201);
    let told = catalogue(app, "default");
    let cause = |name: &str| {
        let lack = lack(&told, &format!("{EXTENSION}:{name}")).unwrap();
        assert_eq!(lack["cause"], "wrong_namespace");
        lack["detail"].as_str().unwrap().to_owned()
    };
    assert!(cause("pronouns").contains("came under urn:okta:custom:1.0:User"));
    assert!(cause("bookingUrl").contains("came without a namespace"));
    let sample = &attribute(&told, "urn:okta:custom:1.0:User:pronouns")["sample"];
    assert_eq!(sample, "xxx/xxx");
}

fn bulk_requests_and_groups_count_too(app: &TestApp) {
    let operations: Vec<_> = (0..3)
        .map(|i| {
            let mut data = user(&format!("p{i}@example.com"));
            data["title"] = json!(if i < 2 {
                json!("Engineer")
            } else {
                json!(["refused"])
            });
            json!({"method": "POST", "path": "/Users", "bulkId": format!("b{i}"), "data": data})
        })
        .collect();
    let bulk = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": operations});
    app.post("/scim/Bulk", &bulk).expect(200);
    let ada = app.create_user("ada@example.com");
    let group = json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Sales", "members": [{"value": ada}]});
    app.post("/scim/Groups", &group).expect(201);
    let told = catalogue(app, "default");
    assert_eq!(attribute(&told, "title")["count"], 2);
    let members = attribute(&told, "members.value");
    assert_eq!(members["resource_type"], "Group");
    assert_eq!(members["fields"], json!([]));
    assert!(!told.to_string().contains(&ada), "{told:#}");
}

fn connections_are_apart(app: &TestApp) {
    let other = app.client_that_speaks(Profile::Auto, "");
    let mut body = user("ada@example.com");
    body["nickName"] = json!("Al");
    other.post("/scim/Users", &body).expect(201);
    assert_eq!(catalogue(app, "default")["attributes"], json!([]));
    let told = catalogue(app, "auto ");
    attribute(&told, "nickName");
    let by_id = catalogue(app, told["connection"]["id"].as_str().unwrap());
    assert_eq!(by_id, told);
    let elsewhere = app.client_of("globex", Scope::Api);
    let id = told["connection"]["id"].as_str().unwrap();
    for unknown in [id, "nobody"] {
        let refused = elsewhere.get(&format!("/api/v1/connections/{unknown}/attributes"));
        assert!(refused.problem(404).contains("no connection"));
    }
}
