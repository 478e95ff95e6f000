//! What documents, filters and operations are made of: the attributes of RFC 7643 and values that are hard on a server.

use super::random::Random;
use serde_json::{Map, Value, json};

pub(super) const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
pub(super) const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
pub(super) const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// How an attribute's values look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Boolean,
    DateTime,
    Complex,
}

/// An attribute of a person.
#[derive(Debug)]
pub(super) struct Attribute {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// Values of a text.
    samples: &'static [&'static str],
    pub(super) subs: &'static [Attribute],
    pub(super) many: bool,
}

const fn text(name: &'static str, samples: &'static [&'static str]) -> Attribute {
    Attribute {
        name,
        kind: Kind::Text,
        samples,
        subs: &[],
        many: false,
    }
}

const fn boolean(name: &'static str) -> Attribute {
    Attribute {
        name,
        kind: Kind::Boolean,
        samples: &[],
        subs: &[],
        many: false,
    }
}

const fn complex(name: &'static str, subs: &'static [Attribute], many: bool) -> Attribute {
    Attribute {
        name,
        kind: Kind::Complex,
        samples: &[],
        subs,
        many,
    }
}

/// Letters whose case is not ASCII's, LIKE's wildcards, escapes, signs beyond the basic plane, composed and decomposed accents.
const TEXTS: &[&str] = &[
    "Ada",
    "ada",
    "ADA",
    "Adam",
    "Ádám",
    "ádám",
    "A\u{301}da\u{301}m",
    "straße",
    "STRASSE",
    "Σίσυφος",
    "σίσυφοσ",
    "ΣΊΣΥΦΟΣ",
    "Istanbul",
    "İstanbul",
    "ıstanbul",
    "ǆ",
    "ﬁ",
    "fi",
    "a%b",
    "a_b",
    "aXb",
    "100%",
    "back\\slash",
    "say \"hi\"",
    "it's",
    "semi;colon",
    "a or b",
    "x pr",
    "new\nline",
    "tab\there",
    "😀",
    "数",
    "z",
    "Zoë",
    "Œuvre",
    "true",
    "null",
    "42",
    "10",
    "9",
    "2021-05-05T10:00:00Z",
    "a/b",
    "a.b",
    "[a]",
    "(b)",
    "a b  c",
    "Sales",
    "sales",
    "Engineering",
];
const NAMES: &[&str] = &[
    "Ada",
    "ada",
    "Ádám",
    "Lovelace",
    "LOVELACE",
    "O'Brien",
    "van der Berg",
    "straße",
    "İstanbul",
    "Zoë",
];
const ADDRESSES: &[&str] = &[
    "ada@example.com",
    "ADA@Example.com",
    "bob@example.org",
    "ádám@example.com",
    "a_b@example.com",
    "axb@example.com",
];
const PHONES: &[&str] = &["+1 555 0100", "tel:+1-555-0100", "0100", "+44 20 7946 0000"];
const TYPES: &[&str] = &["work", "home", "other"];
const NUMBERS: &[&str] = &["1", "2", "10", "E-100", "e-100", "007"];
const CODES: &[&str] = &["DE", "GB", "US"];

const PLURAL: &[Attribute] = &[
    text("value", TEXTS),
    text("display", TEXTS),
    text("type", TYPES),
    boolean("primary"),
];

/// The attributes of the core schema that a client writes, `userName` apart.
pub(super) const CORE: &[Attribute] = &[
    text("displayName", TEXTS),
    text("nickName", TEXTS),
    text("title", TEXTS),
    text("userType", TEXTS),
    text("externalId", TEXTS),
    boolean("active"),
    complex(
        "name",
        &[
            text("formatted", NAMES),
            text("familyName", NAMES),
            text("givenName", NAMES),
            text("middleName", NAMES),
        ],
        false,
    ),
    complex(
        "emails",
        &[
            text("value", ADDRESSES),
            text("display", TEXTS),
            text("type", TYPES),
            boolean("primary"),
        ],
        true,
    ),
    complex(
        "phoneNumbers",
        &[
            text("value", PHONES),
            text("type", TYPES),
            boolean("primary"),
        ],
        true,
    ),
    complex(
        "addresses",
        &[
            text("locality", NAMES),
            text("country", CODES),
            text("postalCode", NUMBERS),
            text("type", TYPES),
            boolean("primary"),
        ],
        true,
    ),
    complex("roles", PLURAL, true),
    complex("entitlements", PLURAL, true),
];

/// The attributes of the enterprise extension.
pub(super) const EXTENSION: &[Attribute] = &[
    text("employeeNumber", NUMBERS),
    text("costCenter", TEXTS),
    text("department", TEXTS),
    text("organization", TEXTS),
    complex("manager", &[text("value", NUMBERS)], false),
];

/// What the server fills, as far as two servers can be compared in it.
pub(super) const SERVER: &[Attribute] = &[
    Attribute {
        name: "created",
        kind: Kind::DateTime,
        samples: &[],
        subs: &[],
        many: false,
    },
    Attribute {
        name: "lastModified",
        kind: Kind::DateTime,
        samples: &[],
        subs: &[],
        many: false,
    },
    text("resourceType", &["User", "user", "Group"]),
];

impl Attribute {
    /// A text of the sort that this attribute has.
    pub(super) fn sample(&self, random: &mut Random) -> &'static str {
        let sample: &&str = random.pick(self.samples);
        sample
    }

    /// A value for this attribute; of a multi-valued one, one element.
    pub(super) fn value(&self, random: &mut Random) -> Value {
        match self.kind {
            Kind::Text | Kind::DateTime => json!(self.sample(random)),
            Kind::Boolean => json!(random.chance(50)),
            Kind::Complex => Value::Object(some_of(self.subs, random)),
        }
    }

    /// A value for this attribute as a whole: of a multi-valued one, an array without two primary elements.
    pub(super) fn whole_value(&self, random: &mut Random) -> Value {
        if !self.many {
            return self.value(random);
        }
        let mut elements: Vec<Value> = (0..=random.below(3)).map(|_| self.value(random)).collect();
        let mut has_primary = false;
        for element in elements.iter_mut().filter_map(Value::as_object_mut) {
            if element.get("primary") == Some(&Value::Bool(true))
                && std::mem::replace(&mut has_primary, true)
            {
                element.insert("primary".into(), Value::Bool(false));
            }
        }
        Value::Array(elements)
    }
}

