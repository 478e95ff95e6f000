//! What SCIM 1.1 called the schemas, and templates call them still ([`Rule::FormerUrns`]).

use std::borrow::Cow;

use scim_filter_parser::Path;

use super::{Rule, Rules};
use crate::schema::ENTERPRISE_USER;

/// A former URN and what it is now: another URN, or nothing before a plain name.
const FORMER: &[(&str, Option<&str>)] = &[
    (
        "urn:scim:schemas:extension:enterprise:1.0",
        Some(ENTERPRISE_USER),
    ),
    (
        "urn:scim:schemas:extension:enterprise:2.0",
        Some(ENTERPRISE_USER),
    ),
    ("urn:scim:schemas:core:1.0", None),
    ("urn:scim:schemas:core:2.0", None),
];
/// What may stand behind them, as it does behind the URNs of SCIM 2.0.
const NAMES: &[&str] = &[":User", ":Group"];

/// The text of a path, or a member's name, with a URN of today.
pub(crate) fn current(text: &str, rules: Rules) -> Cow<'_, str> {
    if !rules.allows(Rule::FormerUrns) {
        return Cow::Borrowed(text);
    }
    for (former, now) in FORMER {
        let Some(rest) = after(text, former) else {
            continue;
        };
        let rest = NAMES
            .iter()
            .find_map(|name| after(rest, name))
            .unwrap_or(rest);
        return match (now, rest.strip_prefix(':')) {
            (Some(urn), _) => Cow::Owned(format!("{urn}{rest}")),
            (None, Some(name)) => Cow::Borrowed(name),
            // The base schema itself is no attribute.
            (None, None) => Cow::Borrowed(text),
        };
    }
    Cow::Borrowed(text)
}

/// A parsed path with a URN of today; `None` if it has one already, or none.
pub(crate) fn current_path(path: &Path, rules: Rules) -> Option<Path> {
    let urn = format!("{}:", path.urn.as_deref()?);
    let now = match current(&urn, rules) {
        Cow::Borrowed(same) if same == urn => return None,
        now => now.trim_end_matches(':').to_owned(),
    };
    Some(Path {
        urn: (!now.is_empty()).then_some(now),
        ..path.clone()
    })
}

/// What follows `start`, in any case, as far as that ends where a part of a URN does.
fn after<'t>(text: &'t str, start: &str) -> Option<&'t str> {
    let (beginning, rest) = text.split_at_checked(start.len())?;
    let ends = rest.is_empty() || rest.starts_with(':');
    (ends && beginning.eq_ignore_ascii_case(start)).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn former_urns_are_those_of_today() {
        let enterprise = |rest: &str| format!("{ENTERPRISE_USER}{rest}");
        for (former, now) in [
            ("urn:scim:schemas:extension:enterprise:1.0", enterprise("")),
            ("urn:scim:schemas:extension:enterprise:2.0", enterprise("")),
            (
                "urn:scim:schemas:extension:enterprise:2.0:User",
                enterprise(""),
            ),
            (
                "URN:SCIM:schemas:extension:enterprise:1.0:manager.value",
                enterprise(":manager.value"),
            ),
            (
                "urn:scim:schemas:extension:enterprise:1.0:user:department",
                enterprise(":department"),
            ),
            ("urn:scim:schemas:core:1.0:userName", "userName".to_owned()),
            (
                "urn:scim:schemas:core:2.0:User:name.givenName",
                "name.givenName".to_owned(),
            ),
        ] {
            assert_eq!(current(former, Rules::ALL), now);
            assert_eq!(current(former, Rules::NONE), former);
        }
        for other in [
            "urn:scim:schemas:core:1.0",
            "urn:scim:schemas:extension:enterprise:3.0",
            "urn:scim:schemas:extension:enterprise:1.01:x",
            "urn:scim:schemas:extension:enterprise:1.0ü",
            "department",
            "",
            ENTERPRISE_USER,
        ] {
            assert_eq!(current(other, Rules::ALL), other);
        }
    }
}
