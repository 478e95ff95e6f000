//! Who gets which signature, and why.

use insta::{assert_json_snapshot, assert_snapshot};
use proptest::prelude::*;
use scim_core::schema::Registry;
use serde_json::{Value, json};

use crate::{
    Because, CampaignState, Choices, Comparison, Definition, Mapping, Override, Overrides, Person,
    SIGNATURE_BY_HAND,
};

fn signature(key: &str) -> Value {
    let said = format!("<p>{key} of {{{{ first_name }}}}</p>");
    json!({"key": key, "name": key, "templates": {"en": {"html": said, "text": key}}})
}

/// The built-in fields and a date, with these rules.
pub(super) fn with(assignment: Value, targets: Value) -> Result<Mapping, String> {
    let mut definition = serde_json::to_value(Definition::builtin()).unwrap();
    let start = json!({"key": "start_date", "kind": "date", "labels": {"en": "Start"}, "sources": [{"path": "nickName"}], "transforms": [{"date": {"length": "long"}}]});
    definition["fields"].as_array_mut().unwrap().push(start);
    definition["signatures"] = ["plain", "sales", "board", "banner"].map(signature).into();
    definition["assignment"] = assignment;
    definition["targets"] = targets;
    let definition = Definition::of(definition).map_err(|it| it.to_string())?;
    let registry = Registry::builtin();
    let people = registry.by_name("User").unwrap();
    Mapping::new(&definition, people).map_err(|it| it.to_string())
}

fn rules() -> Value {
    json!({
        "exceptions": [{"name": "Robots", "when": "userType eq \"robot\""}],
        "rules": [
            {"key": "board", "name": "The board", "when": "title co \"chief\" or groups.display eq \"Board\"", "signature": "board"},
            {"key": "sales", "name": "Sales", "when": "fields.department sw \"sales\" and fields.start_date lt \"2026-01-01\"", "signature": "sales"}
        ],
        "default": "plain",
        "campaigns": [
            {"key": "fair", "name": "The fair", "signature": "banner", "when": "fields.department eq \"Sales\"", "time_zone": "Europe/Berlin", "from": "2026-05-01T00:00", "until": "2026-05-08T00:00", "repeats": "yearly"}
        ]
    })
}

fn because(mapping: &Mapping, person: &Value) -> (Option<String>, Because) {
    let choice = mapping.choice(&Person::new("p", person.as_object().unwrap()));
    (choice.signature, choice.because)
}

pub(super) const SALES: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

#[test]
fn the_first_rule_that_applies_decides() {
    let mapping = with(rules(), json!({})).unwrap();
    let rule = |key: &str, name: &str| Because::Rule {
        key: key.to_owned(),
        name: name.to_owned(),
    };
    let seller = |since: &str| json!({SALES: {"department": "Sales North"}, "nickName": since});
    for (person, signature, why) in [
        (
            json!({"title": "Chief of Staff"}),
            Some("board"),
            rule("board", "The board"),
        ),
        (
            json!({"groups": [{"display": "board"}]}),
            Some("board"),
            rule("board", "The board"),
        ),
        (seller("2025-12-31"), Some("sales"), rule("sales", "Sales")),
        (
            seller("2025-12-31T23:59:59Z"),
            Some("sales"),
            rule("sales", "Sales"),
        ),
        (seller("2026-01-01"), Some("plain"), Because::Default),
        (seller("soon"), Some("plain"), Because::Default),
        (json!({}), Some("plain"), Because::Default),
        (
            json!({"title": "Chief", "userType": "Robot"}),
            None,
            Because::Exception {
                name: "Robots".to_owned(),
            },
        ),
        (
            json!({"title": "Chief", "active": false}),
            None,
            Because::Inactive,
        ),
    ] {
        let found = because(&mapping, &person);
        assert_eq!(found, (signature.map(str::to_owned), why), "{person}");
    }
    let nothing = with(json!({}), json!({})).unwrap();
    assert_eq!(because(&nothing, &json!({})), (None, Because::Nothing));
}

