//! The ways in which two servers may compare texts: so that a disagreement about letters is known to be one.

use super::test::Test;
use super::vocabulary::ENTERPRISE;
use icu_casemap::CaseMapper;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

/// A way to compare texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Character by character.
    Exact,
    /// Composed first (NFC), then character by character.
    Composed,
    /// Composed, in lower case.
    Lowered,
    /// Canonical caseless matching (Unicode, definition D145), compared in NFC.
    Folded,
}

impl Reading {
    const ALL: [(Reading, &'static str); 4] = [
        (Reading::Exact, "exact"),
        (Reading::Composed, "composed"),
        (Reading::Lowered, "lowered"),
        (Reading::Folded, "folded"),
    ];

    pub(super) fn of(self, text: &str) -> String {
        match self {
            Reading::Exact => text.to_owned(),
            Reading::Composed => text.nfc().collect(),
            Reading::Lowered => text.nfc().collect::<String>().to_lowercase(),
            Reading::Folded => {
                let decomposed: String = text.nfd().collect();
                CaseMapper::new().fold_string(&decomposed).nfc().collect()
            }
        }
    }
}

/// A filter that is a single comparison, or a value path with any filter inside: what a person's other elements answer cannot be left out of it.
#[derive(Debug)]
pub(super) struct Comparison {
    /// The attribute before the bracket, if there is one.
    attribute: Option<String>,
    test: Test,
}

impl Comparison {
    /// `path op value` or `path[…]`; `None` for every other filter.
    pub(super) fn read(filter: &str) -> Option<Comparison> {
        let head = filter.find([' ', '['])?;
        let (attribute, inner) = match filter.strip_suffix(']') {
            Some(open) if open.get(head..)?.starts_with('[') => {
                (open.get(..head), open.get(head + 1..)?)
            }
            _ => (None, filter),
        };
        let (test, rest) = Test::read(inner)?;
        let is_single = matches!(test, Test::Compare { .. });
        (rest.trim().is_empty() && (is_single || attribute.is_some())).then(|| Comparison {
            attribute: attribute.map(str::to_owned),
            test,
        })
    }

    /// Operator in lower case and value, where it compares once.
    pub(super) fn single(&self) -> Option<(&str, &Value)> {
        match &self.test {
            Test::Compare {
                operator, value, ..
            } => Some((operator, value)),
            _ => None,
        }
    }

    /// The names of the ways by which the comparison finds `person` (or does not, if `finds` is false); none for what has no text in it.
    pub(super) fn readings(&self, person: &Value, finds: bool) -> Vec<&'static str> {
        if !self.test.has_text() {
            return Vec::new();
        }
        let elements = match &self.attribute {
            Some(attribute) => values(person, attribute),
            None => vec![person],
        };
        let holds = |reading| elements.iter().any(|one| self.test.holds(one, reading));
        let fits = |(reading, _): &&(Reading, &str)| holds(*reading) == finds;
        let named = Reading::ALL.iter().filter(fits);
        named.map(|(_, name)| *name).collect()
    }
}

/// All values at a path, through arrays; names in any case.
pub(super) fn values<'a>(resource: &'a Value, path: &str) -> Vec<&'a Value> {
    let (schema, names) = path.rsplit_once(':').unwrap_or(("", path));
    let mut found = vec![resource];
    let steps = schema.eq_ignore_ascii_case(ENTERPRISE).then_some(schema);
    for name in steps.into_iter().chain(names.split('.')) {
        found = found
            .into_iter()
            .filter_map(Value::as_object)
            .flat_map(|object| {
                object
                    .iter()
                    .filter(|(key, _)| key.eq_ignore_ascii_case(name))
            })
            .flat_map(|(_, value)| match value {
                Value::Array(elements) => elements.iter().collect(),
                one => vec![one],
            })
            .collect();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_way_finds_who_it_should() {
        let person = json!({"nickName": "stra\u{df}e", "emails": [{"display": "A\u{301}"}, {"display": "x"}], ENTERPRISE: {"costCenter": "\u{3a3}"}});
        let table = [
            ("NICKNAME eq \"STRASSE\"", "folded"),
            ("nickName eq \"STRA\u{df}E\"", "lowered folded"),
            ("nickName ne \"STRASSE\"", "exact composed lowered"),
            ("emails[display eq \"\u{c1}\"]", "composed lowered folded"),
            ("emails.display sw \"A\"", "exact"),
            (
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:user:costcenter eq \"\u{3c3}\"",
                "lowered folded",
            ),
            (
                "emails[display eq \"\u{c1}\" and not (display co \"x\")]",
                "composed lowered folded",
            ),
            ("emails[display pr]", ""),
            ("title pr", ""),
            ("nickName eq \"a\" or nickName eq \"STRASSE\"", ""),
        ];
        for (filter, expected) in table {
            let readings =
                Comparison::read(filter).map(|comparison| comparison.readings(&person, true));
            assert_eq!(readings.unwrap_or_default().join(" "), expected, "{filter}");
        }
    }
}
