//! Filters by lot (RFC 7644 section 3.4.2.2), and what a filter can be made simpler to.

use super::random::Random;
use super::vocabulary::{Attribute, CORE, ENTERPRISE, EXTENSION, Kind, SERVER, USER};
use std::fmt;

const OPERATORS: &[&str] = &["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"];
const DEPTH_MAX: usize = 4;

/// What no filter is, or what no schema has: both servers should say so.
const BROKEN: &[&str] = &[
    "userName",
    "userName eq",
    "userName eq \"a",
    "userName eq a",
    "userName xx \"a\"",
    "(userName pr",
    "userName pr)",
    "userName eq \"a\" and",
    "not userName pr",
    "emails[type eq \"work\"",
    "emails[]",
    "\"x\" eq userName",
    "userName pr or or userName pr",
    "userName pr userName pr",
    "eq \"a\"",
    "userName eq \"\\x\"",
    "userName eq 'a'",
    "userName pr \"a\"",
    "emails[type eq \"work\" and]",
    "()",
    "not ()",
    "userName eq 1.e5",
    "userName eq \"a\" AND OR userName pr",
    "1name pr",
    "userName eq True",
    "[type eq \"work\"]",
    "userName == \"a\"",
    "noSuchAttribute eq \"x\"",
    "name.noSuchPart pr",
    "userName.part pr",
    "emails[noSuchPart pr]",
    "urn:example:nowhere:1.0:Thing:attribute pr",
    "name eq \"x\"",
    "active gt true",
    "active co \"t\"",
    "meta.created co \"20\"",
    "meta.created gt \"yesterday\"",
    "meta.created gt \"2020-13-01T00:00:00Z\"",
    "displayName gt 5",
    "password pr",
];

/// A filter as a tree, so that it can be cut down.
#[derive(Debug, Clone)]
pub(super) enum Filter {
    /// `path operator value`, the value as it is written.
    Compare {
        path: String,
        operator: String,
        value: String,
    },
    Present {
        path: String,
        operator: String,
    },
    /// `attribute[…]`
    Within {
        attribute: String,
        inner: Box<Filter>,
    },
    /// `not (…)`, with the text before the parenthesis.
    Not {
        word: String,
        inner: Box<Filter>,
    },
    /// And, or.
    Both {
        word: String,
        left: Box<Filter>,
        right: Box<Filter>,
    },
    /// Text that is perhaps no filter.
    Raw(String),
}

impl fmt::Display for Filter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Filter::Compare {
                path,
                operator,
                value,
            } => write!(formatter, "{path} {operator} {value}"),
            Filter::Present { path, operator } => write!(formatter, "{path} {operator}"),
            Filter::Within { attribute, inner } => write!(formatter, "{attribute}[{inner}]"),
            Filter::Not { word, inner } => write!(formatter, "{word}({inner})"),
            Filter::Both { word, left, right } => {
                left.write_operand(formatter, word)?;
                write!(formatter, " {word} ")?;
                right.write_operand(formatter, word)
            }
            Filter::Raw(text) => formatter.write_str(text),
        }
    }
}

impl Filter {
    /// An `or` under an `and` needs parentheses; what stands without them tries precedence.
    fn write_operand(&self, formatter: &mut fmt::Formatter<'_>, above: &str) -> fmt::Result {
        match self {
            Filter::Both { word, .. }
                if word.eq_ignore_ascii_case("or") && above.eq_ignore_ascii_case("and") =>
            {
                write!(formatter, "({self})")
            }
            _ => write!(formatter, "{self}"),
        }
    }

    /// Filter number `number` of the seed; `people` is how many `{id:N}` there are.
    pub(super) fn by_lot(random: &mut Random, people: usize) -> Filter {
        if random.chance(4) {
            return Filter::Raw((*random.pick(BROKEN)).to_owned());
        }
        let depth = random.below(DEPTH_MAX);
        tree(random, depth, people)
    }

    /// Filters one step simpler than this one, the simplest first.
    pub(super) fn simpler(&self) -> Vec<Filter> {
        match self {
            Filter::Compare { .. } | Filter::Present { .. } | Filter::Raw(_) => Vec::new(),
            Filter::Not { word, inner } => {
                let inside = inner.simpler().into_iter();
                std::iter::once((**inner).clone())
                    .chain(inside.map(|inner| Filter::Not {
                        word: word.clone(),
                        inner: Box::new(inner),
                    }))
                    .collect()
            }
            // What is inside has other names than what is outside.
            Filter::Within { attribute, inner } => {
                let inside = inner.simpler().into_iter();
                inside
                    .map(|inner| Filter::Within {
                        attribute: attribute.clone(),
                        inner: Box::new(inner),
                    })
                    .collect()
            }
            Filter::Both { word, left, right } => {
                let mut all = vec![(**left).clone(), (**right).clone()];
                let both = |left: &Filter, right: &Filter| Filter::Both {
                    word: word.clone(),
                    left: Box::new(left.clone()),
                    right: Box::new(right.clone()),
                };
                all.extend(left.simpler().iter().map(|left| both(left, right)));
                all.extend(right.simpler().iter().map(|right| both(left, right)));
                all
            }
        }
    }
}

fn tree(random: &mut Random, depth: usize, people: usize) -> Filter {
    match if depth == 0 { 9 } else { random.below(10) } {
        0..=2 => both("and", random, depth, people),
        3..=5 => both("or", random, depth, people),
        6 => {
            let word = (*random.pick(&["not ", "not", "NOT ", "Not  "])).to_owned();
            Filter::Not {
                word,
                inner: Box::new(tree(random, depth - 1, people)),
            }
        }
        _ => leaf(random, people),
    }
}

