//! Queries through the door: cursors, all types at once, one order, conditions on versions, ids.

use rollcall_provisioning::auth::Scope;
use serde_json::{Value, json};

use crate::client::{Client, GROUP, USER};
use crate::harness::{TestApp, on_both};

on_both!(
    a_walk_by_cursor_goes_both_ways,
    a_search_walks_as_well,
    a_cursor_is_good_for_its_query_and_token_only,
    one_page_has_no_neighbours,
    everything_is_one_list,
    what_no_type_has_is_refused,
    versions_are_conditions_of_reads_and_writes,
    an_id_is_spelt_in_one_way,
    a_filter_is_as_long_as_the_parser_takes,
    answers_to_writes_are_projected
);

const SEARCH: &str = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

fn named(app: &Client, names: &[&str]) -> Vec<String> {
    let create = |name: &&str| {
        let title = name.chars().rev().collect::<String>();
        let body = json!({"schemas": [USER], "userName": name, "title": title});
        app.post("/scim/Users", &body).expect(201).id()
    };
    names.iter().map(create).collect()
}

fn names(page: &Value) -> Vec<&str> {
    let resources = page["Resources"].as_array().unwrap();
    let name = |resource: &'_ Value| {
        let name = resource
            .get("userName")
            .or_else(|| resource.get("displayName"));
        name.and_then(Value::as_str).map(str::len)
    };
    assert!(resources.iter().all(|resource| name(resource).is_some()));
    resources
        .iter()
        .filter_map(|resource| {
            resource
                .get("userName")
                .or_else(|| resource.get("displayName"))
        })
        .filter_map(Value::as_str)
        .collect()
}

fn cursor<'p>(page: &'p Value, which: &str) -> Option<&'p str> {
    page.get(which).map(|cursor| cursor.as_str().unwrap())
}

fn a_walk_by_cursor_goes_both_ways(app: &TestApp) {
    named(app, &["e", "b", "d", "a", "c"]);
    for (query, expected) in [
        ("sortBy=userName", "abcde"),
        ("sortBy=userName&sortOrder=descending", "edcba"),
        ("sortBy=title&filter=title+ne+%22c%22", "abde"),
        ("filter=userName+gt+%22a%22", "ebdc"),
        ("attributes=userName", "ebdac"),
    ] {
        let get = |cursor: &str| {
            let page = app.get(&format!("/scim/Users?{query}&count=2&cursor{cursor}"));
            page.expect(200).json()
        };
        let mut pages = vec![get("")];
        while let Some(next) = cursor(pages.last().unwrap(), "nextCursor") {
            assert!(
                next.bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
            );
            pages.push(get(&format!("={next}")));
        }
        let walked: String = pages.iter().flat_map(names).collect();
        assert_eq!(walked, expected, "{query}");
        assert_eq!(cursor(&pages[0], "previousCursor"), None);
        let mut page = pages.last().unwrap().clone();
        for before in pages.iter().rev().skip(1) {
            let previous = cursor(&page, "previousCursor").unwrap();
            page = get(&format!("={previous}"));
            assert_eq!(page["Resources"], before["Resources"], "{query}");
        }
        assert_eq!(cursor(&page, "previousCursor"), None);
        for page in &pages {
            assert_eq!(page["totalResults"], json!(expected.len()), "{query}");
            assert_eq!(page["itemsPerPage"], json!(names(page).len()));
            assert_eq!(page.get("startIndex"), None);
        }
    }
}

fn a_search_walks_as_well(app: &TestApp) {
    named(app, &["b", "a", "c"]);
    app.create_group("B2", &[]);
    for (target, expected) in [("/scim/Users/.search", "abc"), ("/scim/.search", "abcB2")] {
        let search = |cursor: &str| {
            let body =
                json!({"schemas": [SEARCH], "sortBy": "userName", "cursor": cursor, "count": 2});
            app.post(target, &body).expect(200).json()
        };
        let first = search("");
        let second = search(cursor(&first, "nextCursor").unwrap());
        let walked: String = [&first, &second].into_iter().flat_map(names).collect();
        assert_eq!(walked, expected, "{target}");
        assert_eq!(cursor(&second, "nextCursor"), None);
    }
}

