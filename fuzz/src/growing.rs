//! Families of inputs of any size, each shaped to make one loop long. `work` measures what twice the size costs.

use scim_core::bulk::{BULK_REQUEST, BulkRequest, Known, plan};
use scim_core::etag::EntityTags;
use scim_core::evaluate::Budget;
use scim_core::project::Projection;
use scim_core::render::{self, MemberRef, Relations, Resource};
use scim_core::search::{SEARCH_REQUEST, SearchRequest};
use scim_core::sort::Sort;
use scim_core::{Object, Rules, body, condition, diff, normalize, patch, validate};
use scim_filter_parser::{Limits, parse_filter_with, parse_path_with};
use serde_json::{Value, json};

use crate::{ID, TYPES};

/// What is to be done, on an input of that size.
type Work = Box<dyn FnOnce()>;

/// Every family by its name.
pub const GROWING: &[(&str, &dyn Fn(usize) -> Work)] = &[
    ("filter: terms", &|n| {
        filter(vec!["userName eq \"x\""; n].join(" or "))
    }),
    ("filter: terms in parentheses", &|n| {
        filter(vec!["(a pr)"; n].join("and"))
    }),
    ("filter: and within or", &|n| {
        filter(vec!["a pr and b pr"; n].join(" or "))
    }),
    ("filter: chain inside chain inside chain", &|n| {
        let chain = vec!["a pr"; n].join(" and ");
        filter(format!(
            "{}{chain}{}",
            "a pr and (".repeat(30),
            ")".repeat(30)
        ))
    }),
    ("filter: open parentheses", &|n| filter("(".repeat(n))),
    ("filter: not", &|n| filter("not ".repeat(n))),
    ("filter: not, glued", &|n| filter("not(".repeat(n))),
    ("filter: blanks", &|n| {
        filter(format!("a{}pr", " ".repeat(n)))
    }),
    ("filter: blanks after every not", &|n| {
        filter(format!("not{}a", " ".repeat(n)).repeat(8))
    }),
    ("filter: string", &|n| {
        filter(format!("a eq \"{}\"", "x".repeat(n)))
    }),
    ("filter: escapes", &|n| {
        filter(format!("a eq \"{}\"", "\\u00e9\\n".repeat(n)))
    }),
    ("filter: unclosed strings", &|n| {
        filter(format!("a eq {}", "\"\\".repeat(n)))
    }),
    ("filter: name", &|n| filter(format!("{} pr", "a".repeat(n)))),
    ("filter: colons", &|n| {
        filter(format!("a{} pr", ":a".repeat(n)))
    }),
    ("filter: percents", &|n| {
        filter(format!("a:{}:a pr", "%41".repeat(n)))
    }),
    ("filter: dots", &|n| {
        filter(format!("a{} pr", ".a".repeat(n)))
    }),
    ("filter: digits", &|n| {
        filter(format!("a eq {}", "9".repeat(n)))
    }),
    ("filter: symbols", &|n| {
        filter(format!("a {} 1", "=".repeat(n)))
    }),
    ("path: filter", &|n| {
        path(format!("a[{}].b", vec!["b pr"; n].join(" and ")))
    }),
    ("path: brackets", &|n| path("a[".repeat(n))),
    ("body: brackets", &|n| bytes("[".repeat(n))),
    ("body: quotes", &|n| bytes("\"\\".repeat(n))),
    ("body: members", &|n| {
        bytes(numbered(n, |i| (format!("k{i}"), json!(i))).to_string())
    }),
    ("body: twice the same member", &|n| {
        bytes(format!("{{{}\"a\":1}}", "\"a\":1,".repeat(n)))
    }),
    ("resource: unknown attributes", &|n| {
        read(numbered(n, |i| (format!("k{i}"), json!(i))))
    }),
    ("resource: unknown schemas", &|n| {
        read(numbered(n, |i| (format!("urn:x:{i}"), json!({"a": 1}))))
    }),
    ("resource: attributes of an unknown schema", &|n| {
        read(json!({"urn:x:1": numbered(n, |i| (format!("k{i}"), json!(i)))}))
    }),
    ("resource: values of an unknown schema", &|n| {
        read(json!({"urn:x:1": {"a": vec![1; n]}}))
    }),
    ("resource: unknown sub-attributes", &|n| {
        read(json!({"name": numbered(n, |i| (format!("k{i}"), json!(i)))}))
    }),
    ("resource: schemas", &|n| {
        read(json!({"schemas": vec!["urn:x:1"; n]}))
    }),
    ("resource: e-mails", &|n| read(json!({"emails": emails(n)}))),
    ("resource: the same e-mail", &|n| {
        read(json!({"emails": vec![json!({"value": "x"}); n]}))
    }),
    ("resource: e-mails without value", &|n| {
        read(json!({"emails": list(n, |i| json!({"display": i.to_string()}))}))
    }),
    ("resource: members", &|n| {
        read(json!({"members": members(n)}))
    }),
    ("resource: long text", &|n| {
        read(json!({"userName": "é".repeat(n), "title": "e\u{301}".repeat(n)}))
    }),
    ("patch: unknown schemas", &|n| {
        patched(vec![
            json!({"op": "add", "value": numbered(n, |i| (format!("urn:x:{i}"), json!({"a": 1})))}),
        ])
    }),
    ("patch: attributes of an unknown schema", &|n| {
        patched(vec![
            json!({"op": "add", "value": {"urn:x:1": numbered(n, |i| (format!("k{i}"), json!(i)))}}),
        ])
    }),
    ("patch: paths into an unknown schema", &|n| {
        patched(vec![
            json!({"op": "add", "value": numbered(n, |i| (format!("urn:x:y:k{i}"), json!(1)))}),
        ])
    }),
    ("patch: one e-mail an operation", &|n| {
        patched(list(
            n,
            |i| json!({"op": "add", "path": "emails", "value": [{"value": i.to_string()}]}),
        ))
    }),
    ("patch: operations on the same e-mail", &|n| {
        patched(vec![
            json!({"op": "add", "path": "emails[type eq \"work\"].value", "value": "x"});
            n
        ])
    }),
    ("patch: e-mails in one operation", &|n| {
        patched(vec![
            json!({"op": "add", "path": "emails", "value": emails(n)}),
        ])
    }),
    ("patch: terms of a path", &|n| {
        let filter = vec!["type eq \"a\""; n].join(" or ");
        patched(vec![
            json!({"op": "add", "path": "emails", "value": emails(50)}),
            json!({"op": "replace", "path": format!("emails[{filter}].display"), "value": "x"}),
        ])
    }),
    ("patch: operations that each look at all values", &|n| {
        let mut operations = vec![json!({"op": "add", "path": "emails", "value": emails(n / 16)})];
        let path = "emails[type eq \"work\"].display";
        operations.extend(vec![json!({"op": "add", "path": path, "value": "x"}); n]);
        patched(operations)
    }),
    ("patch: a value that names what to remove", &|n| {
        patched(vec![
            json!({"op": "add", "path": "emails", "value": emails(n / 16)}),
            json!({"op": "remove", "path": "emails", "value": emails(n)}),
        ])
    }),
    ("patch: a value written into all values", &|n| {
        let value = numbered(n, |i| (format!("k{i}"), json!(i)));
        patched(vec![
            json!({"op": "add", "path": "emails", "value": emails(n / 16)}),
            json!({"op": "add", "path": "emails[type eq \"work\"]", "value": value}),
        ])
    }),
    ("patch: a long text written into all values", &|n| {
        patched(vec![
            json!({"op": "add", "path": "emails", "value": emails(n / 16)}),
            json!({"op": "add", "path": "emails.display", "value": "x".repeat(16 * n)}),
        ])
    }),
    ("patch: terms of a path on long texts", &|n| {
        let display = "é".repeat(n);
        let email = |i: usize| json!({"value": i.to_string(), "display": display});
        let filter = vec!["display co \"x\""; (n / 40).max(1)].join(" or ");
        patched(vec![
            json!({"op": "add", "path": "emails", "value": list(50, email)}),
            json!({"op": "remove", "path": format!("emails[{filter}]")}),
        ])
    }),
    ("patch: operations on values with long types", &|n| {
        let email = |i: usize| json!({"value": "x", "type": format!("{i}{}", "é".repeat(n / 16))});
        let mut operations =
            vec![json!({"op": "add", "path": "emails", "value": list(100, email)})];
        let add = json!({"op": "add", "path": "emails", "value": [{"value": "y"}]});
        operations.extend(vec![add; n / 16]);
        patched(operations)
    }),
    ("patch: names looked for among unknown ones", &|n| {
        let known: Value = (0..2 * n).map(|i| (format!("k{i}"), json!(1))).collect();
        let mut operations = vec![json!({"op": "add", "value": {"urn:x:1": known}})];
        operations.extend(list(
            n / 8,
            |i| json!({"op": "add", "value": {"urn:x:1": {(format!("n{i}")): 1}}}),
        ));
        patched(operations)
    }),
    ("patch: add a member an operation", &|n| {
        patched(list(
            n,
            |i| json!({"op": "add", "path": "members", "value": [{"value": i.to_string()}]}),
        ))
    }),
    ("patch: remove a member an operation", &|n| {
        patched(list(
            n,
            |i| json!({"op": "remove", "path": format!("members[value eq \"{i}\"]")}),
        ))
    }),
    ("patch: members in one operation", &|n| {
        patched(vec![
            json!({"op": "add", "path": "members", "value": members(n)}),
        ])
    }),
    ("patch: members by or", &|n| {
        let filter = list(n, |i| format!("value eq \"{i}\"")).join(" or ");
        patched(vec![
            json!({"op": "remove", "path": format!("members[{filter}]")}),
        ])
    }),
    ("bulk: operations", &|n| {
        bulk(list(n, |i| creation(i, vec![])))
    }),
    ("bulk: operations on the same resource", &|n| {
        bulk(vec![
            json!({"method": "PUT", "path": "/Users/1", "data": {"userName": "a"}});
            n
        ])
    }),
    ("bulk: references of one operation", &|n| {
        bulk(vec![creation(0, list(n, |i| i))])
    }),
    ("bulk: a chain of references", &|n| {
        bulk(list(n, |i| creation(i, vec![i + 1])))
    }),
    ("bulk: a circle, in which all refer to one", &|n| {
        bulk(list(n, |i| creation(i, vec![(i + 1) % n, 0, i])))
    }),
    ("entity tags", &|n| {
        let field = "W/\"2\",".repeat(n);
        Box::new(move || {
            let tags = EntityTags::new(&field);
            assert!(!tags.name("W/\"3\"") && !tags.name_version(3));
        })
    }),
    ("entity tags: commas", &|n| {
        let field = ", ".repeat(n);
        Box::new(move || assert!(!EntityTags::new(&field).name_version(3)))
    }),
    ("condition: terms", &|n| {
        let text = vec!["userName eq \"x\""; n].join(" or ");
        let document = canonical(50);
        Box::new(move || {
            if let Ok(condition) = condition::parse(&TYPES[0], &text, Rules::ALL) {
                condition.matches(&document);
            }
        })
    }),
    ("condition: e-mails", &|n| {
        let document = canonical(n);
        let text = "emails[type eq \"x\" and value co \"y\"] or emails.value ew \"z\"";
        let condition = condition::parse(&TYPES[0], text, Rules::ALL).expect("a filter");
        Box::new(move || drop(condition.matches(&document).then(String::new)))
    }),
    ("condition: terms on a long text", &|n| {
        let text = vec!["title co \"x\""; (n / 40).max(1)].join(" or ");
        let document = long(1, n);
        let condition = condition::parse(&TYPES[0], &text, Rules::ALL).expect("a filter");
        Box::new(move || drop(condition.matches(&document).then(String::new)))
    }),
    (
        "condition: terms on many resources with many values",
        &|n| {
            let text = vec!["emails.display co \"x\""; (n / 40).max(1)].join(" or ");
            let document = long(n / 16, 640);
            let condition = condition::parse(&TYPES[0], &text, Rules::ALL).expect("a filter");
            Box::new(move || {
                let mut budget = Budget::default();
                while condition.matches_within(&document, &mut budget).is_ok() {}
            })
        },
    ),
    ("projection: names", &|n| {
        let (names, document) = (vec!["name.givenName"; n].join(","), canonical(2));
        Box::new(move || {
            if let Ok(projection) = Projection::parse(Some(&names), None) {
                projection.apply(&TYPES[0], document);
            }
        })
    }),
    ("projection: e-mails", &|n| {
        let document = canonical(n);
        Box::new(move || {
            let projection = Projection::parse(Some("emails.value"), None).expect("names");
            projection.apply(&TYPES[0], document);
        })
    }),
    ("search: names", &|n| {
        let body = json!({"schemas": [SEARCH_REQUEST], "attributes": vec!["a"; n]});
        Box::new(move || drop(SearchRequest::parse(&body)))
    }),
    ("search: members", &|n| {
        let mut body = numbered(n, |i| (format!("k{i}"), json!(i)));
        body["schemas"] = json!([SEARCH_REQUEST]);
        Box::new(move || drop(SearchRequest::parse(&body)))
    }),
    ("sort: e-mails", &|n| {
        let document = canonical(n);
        let sort = Sort::parse(&TYPES[0], "emails", None)
            .expect("an attribute")
            .expect("a sort");
        Box::new(move || drop(sort.key(&document)))
    }),
    ("difference: attributes", &|n| {
        let object = |offset| match numbered(n, |i| (format!("k{}", i + offset), json!(i))) {
            Value::Object(object) => object,
            _ => Object::new(),
        };
        let (before, after) = (object(0), object(n / 2));
        Box::new(move || drop(diff::diff(&before, &after)))
    }),
    ("rendering: members", &|n| {
        let resource = Resource {
            id: ID.to_owned(),
            version: 1,
            created: 0,
            modified: 0,
            attributes: Object::new(),
        };
        let member = |i: usize| MemberRef {
            id: i.to_string(),
            resource_type: "User".to_owned(),
            display: None,
        };
        let relations = Relations {
            members: (0..n).map(member).collect(),
            groups: Vec::new(),
        };
        Box::new(move || {
            drop(render::object(
                &TYPES[1],
                resource.clone(),
                &relations,
                "https://example.com",
            ))
        })
    }),
    ("folding", &|n| {
        let text = "e\u{301}\u{323}ß".repeat(n);
        Box::new(move || drop(scim_core::fold(&text).into_owned()))
    }),
    ("folding: one letter with many accents", &|n| {
        let text = format!("a{}", "\u{301}\u{323}".repeat(n));
        Box::new(move || drop(scim_core::fold(&text).into_owned()))
    }),
];