/// An object with some of `attributes`, at least one.
pub(super) fn some_of(attributes: &[Attribute], random: &mut Random) -> Map<String, Value> {
    let always = random.below(attributes.len());
    let mut object = Map::new();
    for (at, attribute) in attributes.iter().enumerate() {
        if at == always || random.chance(45) {
            object.insert(attribute.name.to_owned(), attribute.whole_value(random));
        }
    }
    object
}

/// A person named `user_name`, valid by RFC 7643.
pub(super) fn person(user_name: &str, random: &mut Random) -> Value {
    let mut document = some_of(CORE, random);
    let mut schemas = vec![USER];
    document.insert("userName".into(), json!(user_name));
    // What silence about `active` means is each server's own; asked now and then, not each time.
    if random.chance(97) && !document.contains_key("active") {
        document.insert("active".into(), json!(random.chance(70)));
    }
    if random.chance(50) {
        schemas.push(ENTERPRISE);
        document.insert(ENTERPRISE.into(), Value::Object(some_of(EXTENSION, random)));
    }
    document.insert("schemas".into(), json!(schemas));
    Value::Object(document)
}

/// A group named `name` with some of the first `people` people, written as `{id:N}`.
pub(super) fn group(name: &str, people: usize, random: &mut Random) -> Value {
    let mut document = json!({"schemas": [GROUP], "displayName": name});
    if random.chance(40) {
        document["externalId"] = json!(random.pick(TEXTS));
    }
    let members: Vec<Value> = (0..people)
        .filter(|_| random.chance(40))
        .map(member)
        .collect();
    if !members.is_empty() {
        document["members"] = Value::Array(members);
    }
    document
}

/// Person `number` as a member.
pub(super) fn member(number: usize) -> Value {
    json!({"value": format!("{{id:{number}}}")})
}