fn a_cursor_is_good_for_its_query_and_token_only(app: &TestApp) {
    named(app, &["a", "b", "c"]);
    let page = app
        .get("/scim/Users?filter=userName+pr&sortBy=userName&count=1&cursor")
        .json();
    let cursor = cursor(&page, "nextCursor").unwrap();
    let query = "filter=userName+pr&sortBy=userName";
    let get = |client: &Client, target: String| client.get(&target);
    get(
        app,
        format!("/scim/v2/Users?{query}&count=1&cursor={cursor}"),
    )
    .expect(200);
    for (target, kind) in [
        (
            format!("Users?{query}&count=2&cursor={cursor}"),
            "invalidCount",
        ),
        (format!("Users?{query}&cursor={cursor}"), "invalidCount"),
        (
            format!("Users?{query}&count=x&cursor={cursor}"),
            "invalidCount",
        ),
        (format!("Users?{query}&count=1001&cursor="), "invalidCount"),
        (
            format!("Users?sortBy=userName&count=1&cursor={cursor}"),
            "invalidCursor",
        ),
        (
            format!("Users?{query}&sortOrder=descending&count=1&cursor={cursor}"),
            "invalidCursor",
        ),
        (
            format!("Groups?filter=displayName+pr&count=1&cursor={cursor}"),
            "invalidCursor",
        ),
        (format!("?{query}&count=1&cursor={cursor}"), "invalidCursor"),
        (
            format!("Users?{query}&count=1&cursor=VZUTiyhEQJ94IR"),
            "invalidCursor",
        ),
        (
            format!("Users?{query}&count=1&cursor={cursor}&startIndex=1"),
            "invalidValue",
        ),
    ] {
        let detail = get(app, format!("/scim/{target}")).scim_error(400, Some(kind));
        assert!(!detail.contains(cursor), "{detail}");
    }
    for client in [
        app.client_of("default", Scope::Scim),
        app.client_of("other", Scope::Scim),
    ] {
        get(
            &client,
            format!("/scim/Users?{query}&count=1&cursor={cursor}"),
        )
        .scim_error(400, Some("invalidCursor"));
    }
    let config = app.get("/scim/ServiceProviderConfig").json();
    assert_eq!(
        config["pagination"],
        json!({"cursor": true, "index": true, "defaultPaginationMethod": "index", "defaultPageSize": 100,
            "maxPageSize": 1000, "cursorTimeout": 3600})
    );
}

fn one_page_has_no_neighbours(app: &TestApp) {
    named(app, &["a", "b"]);
    for query in [
        "cursor",
        "cursor&count=2",
        "cursor&count=1000",
        "cursor&count=0",
        "cursor&count=-1",
    ] {
        let page = app.get(&format!("/scim/Users?{query}")).expect(200).json();
        assert_eq!(page["totalResults"], json!(2), "{query}");
        for which in ["nextCursor", "previousCursor", "startIndex"] {
            assert_eq!(page.get(which), None, "{query}");
        }
    }
    // Who asks for no cursor gets none.
    let page = app.get("/scim/Users?count=1").json();
    assert_eq!(
        (page.get("nextCursor"), &page["startIndex"]),
        (None, &json!(1))
    );
}

