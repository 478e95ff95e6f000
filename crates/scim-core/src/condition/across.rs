//! One filter on resources of several types (RFC 7644 §3.4.2.1): what a type does not have has no value there.

use scim_filter_parser::{CompareOp, Filter, Literal, Path};

use super::Condition;
use super::compile::{compile, negation, read, refusal, written};
use crate::schema::ResourceType;
use crate::{Error, Result, Rules};

/// Parses and compiles a filter on resources of all these types: a condition for each, in the same order.
///
/// A comparison that a type cannot make, since it lacks the attribute or has it with another type of value, is
/// made as with an attribute that is absent: it does not hold, and `ne` holds. What no type can compare is an
/// error, so that a typing mistake is not an empty answer.
///
/// # Errors
/// `invalidFilter`: a syntax error, or a comparison that every type refuses; in the words of a type that has
/// the attribute, if one has.
///
/// ```
/// use scim_core::{Rules, condition, schema::Registry};
///
/// let registry = Registry::builtin();
/// let types: Vec<_> = registry.types().iter().collect();
/// let filter = r#"userName sw "a" or displayName eq "Staff""#;
/// assert_eq!(condition::parse_across(&types, filter, Rules::ALL).unwrap().len(), types.len());
/// assert!(condition::parse_across(&types, "shoeSize pr", Rules::ALL).is_err());
/// ```
pub fn parse_across(types: &[&ResourceType], text: &str, rules: Rules) -> Result<Vec<Condition>> {
    across(types, &read(text, rules)?, rules)
}

fn across(types: &[&ResourceType], filter: &Filter, rules: Rules) -> Result<Vec<Condition>> {
    match filter {
        Filter::And(parts) => combined(types, parts, rules, Condition::All),
        Filter::Or(parts) => combined(types, parts, rules, Condition::Any),
        Filter::Not(part) => Ok(across(types, part, rules)?
            .into_iter()
            .map(negation)
            .collect()),
        Filter::Compare { path, .. } | Filter::Present(path) | Filter::ValuePath(path) => {
            leaf(types, filter, path, rules)
        }
    }
}

fn combined(
    types: &[&ResourceType],
    parts: &[Filter],
    rules: Rules,
    combine: fn(Vec<Condition>) -> Condition,
) -> Result<Vec<Condition>> {
    let mut of_types = vec![Vec::with_capacity(parts.len()); types.len()];
    for part in parts {
        for (of_type, condition) in of_types.iter_mut().zip(across(types, part, rules)?) {
            of_type.push(condition);
        }
    }
    Ok(of_types.into_iter().map(combine).collect())
}

fn leaf(
    types: &[&ResourceType],
    filter: &Filter,
    path: &Path,
    rules: Rules,
) -> Result<Vec<Condition>> {
    let compiled: Vec<_> = types.iter().map(|rt| compile(rt, filter, rules)).collect();
    if compiled.iter().all(Result::is_err) {
        let refusals = types
            .iter()
            .zip(compiled.into_iter().filter_map(Result::err));
        return Err(most_telling(refusals.collect(), path));
    }
    Ok(compiled
        .into_iter()
        .map(|condition| condition.unwrap_or_else(|_| of_no_value(filter)))
        .collect())
}

fn most_telling(refusals: Vec<(&&ResourceType, Error)>, path: &Path) -> Error {
    let only = refusals.len() == 1;
    let telling = refusals
        .into_iter()
        .find(|(rt, _)| only || rt.resolve(path).is_some());
    match telling {
        Some((_, error)) => error,
        None => refusal(format!(
            "`{}` is not an attribute of any resource type here.",
            written(path)
        )),
    }
}

/// What a comparison comes to where the attribute is absent.
fn of_no_value(filter: &Filter) -> Condition {
    let never = Condition::Any(Vec::new());
    match filter {
        Filter::Compare { op, value, .. }
            if (*op == CompareOp::Ne) != (*value == Literal::Null) =>
        {
            negation(never)
        }
        _ => never,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::schema::Registry;

    /// Which of a person and a group the filter finds in a list of both.
    fn found(text: &str) -> String {
        let registry = Registry::builtin();
        let types: Vec<_> = registry.types().iter().collect();
        let person = json!({"userName": "ada", "active": true, "displayName": "Ada", "meta": {"resourceType": "User"}});
        let group = json!({"displayName": "Staff", "members": [{"value": "7"}], "meta": {"resourceType": "Group"}});
        let conditions = parse_across(&types, text, Rules::NONE).unwrap();
        let names = ["person", "group"].into_iter();
        let objects = [person, group];
        let hits = names.zip(conditions.iter().zip(&objects));
        hits.filter(|(_, (condition, object))| condition.matches(object.as_object().unwrap()))
            .map(|(name, _)| name)
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn what_a_type_does_not_have_has_no_value_there() {
        for (filter, expected) in [
            ("displayName pr", "person group"),
            ("userName eq \"ADA\"", "person"),
            (
                "userName eq \"ada\" or displayName eq \"staff\"",
                "person group",
            ),
            ("userName eq \"ada\" and displayName pr", "person"),
            ("members pr", "group"),
            ("members[value eq \"7\"]", "group"),
            ("not (members[value eq \"7\"])", "person"),
            ("not (userName eq \"ada\")", "group"),
            ("not (not (userName eq \"ada\"))", "person"),
            ("userName ne \"ada\"", "group"),
            ("userName ne \"eve\"", "person group"),
            ("userName eq null", "group"),
            ("userName ne null", "person"),
            ("emails[type eq \"work\"].value ne \"x\"", "person group"),
            ("meta.resourceType eq \"User\"", "person"),
            (
                "meta.resourceType eq \"Group\" or active eq true",
                "person group",
            ),
            ("meta.resourceType eq \"Group\" and active eq true", ""),
        ] {
            assert_eq!(found(filter), expected, "{filter}");
        }
    }

    #[test]
    fn what_no_type_has_is_a_mistake() {
        let registry = Registry::builtin();
        let types: Vec<_> = registry.types().iter().collect();
        let refused = |text: &str, types: &[&ResourceType]| {
            parse_across(types, text, Rules::NONE).unwrap_err().detail
        };
        let filters = [
            "shoeSize pr",
            "userName eq \"ada\" or shoeSize eq 7",
            "not (shoeSize pr)",
            "active gt true",
            "password pr",
            "members[shoeSize eq 7]",
            "userName eq",
        ];
        let refusals: Vec<_> = filters.iter().map(|text| refused(text, &types)).collect();
        insta::assert_snapshot!(refusals.join("\n"), @r"
        `shoeSize` is not an attribute of any resource type here.
        `shoeSize` is not an attribute of any resource type here.
        `shoeSize` is not an attribute of any resource type here.
        `active` can be compared with true or false, with eq or ne.
        `password` is never returned and cannot be filtered by.
        `shoeSize` is not a sub-attribute of `members`.
        A value is missing after `eq`: a string in double quotes, a number, true, false or null. (at byte 11)
        ");
        assert_eq!(
            refused("shoeSize pr", &types[..1]),
            "`shoeSize` is not an attribute of User."
        );
    }
}
