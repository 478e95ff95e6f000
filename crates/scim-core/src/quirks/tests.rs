use serde_json::json;

use super::*;

#[test]
fn the_tables_are_in_the_order_of_their_names() {
    for (index, entry) in RULES.iter().enumerate() {
        assert_eq!(entry.rule as usize, index, "{}", entry.name);
    }
    for (index, entry) in PROFILES.iter().enumerate() {
        assert_eq!(entry.profile as usize, index, "{}", entry.name);
        assert_eq!(Profile::parse(entry.name), Some(entry.profile));
    }
    assert_eq!(
        RULES.len(),
        Rule::ScimJsonOnly as usize + 1,
        "name the last rule here"
    );
    assert_eq!(
        PROFILES.len(),
        Profile::Interop as usize + 1,
        "name the last profile here"
    );
}

#[test]
fn names_are_kebab_case_and_texts_are_there() {
    for entry in RULES {
        let kebab = |c: char| c.is_ascii_lowercase() || c == '-';
        assert!(entry.name.chars().all(kebab), "{}", entry.name);
        assert!(!entry.seen_from.is_empty(), "{}", entry.name);
        for text in [entry.meaning, entry.without] {
            assert!(
                text.ends_with('.') && !text.contains("  "),
                "{}",
                entry.name
            );
        }
    }
}

#[test]
fn a_set_has_what_was_put_in() {
    let set = Rules::NONE.with(Rule::DottedKeys);
    assert!(set.allows(Rule::DottedKeys) && !set.allows(Rule::RemoveAbsent));
    assert_eq!(set.without(Rule::DottedKeys), Rules::NONE);
    assert_eq!(Rules::of(&[Rule::DottedKeys]), set);
    assert!(Rules::ALL.allows(Rule::RemoveAbsent));
}

/// Recognition may switch something on; it must not be able to refuse anything.
#[test]
fn no_profile_that_serves_providers_demands_anything() {
    let demands = |rules: &[Rule]| {
        rules
            .iter()
            .any(|rule| rule.entry().effect == Effect::Demands)
    };
    for entry in PROFILES {
        let narrow = entry.profile == Profile::Interop;
        assert_eq!(demands(entry.rules), narrow, "{}", entry.name);
    }
    for provider in PROVIDERS {
        assert!(!demands(provider.rules), "{}", provider.name);
    }
}

#[test]
fn every_rule_is_on_somewhere_or_says_that_it_is_an_option() {
    for entry in RULES {
        let in_profile = PROFILES.iter().any(|p| p.rules.contains(&entry.rule));
        let in_provider = PROVIDERS.iter().any(|p| p.rules.contains(&entry.rule));
        let option = entry.meaning.contains("On in no profile");
        assert!((in_profile || in_provider) != option, "{}", entry.name);
    }
}

#[test]
fn changes_are_read_as_typed_and_written_in_order() {
    let changes: RuleChanges = "-dotted-keys, +read-only-in-path,+dotted-keys"
        .parse()
        .unwrap();
    assert_eq!(changes.to_string(), "+read-only-in-path,+dotted-keys");
    assert_eq!(RuleChanges::read(&changes.to_string()), changes);
    assert_eq!("".parse(), Ok(RuleChanges::default()));

    let rules = Profile::Strict.rules(&changes, None);
    assert!(rules.allows(Rule::DottedKeys) && rules.allows(Rule::ReadOnlyInPath));
    assert!(!rules.allows(Rule::StringBooleans));

    let error = "dotted-keys".parse::<RuleChanges>().unwrap_err();
    insta::assert_snapshot!(error, @r#""dotted-keys" must begin with + to switch the rule on or with - to switch it off"#);
    let error = "+doted-keys".parse::<RuleChanges>().unwrap_err();
    assert!(error.starts_with("there is no rule \"doted-keys\"; there are string-booleans, "));
    // A newer program may have written more.
    assert_eq!(
        RuleChanges::read("+from-the-future,-dotted-keys").to_string(),
        "-dotted-keys"
    );
}

#[test]
fn providers_are_recognised_by_how_they_speak() {
    let name = |provider: Option<&'static Provider>| provider.map(|provider| provider.name);
    for (agent, query, expected) in [
        (Some("Okta SCIM Client 1.0.0"), "", Some("okta")),
        (Some("OneLogin"), "filter=x&", Some("onelogin")),
        (None, "aadOptscim062020&filter=x", Some("entra")),
        (Some("goauthentik.io/2026.8"), "", Some("authentik")),
        (
            Some("Okta SCIM Client 1.0.0"),
            "aadOptscim062020",
            Some("okta"),
        ),
        (Some("Apache-HttpClient/4.5"), "", None),
        (None, "", None),
    ] {
        assert_eq!(name(in_head(agent, query)), expected, "{agent:?} {query}");
    }
    let patch = |op: &str| json!({ "Operations": [{ "op": op, "path": "title" }] });
    for (body, expected) in [
        (patch("Replace"), Some("entra")),
        (patch("replace"), None),
        (patch("REPLACE"), None),
        (
            json!({ "schemas": ["http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"] }),
            Some("entra"),
        ),
        (
            json!({ "schemas": ["urn:scim:schemas:core:2.0"] }),
            Some("onelogin"),
        ),
        (json!({ "schemas": "urn:scim:schemas:core:2.0" }), None),
        (json!([]), None),
    ] {
        assert_eq!(name(in_message(&body)), expected, "{body}");
    }
}

#[test]
fn only_auto_heeds_the_provider_and_a_change_is_the_last_word() {
    let onelogin = Provider::named("onelogin");
    let off: RuleChanges = "-plain-json-answers".parse().unwrap();
    let none = RuleChanges::default();
    for (profile, changes, provider, expected) in [
        (Profile::Auto, &none, onelogin, true),
        (Profile::Auto, &none, None, false),
        (Profile::Auto, &off, onelogin, false),
        (Profile::Strict, &none, onelogin, false),
    ] {
        let rules = profile.rules(changes, provider);
        assert_eq!(rules.allows(Rule::PlainJsonAnswers), expected);
    }
    assert_eq!(Profile::Auto.rules(&none, None), Rules::ALL);
}