fn filter(text: String) -> Work {
    let limits = Limits {
        length_max_bytes: usize::MAX,
        ..Limits::default()
    };
    Box::new(move || match parse_filter_with(&text, &limits) {
        Ok(filter) => drop(filter.to_string()),
        Err(error) => drop(error.to_string()),
    })
}

fn path(text: String) -> Work {
    let limits = Limits {
        length_max_bytes: usize::MAX,
        ..Limits::default()
    };
    Box::new(move || match parse_path_with(&text, &limits) {
        Ok(path) => drop(path.to_string()),
        Err(error) => drop(error.to_string()),
    })
}

fn bytes(text: String) -> Work {
    Box::new(move || drop(body::parse(text.as_bytes(), 32)))
}

/// Reads the body as every type of resource, and checks it.
fn read(body: Value) -> Work {
    Box::new(move || {
        for rt in TYPES.iter() {
            if let Ok(incoming) = normalize::resource(rt, &body, Rules::ALL) {
                drop(validate::complete(rt, &incoming.attributes));
            }
        }
    })
}

/// Applies the operations to an empty document of every type of resource.
fn patched(operations: Vec<Value>) -> Work {
    let body = json!({"Operations": operations});
    Box::new(move || {
        if let Ok(operations) = patch::parse(&body, Rules::ALL) {
            for rt in TYPES.iter() {
                drop(patch::apply(
                    rt,
                    ID,
                    &Object::new(),
                    &operations,
                    Rules::ALL,
                ));
            }
        }
    })
}