fn everything_is_one_list(app: &TestApp) {
    let people = named(app, &["m", "k"]);
    app.create_group("L", &[&people[0]]);
    app.post(
        "/scim/Users",
        &json!({"schemas": [USER], "userName": "n", "displayName": "J"}),
    )
    .expect(201);
    for (query, expected) in [
        ("", "m k L n"),
        ("?count=2&startIndex=2", "k L"),
        ("?sortBy=displayName", "n L m k"),
        ("?sortBy=displayName&sortOrder=descending", "m k L n"),
        ("?sortBy=userName", "k m n L"),
        ("?sortBy=meta.resourceType&count=2", "L m"),
        (
            "?filter=meta.resourceType+eq+%22User%22&sortBy=userName",
            "k m n",
        ),
        (
            "?filter=userName+eq+%22k%22+or+displayName+eq+%22l%22",
            "k L",
        ),
        ("?filter=not+(userName+pr)", "L"),
        ("?filter=members+pr", "L"),
        ("?filter=userName+ne+%22k%22&startIndex=2&count=1", "L"),
        ("?filter=id+eq+%22nobody%22", ""),
    ] {
        for base in ["/scim", "/scim/v2/"] {
            let page = app.get(&format!("{base}{query}")).expect(200).json();
            assert_eq!(names(&page).join(" "), expected, "{query}");
        }
    }
    let page = app
        .get("/scim?attributes=members,userName&sortBy=id")
        .expect(200)
        .json();
    let kinds = page["Resources"].as_array().unwrap();
    assert_eq!(kinds[1]["schemas"], json!([USER]));
    assert_eq!(kinds[2]["schemas"], json!([GROUP]));
    assert_eq!(kinds[2]["members"][0]["value"], json!(people[0]));
    assert_eq!(
        (kinds[2].get("displayName"), kinds[1].get("meta")),
        (None, None)
    );
    // A walk over all types, in one order.
    let first = app
        .get("/scim?sortBy=displayName&count=3&cursor")
        .expect(200)
        .json();
    let next = cursor(&first, "nextCursor").unwrap();
    let second = app
        .get(&format!("/scim?sortBy=displayName&count=3&cursor={next}"))
        .expect(200)
        .json();
    assert_eq!(
        [names(&first), names(&second)].concat(),
        ["n", "L", "m", "k"]
    );
}

fn what_no_type_has_is_refused(app: &TestApp) {
    named(app, &["a"]);
    app.get("/scim?filter=shoeSize+pr")
        .scim_error(400, Some("invalidFilter"));
    app.get("/scim?filter=userName+pr+or+shoeSize+pr")
        .scim_error(400, Some("invalidFilter"));
    app.get("/scim?filter=userName")
        .scim_error(400, Some("invalidFilter"));
    app.get("/scim?sortBy=shoeSize")
        .scim_error(400, Some("invalidValue"));
    app.get("/scim/Users?sortBy=members")
        .scim_error(400, Some("invalidValue"));
    app.get("/scim/Users?sortOrder=sideways").expect(200);
    let stranger = app.with_token("");
    for query in ["filter=userName+pr", "count=1", "cursor", "attributes=id"] {
        stranger
            .get(&format!("/scim?{query}"))
            .scim_error(401, None);
        assert_eq!(
            stranger
                .send("HEAD", &format!("/scim/v2?{query}"), &[], None)
                .status,
            401
        );
    }
    assert_eq!(
        app.send("HEAD", "/scim?filter=userName+pr", &[], None)
            .status,
        200
    );
}

fn versions_are_conditions_of_reads_and_writes(app: &TestApp) {
    let id = &named(app, &["a"])[0];
    let target = format!("/scim/Users/{id}");
    let send = |method: &str, header: &str, tags: &str| {
        let body = json!({"schemas": [USER], "userName": "a"}).to_string();
        let patch = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [{"op": "add", "path": "nickName", "value": "x"}]})
        .to_string();
        let body = match method {
            "PUT" => Some(body),
            "PATCH" => Some(patch),
            _ => None,
        };
        let headers = [(header, tags), ("content-type", "application/scim+json")];
        app.send(
            method,
            &target,
            &headers,
            body.as_deref().map(str::as_bytes),
        )
    };
    for (tags, status) in [
        ("*", 304),
        ("W/\"7\", W/\"1\"", 304),
        ("\"1\"", 304),
        ("W/\"2\"", 200),
    ] {
        for method in ["GET", "HEAD"] {
            let reply = send(method, "if-none-match", tags);
            assert_eq!(reply.status, status, "{method} {tags}");
            assert_eq!(reply.header("etag"), Some("W/\"1\""));
            assert!(status != 304 || reply.text.is_empty());
        }
    }
    for method in ["PUT", "PATCH", "DELETE"] {
        for (header, tags) in [
            ("if-match", "W/\"2\""),
            // RFC 9110 §13.1.2: it must not be done where the client said that it knows this version.
            ("if-none-match", "*"),
            ("if-none-match", "W/\"1\""),
        ] {
            send(method, header, tags).scim_error(412, None);
        }
    }
    assert_eq!(app.get(&target).json()["meta"]["version"], json!("W/\"1\""));
    send("PATCH", "if-none-match", "W/\"2\"").expect(200);
    send("PUT", "if-match", "*").expect(200);
    send("DELETE", "if-match", "W/\"1\", W/\"3\"").expect(204);
}