#[test]
fn what_is_set_by_hand_wins_as_long_as_there_is_such_a_signature() {
    let mapping = with(rules(), json!({})).unwrap();
    let person = json!({"userType": "robot"});
    let with_hand = |value: Option<&str>| {
        let set = Override {
            value: value.map(str::to_owned),
            locked: true,
            instead_of: None,
        };
        let overrides = Overrides::from([(SIGNATURE_BY_HAND.to_owned(), set)]);
        let person = Person {
            overrides: &overrides,
            ..Person::new("p", person.as_object().unwrap())
        };
        mapping.explain_signature(&person, "2026-05-03T00:00:00Z".parse().unwrap())
    };
    let set = with_hand(Some("sales"));
    assert_eq!(set.choice.signature.as_deref(), Some("sales"));
    assert_eq!(set.choice.because, Because::Hand);
    assert_eq!(
        set.next.unwrap().because,
        Because::Exception {
            name: "Robots".to_owned()
        }
    );
    assert_eq!(with_hand(None).choice.signature, None);
    let gone = with_hand(Some("gone"));
    assert_eq!(gone.unknown_by_hand.as_deref(), Some("gone"));
    assert_eq!(
        gone.choice.because,
        Because::Exception {
            name: "Robots".to_owned()
        }
    );
}

