//! What one definition says otherwise than another, entry by entry, whoever it is about.

use serde::Serialize;

use super::Definition;

/// What became of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Alters {
    /// It was not there before.
    New,
    /// It says something else.
    Changed,
    /// It is not there any more.
    Removed,
    /// All entries are the same, in another order.
    Order,
}

/// An entry that another definition has otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alteration {
    /// Where it stands: `field`, `signature`, `exception`, `rule`, `campaign`, `exclusion`, `held`, or `settings` for what stands alone.
    pub part: &'static str,
    /// What became of it.
    pub what: Alters,
    /// Its key, or its name where it has none; for settings which.
    pub name: Option<String>,
}

/// What `after` says otherwise than `before`, in the order of the parts.
pub fn alterations(before: &Definition, after: &Definition) -> Vec<Alteration> {
    let mut all = Vec::new();
    let (old, new) = (&before.assignment, &after.assignment);
    compare(&mut all, "field", &before.fields, &after.fields, |it| {
        &it.key
    });
    compare(
        &mut all,
        "signature",
        &before.signatures,
        &after.signatures,
        |it| &it.key,
    );
    compare(
        &mut all,
        "exception",
        &old.exceptions,
        &new.exceptions,
        |it| &it.name,
    );
    compare(&mut all, "rule", &old.rules, &new.rules, |it| &it.key);
    compare(&mut all, "campaign", &old.campaigns, &new.campaigns, |it| {
        &it.key
    });
    let (from, to) = (&before.targets, &after.targets);
    compare(
        &mut all,
        "exclusion",
        &from.exclusions,
        &to.exclusions,
        |it| &it.name,
    );
    compare(&mut all, "held", &from.held, &to.held, |it| &it.name);
    let settings = [
        (
            "default_country",
            before.default_country != after.default_country,
        ),
        (
            "default_language",
            before.default_language != after.default_language,
        ),
        ("default_signature", old.default != new.default),
        ("groups", from.groups != to.groups),
        (
            "allowed_domains",
            from.allowed_domains != to.allowed_domains,
        ),
    ];
    all.extend(
        settings
            .into_iter()
            .filter(|it| it.1)
            .map(|(name, _)| Alteration {
                part: "settings",
                what: Alters::Changed,
                name: Some(name.to_owned()),
            }),
    );
    all
}

fn compare<T: PartialEq>(
    all: &mut Vec<Alteration>,
    part: &'static str,
    before: &[T],
    after: &[T],
    name: impl Fn(&T) -> &String,
) {
    let begun = all.len();
    let mut note = |what, it: &T| {
        all.push(Alteration {
            part,
            what,
            name: Some(name(it).clone()),
        });
    };
    let of = |all: &[T], wanted: &T| all.iter().position(|it| name(it) == name(wanted));
    for it in after {
        match of(before, it) {
            None => note(Alters::New, it),
            Some(at) if before[at] != *it => note(Alters::Changed, it),
            Some(_) => {}
        }
    }
    for it in before.iter().filter(|it| of(after, it).is_none()) {
        note(Alters::Removed, it);
    }
    if all.len() == begun && before != after {
        all.push(Alteration {
            part,
            what: Alters::Order,
            name: None,
        });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(change: impl FnOnce(&mut Definition)) -> serde_json::Value {
        let before = Definition::builtin();
        let mut after = before.clone();
        change(&mut after);
        json!(alterations(before, &after))
    }

    #[test]
    fn every_entry_that_differs_is_told_once() {
        assert_eq!(told(|_| {}), json!([]));
        let rule =
            json!({"key": "all", "name": "All", "when": "active eq true", "signature": "card"});
        let signature = json!({"key": "card", "name": "Card", "templates": {}});
        assert_eq!(
            told(|it| {
                it.signatures = vec![serde_json::from_value(signature).unwrap()];
                it.assignment.rules = vec![serde_json::from_value(rule).unwrap()];
                it.fields[0].required = !it.fields[0].required;
                it.fields.pop();
                it.default_country = Some("DE".to_owned());
            }),
            json!([
                {"part": "field", "what": "changed", "name": Definition::builtin().fields[0].key},
                {"part": "field", "what": "removed", "name": Definition::builtin().fields.last().unwrap().key},
                {"part": "signature", "what": "new", "name": "card"},
                {"part": "rule", "what": "new", "name": "all"},
                {"part": "settings", "what": "changed", "name": "default_country"},
            ])
        );
        assert_eq!(
            told(|it| it.fields.swap(0, 1)),
            json!([{"part": "field", "what": "order", "name": null}])
        );
    }
}