/// Reads the bulk request, plans it and puts ids in place of references.
fn bulk(operations: Vec<Value>) -> Work {
    let body = json!({"schemas": [BULK_REQUEST], "Operations": operations});
    Box::new(move || {
        let request = BulkRequest::parse(&body, usize::MAX).expect("a bulk request");
        drop(plan(&request.operations));
        for known in [Known::Id(ID.to_owned()), Known::Pending] {
            for operation in &request.operations {
                drop(operation.resolve(&|_| Some(known.clone())));
            }
        }
    })
}

/// Creates a group of those whose bulkIds have these numbers.
fn creation(i: usize, members: Vec<usize>) -> Value {
    let member = |i: usize| json!({"value": format!("bulkId:{i}")});
    let members: Vec<_> = members.into_iter().map(member).collect();
    let data = json!({"displayName": i.to_string(), "members": members});
    json!({"method": "POST", "path": "/Groups", "bulkId": i.to_string(), "data": data})
}

fn list<T>(n: usize, item: impl Fn(usize) -> T) -> Vec<T> {
    (0..n).map(item).collect()
}

fn numbered(n: usize, member: impl Fn(usize) -> (String, Value)) -> Value {
    (0..n).map(member).collect()
}

fn emails(n: usize) -> Vec<Value> {
    list(
        n,
        |i| json!({"value": format!("{i}@example.com"), "type": "work"}),
    )
}

fn members(n: usize) -> Vec<Value> {
    list(n, |i| json!({"value": i.to_string()}))
}

/// A person with a long title, and so many e-mails with a long text.
fn long(emails: usize, letters: usize) -> Object {
    let text = "é".repeat(letters);
    let emails = list(emails, |i| json!({"value": i.to_string(), "display": text}));
    let body = json!({"userName": "a", "title": text, "emails": emails});
    let person = normalize::resource(&TYPES[0], &body, Rules::ALL);
    person.expect("a person").attributes
}

fn canonical(n: usize) -> Object {
    let body = json!({"userName": "a", "name": {"givenName": "b"}, "emails": emails(n)});
    normalize::resource(&TYPES[0], &body, Rules::ALL)
        .expect("a person")
        .attributes
}