#[test]
fn an_outcome_is_explained() {
    let mapping = with(rules(), json!({})).unwrap();
    let person =
        json!({"title": "Chief", SALES: {"department": "Sales"}, "nickName": "2020-01-01"});
    let person = Person::new("p", person.as_object().unwrap());
    let told = mapping.explain_signature(&person, "2026-05-03T00:00:00Z".parse().unwrap());
    assert_json_snapshot!(told, @r#"
    {
      "signature": "board",
      "because": {
        "kind": "rule",
        "key": "board",
        "name": "The board"
      },
      "next": {
        "signature": "sales",
        "because": {
          "kind": "rule",
          "key": "sales",
          "name": "Sales"
        }
      },
      "rules": [
        {
          "key": "board",
          "name": "The board",
          "signature": "board",
          "applies": true
        },
        {
          "key": "sales",
          "name": "Sales",
          "signature": "sales",
          "applies": true
        }
      ],
      "campaigns": [
        {
          "key": "fair",
          "name": "The fair",
          "signature": "banner",
          "layer": "below",
          "applies": true,
          "state": "active",
          "until": "2026-05-07T22:00:00Z"
        }
      ],
      "unknown_by_hand": null
    }
    "#);
}

#[test]
fn a_campaign_is_laid_upon_a_signature_while_it_is_under_way() {
    let layered = |layer: &str| {
        let mut rules = rules();
        rules["campaigns"][0]["layer"] = layer.into();
        with(rules, json!({})).unwrap()
    };
    let person = json!({"name": {"givenName": "Ada <b>"}, SALES: {"department": "Sales"}});
    let at = |mapping: &Mapping, now: &str| {
        let person = Person::new("p", person.as_object().unwrap());
        let made = mapping.signature(&person, now.parse().unwrap()).unwrap();
        let made = made.unwrap();
        format!(
            "{} | {} | {} {:?}",
            made.html,
            made.text.replace('\n', "/"),
            made.signature,
            made.campaigns
        )
    };
    let (during, after) = ("2027-05-03T00:00:00Z", "2027-05-08T00:00:00Z");
    assert_snapshot!(at(&layered("below"), during), @r#"<p>plain of Ada &lt;b&gt;</p><p>banner of Ada &lt;b&gt;</p> | plain//banner | plain ["fair"]"#);
    assert_snapshot!(at(&layered("above"), during), @r#"<p>banner of Ada &lt;b&gt;</p><p>plain of Ada &lt;b&gt;</p> | banner//plain | plain ["fair"]"#);
    assert_snapshot!(at(&layered("instead"), during), @r#"<p>banner of Ada &lt;b&gt;</p> | banner | plain ["fair"]"#);
    assert_snapshot!(at(&layered("below"), after), @"<p>plain of Ada &lt;b&gt;</p> | plain | plain []");
    let mapping = layered("below");
    let states: Vec<_> = mapping.campaigns(after.parse().unwrap()).collect();
    let next = "2028-04-30T22:00:00Z".parse().unwrap();
    assert_eq!(states, [("fair", CampaignState::Waiting { next })]);
}

#[test]
fn what_is_wrong_with_rules_is_told_with_its_place() {
    let rule = |when: &str| json!({"rules": [{"key": "r", "name": "R", "when": when, "signature": "plain"}]});
    for (assignment, wanted) in [
        (
            rule("fields.shoe_size eq \"38\""),
            "assignment.rules[0].when: The condition cannot be used: there is no smart field \"shoe_size\"; there are email,",
        ),
        (rule("title eq"), "assignment.rules[0].when: "),
        (rule("fields pr"), "not looked at as a whole"),
        (rule("fields[department pr]"), "not looked at as a whole"),
        (
            rule("fields.start_date gt \"soon\""),
            "assignment.rules[0].when",
        ),
        (
            json!({"default": "gone"}),
            "assignment.default: There is no signature \"gone\".",
        ),
        (
            json!({"rules": [{"key": "R", "name": "R", "when": "title pr", "signature": "gone"}]}),
            "assignment.rules[0].key: ",
        ),
        (
            json!({"campaigns": [{"key": "c", "name": "C", "signature": "plain", "time_zone": "Berlin", "from": "2026-05-01T00:00", "until": "2026-05-08T00:00"}]}),
            "assignment.campaigns[0].time_zone: \"Berlin\" is no IANA time zone",
        ),
        (
            json!({"campaigns": [{"key": "c", "name": "C", "signature": "plain", "time_zone": "Europe/Berlin", "from": "1.5.2026", "until": "2026-05-08T00:00"}]}),
            "assignment.campaigns[0].from: ",
        ),
        (
            json!({"campaigns": [{"key": "c", "name": "C", "signature": "plain", "time_zone": "Europe/Berlin", "from": "2026-05-01T00:00", "until": "2026-06-08T00:00", "repeats": "monthly"}]}),
            "assignment.campaigns[0].repeats: It comes again before it is over.",
        ),
        (
            json!({"campaigns": [{"key": "c", "name": "C", "signature": "plain", "time_zone": "Europe/Berlin", "from": "2026-05-01T00:00", "until": "2026-05-01T00:00"}]}),
            "assignment.campaigns[0].until: ",
        ),
    ] {
        let error = with(assignment.clone(), json!({})).unwrap_err();
        assert!(error.contains(wanted), "{assignment}: {error}");
    }
    for (targets, wanted) in [
        (
            json!({"allowed_domains": ["*.example.com"]}),
            "targets.allowed_domains[0]: ",
        ),
        (
            json!({"groups": {"field": {"key": "gone"}}}),
            "targets.groups.field.key: There is no field \"gone\".",
        ),
        (
            json!({"groups": {"saved": [{"name": "A", "when": "title pr"}, {"name": "a", "when": "title pr"}]}}),
            "targets.groups.saved[1].name: ",
        ),
        (
            json!({"held": [{"name": "", "when": "x y z"}]}),
            "targets.held[0].when: ",
        ),
    ] {
        let error = with(json!({}), targets.clone()).unwrap_err();
        assert!(error.contains(wanted), "{targets}: {error}");
    }
    let long = format!("title eq \"{}\"", "x".repeat(41_000));
    assert!(
        with(rule(&long), json!({}))
            .unwrap_err()
            .contains("40000 are allowed")
    );
}

#[test]
fn a_rule_whose_attribute_is_gone_is_left_out_and_told() {
    let mut definition = Definition::builtin().clone();
    definition.targets = serde_json::from_value(
        json!({"exclusions": [{"name": "X", "when": "urn:x:y:User:z eq \"1\""}]}),
    )
    .unwrap();
    let registry = Registry::builtin();
    let (mapping, problems) =
        Mapping::as_far_as_possible(&definition, registry.by_name("User").unwrap());
    assert_eq!(problems.len(), 1);
    let person = json!({});
    let target = mapping.target(&Person::new("p", person.as_object().unwrap()));
    let name = "X (its condition cannot be used)".to_owned();
    assert_eq!(
        target.left_out,
        Some(crate::LeftOut::Excluded { name }),
        "better nobody than the wrong one"
    );
}

#[test]
fn a_filter_as_people_read_it() {
    for (filter, wanted) in [
        (
            r#"title eq "a" or title eq "b""#,
            r#"[[{"attribute":"title","operator":"is","values":["a","b"]}]]"#,
        ),
        (
            r#"title ne "a" and title ne "b""#,
            r#"[[{"attribute":"title","operator":"is","not":true,"values":["a","b"]}]]"#,
        ),
        (
            r#"not (groups.display eq "X") and emails.value ew "@example.com""#,
            r#"[[{"operator":"in_group","not":true,"values":["X"]},{"attribute":"emails.value","operator":"domain_is","values":["example.com"]}]]"#,
        ),
        (
            r#"(title co "a" or active eq true) and fields.start_date lt "2026-01-01""#,
            r#"[[{"attribute":"title","operator":"contains","values":["a"]},{"attribute":"fields.start_date","operator":"before","values":["2026-01-01"]}],[{"attribute":"active","operator":"is","values":[true]},{"attribute":"fields.start_date","operator":"before","values":["2026-01-01"]}]]"#,
        ),
        (
            r#"title eq null"#,
            r#"[[{"attribute":"title","operator":"has_value","not":true}]]"#,
        ),
        (
            r#"emails[type eq "work"] and not (emails[type eq "home"].value pr)"#,
            r#"[[{"attribute":"emails[type eq \"work\"]","operator":"has_value"},{"attribute":"emails[type eq \"home\"].value","operator":"has_value","not":true}]]"#,
        ),
    ] {
        let choices = Choices::of(filter).unwrap().unwrap();
        assert_eq!(serde_json::to_string(&choices).unwrap(), wanted, "{filter}");
        let again = Choices::of(&choices.to_filter().unwrap()).unwrap().unwrap();
        assert_eq!(again, choices, "{filter}");
    }
    let deep = ["(title eq \"a\" or userType eq \"b\")"; 12].join(" and ");
    assert_eq!(Choices::of(&deep).unwrap(), None, "4,096 alternatives");
    assert!(Choices::of("title eq").is_err());
    for (choices, wanted) in [
        (json!([]), "1 to 50"),
        (json!([[]]), "at least one test"),
        (
            json!([[{"attribute": "title", "operator": "is"}]]),
            "1 to 250 values",
        ),
        (
            json!([[{"operator": "is", "values": ["x"]}]]),
            "has an attribute",
        ),
        (
            json!([[{"attribute": "title", "operator": "is", "values": [{}]}]]),
            "neither a text",
        ),
        (
            json!([[{"attribute": "ti tle", "operator": "is", "values": ["x"]}]]),
            "ti tle",
        ),
        (
            json!([[{"attribute": "emails[type pr]", "operator": "is", "values": ["x"]}]]),
            "sub-attribute",
        ),
    ] {
        let choices: Choices = serde_json::from_value(choices).unwrap();
        let error = choices.to_filter().unwrap_err();
        assert!(error.contains(wanted), "{error}");
    }
}

/// Filters of some depth over three attributes.
fn filter() -> impl Strategy<Value = String> {
    let value = prop::sample::select(vec!["a", "b", "ab", "@b"]);
    let path = prop::sample::select(vec![
        "title",
        "fields.department",
        "emails.value",
        "groups.display",
        "emails[type eq \"a\"].value",
    ]);
    let op = prop::sample::select(vec!["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"]);
    let leaf = prop_oneof![
        4 => (path.clone(), op, value).prop_map(|(path, op, value)| format!("{path} {op} \"{value}\"")),
        1 => path.prop_map(|path| format!("{path} pr")),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4)
                .prop_map(|parts| format!("({})", parts.join(" and "))),
            prop::collection::vec(inner.clone(), 2..4)
                .prop_map(|parts| format!("({})", parts.join(" or "))),
            inner.prop_map(|part| format!("not ({part})")),
        ]
    })
}

proptest! {
    #[test]
    fn choices_ask_what_their_filter_asks(filter in filter(), title in "a|b|", department in "ab|", mail in "[ab@]{0,2}", kind in "a|c", group in "a|b|") {
        let Some(choices) = Choices::of(&filter).unwrap() else { return Ok(()) };
        let again = choices.to_filter().unwrap();
        let mapping = |when: &str| with(json!({"exceptions": [{"name": "X", "when": when}]}), json!({})).unwrap();
        let person = json!({"title": title, SALES: {"department": department}, "emails": [{"value": mail, "type": kind}], "groups": [{"display": group}]});
        prop_assert_eq!(because(&mapping(&filter), &person), because(&mapping(&again), &person), "{} / {}", filter, again);
    }
}

#[test]
fn another_definition_may_change_who_gets_what() {
    let before = with(rules(), json!({})).unwrap();
    let mut other = rules();
    other["rules"][0]["signature"] = "sales".into();
    let targets =
        json!({"groups": {"one": "All"}, "exclusions": [{"name": "Chiefs", "when": "title pr"}]});
    let after = with(other, targets).unwrap();
    let comparison = Comparison::new(&before, &after, "2026-11-30T00:00:00Z".parse().unwrap());
    let differences = |person: Value| {
        let person = Person::new("p", person.as_object().unwrap());
        let found = comparison.differences(&person, &person).into_iter();
        let found = found.map(|it| format!("{} {:?} {:?}", it.field, it.before, it.after));
        found.collect::<Vec<_>>().join("; ")
    };
    assert_snapshot!(differences(json!({"title": "Chief"})), @r#"$signature Some(String("board")) Some(String("sales")); $target_groups None Some(Array [String("All")]); $target_left_out None Some(String("Chiefs"))"#);
    assert_snapshot!(differences(json!({})), @r#"$target_groups None Some(Array [String("All")])"#);
}

#[test]
fn another_template_changes_what_signatures_say() {
    let said = |text: &str| {
        let mut definition = Definition::builtin().clone();
        definition.signatures = vec![serde_json::from_value(signature("plain")).unwrap()];
        let template = definition.signatures[0]
            .templates
            .values_mut()
            .next()
            .unwrap();
        text.clone_into(&mut template.html);
        definition.assignment.default = Some("plain".to_owned());
        let registry = Registry::builtin();
        Mapping::new(&definition, registry.by_name("User").unwrap()).unwrap()
    };
    let differences = |one: &str, other: &str| {
        let comparison = Comparison::new(
            &said(one),
            &said(other),
            "2026-11-30T00:00:00Z".parse().unwrap(),
        );
        let person = json!({"title": "Chief"});
        let person = Person::new("p", person.as_object().unwrap());
        let found = comparison.differences(&person, &person).into_iter();
        found
            .map(|it| format!("{} {:?}", it.field, it.after))
            .collect::<String>()
    };
    assert_eq!(
        differences("<p>{{ job_title }}</p>", "<p>{{ job_title }}</p>"),
        ""
    );
    assert_eq!(
        differences(
            "<p>{{ job_title }}</p>",
            "<p>{{ job_title }}{{ nickname }}</p>"
        ),
        ""
    );
    assert_eq!(
        differences("<p>{{ job_title }}</p>", "<b>{{ job_title }}</b>"),
        "$signature_content Some(String(\"<b>Chief</b>\"))"
    );
}