fn an_id_is_spelt_in_one_way(app: &TestApp) {
    let id = named(app, &["a"]).remove(0);
    let group = app.create_group("G", &[&id]);
    for other in [
        id.to_uppercase(),
        id.replace('-', ""),
        format!("%7B{id}%7D"),
        format!("urn:uuid:{id}"),
    ] {
        if other == id {
            continue;
        }
        app.get(&format!("/scim/Users/{other}"))
            .scim_error(404, None);
        app.delete(&format!("/scim/Users/{other}"))
            .scim_error(404, None);
        let found = app
            .get(&format!("/scim/Users?filter=id+eq+%22{other}%22"))
            .expect(200);
        assert_eq!(found.json()["totalResults"], json!(0), "{other}");
        let value = other.replace("%7B", "{").replace("%7D", "}");
        let add = json!([{"op": "add", "path": "members", "value": [{"value": value}]}]);
        app.patch(&format!("/scim/Groups/{group}"), &add)
            .scim_error(400, Some("invalidValue"));
    }
    app.get(&format!("/scim/Users/{id}")).expect(200);
}

fn a_filter_is_as_long_as_the_parser_takes(app: &TestApp) {
    let filter = |bytes: usize| format!("title eq \"{}\"", "x".repeat(bytes - 11));
    for (bytes, status) in [(16_384, 200), (16_385, 400)] {
        let filter = filter(bytes);
        let body = json!({"schemas": [SEARCH], "filter": filter});
        for reply in [
            app.get(&format!(
                "/scim/Users?filter={}",
                filter.replace(' ', "+").replace('"', "%22")
            )),
            app.post("/scim/Users/.search", &body),
            app.post("/scim/.search", &body),
        ] {
            assert_eq!(reply.status, status, "{bytes}");
            if status == 400 {
                reply.scim_error(400, Some("invalidFilter"));
            }
        }
    }
}

fn answers_to_writes_are_projected(app: &TestApp) {
    let keys = |reply: crate::client::Reply| {
        let object = reply.json();
        object
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let body = json!({"schemas": [USER], "userName": "a", "title": "t", "nickName": "n"});
    let created = app.post("/scim/Users?attributes=title", &body).expect(201);
    let id = created.id();
    assert_eq!(keys(created), "schemas id title");
    let target = format!("/scim/Users/{id}");
    let replaced = app.put(
        &format!("{target}?excludedAttributes=title,id,meta,active"),
        &body,
    );
    assert_eq!(keys(replaced.expect(200)), "schemas id userName nickName");
    let change = json!([{"op": "replace", "path": "title", "value": "u"}]);
    let patched = app.patch(&format!("{target}?attributes=userName,unknown"), &change);
    assert_eq!(keys(patched.expect(200)), "schemas id userName");
    let group = format!("/scim/Groups/{}", app.create_group("G", &[&id]));
    let rename = json!([{"op": "replace", "path": "displayName", "value": "H"}]);
    let patched = app.patch(&format!("{group}?attributes=displayName"), &rename);
    assert_eq!(keys(patched.expect(200)), "schemas id displayName");
    app.get(&format!("{target}?attributes=id&excludedAttributes=title"))
        .scim_error(400, Some("invalidValue"));
}