fn both(word: &str, random: &mut Random, depth: usize, people: usize) -> Filter {
    Filter::Both {
        word: random.perhaps_recased(word),
        left: Box::new(tree(random, depth - 1, people)),
        right: Box::new(tree(random, depth - 1, people)),
    }
}

fn leaf(random: &mut Random, people: usize) -> Filter {
    match random.below(20) {
        0 => {
            let id = format!("\"{{id:{}}}\"", random.below(people));
            Filter::Compare {
                path: "id".into(),
                operator: random.perhaps_recased("eq"),
                value: id,
            }
        }
        1 => {
            let value = quoted(&format!("{{userName:{}}}", random.below(people)), random);
            let operator = *random.pick(OPERATORS);
            let operator = random.perhaps_recased(operator);
            Filter::Compare {
                path: random.perhaps_recased("userName"),
                operator,
                value,
            }
        }
        2 | 3 => date(random, people),
        4 => term("meta.", random.pick(SERVER), random),
        5..=8 => {
            let prefix = format!("{ENTERPRISE}:");
            nested(&prefix, random.pick(EXTENSION), random)
        }
        at => {
            let prefix = if at == 9 {
                format!("{USER}:")
            } else {
                String::new()
            };
            nested(&prefix, random.pick(CORE), random)
        }
    }
}

/// A term on an attribute or, where it is complex, most often on one of its parts.
fn nested(prefix: &str, attribute: &Attribute, random: &mut Random) -> Filter {
    if attribute.subs.is_empty() {
        return term(prefix, attribute, random);
    }
    if random.chance(10) {
        return Filter::Present {
            path: format!("{prefix}{}", random.perhaps_recased(attribute.name)),
            operator: random.perhaps_recased("pr"),
        };
    }
    if attribute.many && random.chance(45) {
        let inner = inside(attribute.subs, random, 2);
        return Filter::Within {
            attribute: format!("{prefix}{}", random.perhaps_recased(attribute.name)),
            inner: Box::new(inner),
        };
    }
    let path = format!("{prefix}{}.", random.perhaps_recased(attribute.name));
    let sub = &attribute.subs[random.below(attribute.subs.len())];
    term(&path, sub, random)
}

fn inside(subs: &[Attribute], random: &mut Random, depth: usize) -> Filter {
    if depth > 0 && random.chance(45) {
        let word = if random.chance(60) { "and" } else { "or" };
        return Filter::Both {
            word: random.perhaps_recased(word),
            left: Box::new(inside(subs, random, depth - 1)),
            right: Box::new(inside(subs, random, depth - 1)),
        };
    }
    let sub = &subs[random.below(subs.len())];
    let one = term("", sub, random);
    if random.chance(12) {
        Filter::Not {
            word: "not ".into(),
            inner: Box::new(one),
        }
    } else {
        one
    }
}

/// A comparison of the attribute `attribute` at `prefix`.
fn term(prefix: &str, attribute: &Attribute, random: &mut Random) -> Filter {
    let path = format!("{prefix}{}", random.perhaps_recased(attribute.name));
    if random.chance(12) {
        return Filter::Present {
            path,
            operator: random.perhaps_recased("pr"),
        };
    }
    let (operators, value): (&[&str], String) = match attribute.kind {
        Kind::Boolean => (&["eq", "ne"], (*random.pick(&["true", "false"])).to_owned()),
        Kind::DateTime => return date(random, 1),
        Kind::Text | Kind::Complex => {
            let sample = attribute.sample(random);
            (OPERATORS, quoted(part(sample, random), random))
        }
    };
    let operator = *random.pick(operators);
    let operator = random.perhaps_recased(operator);
    let value = if random.chance(3) {
        (*random.pick(&["null", "\"\"", "5", "true", "-1.5e3"])).to_owned()
    } else {
        value
    };
    Filter::Compare {
        path,
        operator,
        value,
    }
}

/// A comparison with the moment at which a person was made, or one far away.
fn date(random: &mut Random, people: usize) -> Filter {
    let attribute = if random.chance(70) {
        "meta.created"
    } else {
        "meta.lastModified"
    };
    let operator = *random.pick(&["eq", "ne", "gt", "ge", "lt", "le"]);
    let moment = match random.below(6) {
        0 => "1990-01-01T00:00:00Z".to_owned(),
        1 => "2100-01-01T00:00:00.000+09:00".to_owned(),
        2 => "2020-02-29T23:59:59-11:00".to_owned(),
        3 => format!("{{offset:{}}}", random.below(people)),
        _ => format!("{{created:{}}}", random.below(people)),
    };
    let path = random.perhaps_recased(attribute);
    Filter::Compare {
        path,
        operator: random.perhaps_recased(operator),
        value: format!("\"{moment}\""),
    }
}

/// The whole text or a piece of it.
fn part<'a>(text: &'a str, random: &mut Random) -> &'a str {
    if random.chance(60) {
        return text;
    }
    let bounds: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    let (one, other) = (random.below(bounds.len()), random.below(bounds.len()));
    &text[bounds[one.min(other)]..bounds[one.max(other)]]
}

/// `text` as JSON, with escapes that need not be there now and then.
fn quoted(text: &str, random: &mut Random) -> String {
    let written = serde_json::to_string(text).unwrap_or_default();
    if !random.chance(15) {
        return written;
    }
    let escaped = |character: char| {
        let mut units = [0; 2];
        character
            .encode_utf16(&mut units)
            .iter()
            .map(|unit| format!("\\u{unit:04X}"))
            .collect::<String>()
    };
    let each = |character: char| match character {
        '/' => "\\/".to_owned(),
        character if !character.is_ascii() => escaped(character),
        character => character.to_string(),
    };
    written.chars().map(each).collect()
}
