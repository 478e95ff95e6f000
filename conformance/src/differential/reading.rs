//! The ways in which two servers may compare texts: so that a disagreement about letters is known to be one.

use super::vocabulary::ENTERPRISE;
use icu_casemap::CaseMapper;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

/// A way to compare texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
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

    fn of(self, text: &str) -> String {
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

/// A filter that is a single comparison.
#[derive(Debug)]
pub(super) struct Comparison {
    /// Outside brackets and inside them; one of the two where there are none.
    paths: Vec<String>,
    /// In lower case.
    pub(super) operator: String,
    /// What it compares with.
    pub(super) value: Value,
}

impl Comparison {
    /// `path op value` or `path[path op value]`; `None` for every other filter.
    pub(super) fn read(filter: &str) -> Option<Comparison> {
        let head = filter.find([' ', '['])?;
        let (outer, inner) = match filter.strip_suffix(']') {
            Some(open) if open.get(head..)?.starts_with('[') => {
                (open.get(..head), open.get(head + 1..)?)
            }
            _ => (None, filter),
        };
        let (path, rest) = inner.split_once(' ')?;
        let (operator, value) = rest.split_once(' ')?;
        Some(Comparison {
            paths: outer.into_iter().chain([path]).map(str::to_owned).collect(),
            operator: operator.to_lowercase(),
            value: serde_json::from_str(value).ok()?,
        })
    }

    /// The names of the ways by which the comparison finds `person` (or does not, if `finds` is false); none for what is no text.
    pub(super) fn readings(&self, person: &Value, finds: bool) -> Vec<&'static str> {
        let Some(wanted) = self.value.as_str() else {
            return Vec::new();
        };
        let fits = |(reading, _): &&(Reading, &str)| self.holds(person, wanted, *reading) == finds;
        Reading::ALL
            .iter()
            .filter(fits)
            .map(|(_, name)| *name)
            .collect()
    }

    fn holds(&self, person: &Value, wanted: &str, reading: Reading) -> bool {
        match self.paths.as_slice() {
            [path] => self.any(&values(person, path), wanted, reading),
            [attribute, path] => {
                let elements = values(person, attribute);
                elements
                    .iter()
                    .any(|element| self.any(&values(element, path), wanted, reading))
            }
            _ => false,
        }
    }

    fn any(&self, values: &[&Value], wanted: &str, reading: Reading) -> bool {
        let wanted = reading.of(wanted);
        let holds = |value: &&Value| {
            value.as_str().is_some_and(|text| {
                let text = reading.of(text);
                match self.operator.as_str() {
                    "eq" | "ne" => text == wanted,
                    "co" => text.contains(&wanted),
                    "sw" => text.starts_with(&wanted),
                    "ew" => text.ends_with(&wanted),
                    "gt" => text > wanted,
                    "ge" => text >= wanted,
                    "lt" => text < wanted,
                    "le" => text <= wanted,
                    _ => false,
                }
            })
        };
        values.iter().any(holds) != (self.operator == "ne")
    }
}

/// All values at a path, through arrays; names in any case.
fn values<'a>(resource: &'a Value, path: &str) -> Vec<&'a Value> {
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
