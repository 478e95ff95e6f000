//! Which attributes a mapping reads, and which of those that were sent it reads.

use scim_core::schema::{ENTERPRISE_USER, Mutability, Resolved, ResourceType};
use scim_filter_parser::{CompareOp, Filter, Literal, Path, parse_filter, parse_path};

use crate::{Definition, Named, Source, TargetGroups};

/// An attribute that fields are made of, or that rules ask about.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// The path, as the mapping has it.
    pub path: String,
    /// The keys of the fields, in the order of the table.
    pub fields: Vec<String>,
    /// The rules that ask about it: `rule chiefs`, `exclusion Robots`, `target group Sales` …
    pub rules: Vec<String>,
    /// The URN of its extension; none for an attribute of the core schema.
    pub extension: Option<String>,
    /// The name of the attribute.
    pub attribute: String,
    place: Place,
    /// What an element has to fulfil.
    filter: Option<Filter>,
}

/// An attribute that was sent, by its path as [`scim_core::sent`] tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentPath {
    place: Place,
    /// The type of the element that it was sent with.
    of_type: Option<String>,
}

/// Where a value stands; names as the schemas spell them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    schema: Option<String>,
    attribute: String,
    /// Without one, all of an attribute: `emails pr` asks for any part of it.
    sub: Option<String>,
}

impl Place {
    fn of(people: &ResourceType, path: &Path) -> Self {
        match people.resolve(path) {
            Some(Resolved::Attribute {
                extension,
                attribute,
                sub,
            }) => Self {
                schema: extension.map(|schema| schema.id.clone()),
                attribute: attribute.name.clone(),
                sub: sub.map(|sub| sub.name.clone()),
            },
            _ => Self {
                schema: path.urn.clone(),
                attribute: path.name.clone(),
                sub: path.sub.clone(),
            },
        }
    }

    fn is_beside(&self, other: &Self) -> bool {
        let schemas = (self.schema.as_deref(), other.schema.as_deref());
        let same_schema = match schemas {
            (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
            (None, None) => true,
            _ => false,
        };
        same_schema && self.attribute.eq_ignore_ascii_case(&other.attribute)
    }
}

impl SentPath {
    /// Reads a path; none of what no path can name.
    pub fn new(people: &ResourceType, text: &str) -> Option<Self> {
        let path = parse_path(text).ok()?;
        let of_type = match path.filter.as_deref() {
            Some(Filter::Compare {
                value: Literal::String(of_type),
                ..
            }) => Some(of_type.clone()),
            _ => None,
        };
        Some(Self {
            place: Place::of(people, &path),
            of_type,
        })
    }

    /// The type of the element that it was sent with.
    pub fn of_type(&self) -> Option<&str> {
        self.of_type.as_deref()
    }

    /// Whether it belongs to the same attribute as one that is read, be it another part or type of it.
    pub fn is_beside(&self, read: &Read) -> bool {
        self.place.is_beside(&read.place)
    }

    /// Whether it has the name of one that is read, but stands under another URN, or under none.
    pub fn is_namesake(&self, read: &Read) -> bool {
        !self.is_beside(read)
            && self
                .place
                .attribute
                .eq_ignore_ascii_case(&read.place.attribute)
    }

    /// The URN under which it was sent.
    pub fn schema(&self) -> Option<&str> {
        self.place.schema.as_deref()
    }
}

/// Who reads an attribute.
#[derive(Clone, Copy)]
enum Reader<'d> {
    /// The field of that key.
    Field(&'d str),
    /// A rule: what it is, and its name.
    Rule(&'static str, &'d str),
}

impl Definition {
    /// What a provider has to send: the paths of the fields' sources, those that conditions ask about, and the reference to the
    /// manager; first those of fields, in the order of the table. What only the server assigns is none of it.
    pub fn reads(&self, people: &ResourceType) -> Vec<Read> {
        let mut reads = Reads {
            people,
            all: Vec::new(),
        };
        for field in &self.fields {
            let reader = Reader::Field(&field.key);
            for source in &field.sources {
                match source {
                    Source::Path(text) | Source::Address(text) => reads.path(reader, text),
                    Source::Manager(_) => {
                        reads.path(reader, &format!("{ENTERPRISE_USER}:manager.value"));
                    }
                    Source::Constant {
                        when: Some(when), ..
                    } => reads.condition(reader, when),
                    Source::Join { .. } | Source::Groups | Source::Constant { when: None, .. } => {}
                }
            }
        }
        for (rule, when) in self.rules() {
            reads.condition(rule, when);
        }
        reads.all
    }

    /// The conditions that decide about people, each with what it belongs to.
    fn rules(&self) -> impl Iterator<Item = (Reader<'_>, &str)> {
        let (assignment, targets) = (&self.assignment, &self.targets);
        let groups = match &targets.groups {
            TargetGroups::Saved(saved) => saved.as_slice(),
            _ => &[],
        };
        let rules = assignment.rules.iter();
        let campaigns = assignment.campaigns.iter().filter_map(|campaign| {
            let when = campaign.when.as_deref()?;
            Some((Reader::Rule("campaign", &campaign.key), when))
        });
        let rules = rules.map(|rule| (Reader::Rule("rule", &rule.key), rule.when.as_str()));
        named("exception", &assignment.exceptions)
            .chain(rules)
            .chain(campaigns)
            .chain(named("exclusion", &targets.exclusions))
            .chain(named("held", &targets.held))
            .chain(named("target group", groups))
    }
}

fn named<'d>(what: &'static str, all: &'d [Named]) -> impl Iterator<Item = (Reader<'d>, &'d str)> {
    all.iter()
        .map(move |it| (Reader::Rule(what, &it.name), it.when.as_str()))
}

struct Reads<'r> {
    people: &'r ResourceType,
    all: Vec<Read>,
}

impl Reads<'_> {
    fn path(&mut self, reader: Reader<'_>, text: &str) {
        if let Ok(path) = parse_path(text) {
            self.note(reader, path, text.to_owned());
        }
    }

    fn condition(&mut self, reader: Reader<'_>, when: &str) {
        if let Ok(filter) = parse_filter(when) {
            asked(&filter, &mut |path| {
                self.note(reader, path.clone(), path.to_string());
            });
        }
    }

    fn note(&mut self, reader: Reader<'_>, path: Path, text: String) {
        // `fields.department` is a smart field, which has its own sources.
        if path.urn.is_none() && path.name.eq_ignore_ascii_case("fields") {
            return;
        }
        if let Some(Resolved::Attribute { attribute, .. }) = self.people.resolve(&path)
            && attribute.mutability == Mutability::ReadOnly
        {
            return;
        }
        if let Some(known) = self.all.iter_mut().find(|known| known.path == text) {
            return known.read_by(reader);
        }
        let place = Place::of(self.people, &path);
        let mut read = Read {
            path: text,
            fields: Vec::new(),
            rules: Vec::new(),
            extension: place.schema.clone(),
            attribute: place.attribute.clone(),
            filter: path.filter.map(|filter| *filter),
            place,
        };
        read.read_by(reader);
        self.all.push(read);
    }
}

/// The paths that a condition asks about.
fn asked(filter: &Filter, see: &mut impl FnMut(&Path)) {
    match filter {
        Filter::And(all) | Filter::Or(all) => all.iter().for_each(|one| asked(one, see)),
        Filter::Not(one) => asked(one, see),
        Filter::Compare { path, .. } | Filter::Present(path) | Filter::ValuePath(path) => see(path),
    }
}

impl Read {
    fn read_by(&mut self, reader: Reader<'_>) {
        let (names, name) = match reader {
            Reader::Field(key) => (&mut self.fields, key.to_owned()),
            Reader::Rule(what, name) => (&mut self.rules, format!("{what} {name}")),
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }

    /// Whether something of what was sent can be what is read. `sent` is all that was sent: what a filter asks about is looked
    /// for beside it. Where only the value could tell, it is taken for true.
    pub fn reads(&self, one: &SentPath, sent: &[SentPath]) -> bool {
        if !one.is_beside(self) {
            return false;
        }
        let element = Element {
            of_type: one.of_type.as_deref(),
            beside: sent
                .iter()
                .filter(|it| it.is_beside(self) && it.of_type == one.of_type)
                .filter_map(|it| it.place.sub.as_deref())
                .collect(),
        };
        let filter = self.filter.as_ref();
        if filter.is_some_and(|filter| element.fulfils(filter) == Some(false)) {
            return false;
        }
        let is = |sub: &str| {
            one.place
                .sub
                .as_deref()
                .is_some_and(|it| it.eq_ignore_ascii_case(sub))
        };
        self.place.sub.as_deref().is_none_or(is)
            || filter.is_some_and(|filter| {
                let mut asks = false;
                asked(filter, &mut |path| asks |= is(&path.name));
                asks
            })
    }

    /// Whether anything that was sent is the very value that is read, and not only something its filter asks about.
    pub fn came(&self, sent: &[SentPath]) -> bool {
        let is_it = |one: &&SentPath| match (&self.place.sub, &one.place.sub) {
            (Some(read), Some(sent)) => read.eq_ignore_ascii_case(sent),
            (Some(_), None) => false,
            (None, _) => true,
        };
        sent.iter().filter(is_it).any(|one| self.reads(one, sent))
    }
}

/// An element of an attribute, as far as what was sent tells of such elements.
struct Element<'s> {
    of_type: Option<&'s str>,
    beside: Vec<&'s str>,
}

impl Element<'_> {
    /// Whether such an element can fulfil a filter; `None`: it depends on its values.
    fn fulfils(&self, filter: &Filter) -> Option<bool> {
        match filter {
            Filter::And(all) => {
                let each: Vec<_> = all.iter().map(|one| self.fulfils(one)).collect();
                if each.contains(&Some(false)) {
                    Some(false)
                } else {
                    each.iter().all(|one| *one == Some(true)).then_some(true)
                }
            }
            Filter::Or(all) => {
                let each: Vec<_> = all.iter().map(|one| self.fulfils(one)).collect();
                if each.contains(&Some(true)) {
                    Some(true)
                } else {
                    each.iter().all(|one| *one == Some(false)).then_some(false)
                }
            }
            Filter::Not(one) => self.fulfils(one).map(|fulfils| !fulfils),
            Filter::Present(path) if is_type(path) => Some(self.of_type.is_some()),
            Filter::Present(path) => self.may_have(path),
            Filter::Compare { path, op, value } if is_type(path) => self.compares(*op, value),
            Filter::Compare {
                op: CompareOp::Ne, ..
            }
            | Filter::ValuePath(_) => None,
            Filter::Compare { path, .. } => self.may_have(path),
        }
    }

    fn may_have(&self, path: &Path) -> Option<bool> {
        let has = self
            .beside
            .iter()
            .any(|sub| sub.eq_ignore_ascii_case(&path.name));
        if has { None } else { Some(false) }
    }

    fn compares(&self, op: CompareOp, value: &Literal) -> Option<bool> {
        let Literal::String(wanted) = value else {
            return None;
        };
        let wanted = wanted.to_ascii_lowercase();
        let Some(of_type) = self.of_type.map(str::to_ascii_lowercase) else {
            return Some(op == CompareOp::Ne);
        };
        match op {
            CompareOp::Eq => Some(of_type == wanted),
            CompareOp::Ne => Some(of_type != wanted),
            CompareOp::Co => Some(of_type.contains(&wanted)),
            CompareOp::Sw => Some(of_type.starts_with(&wanted)),
            CompareOp::Ew => Some(of_type.ends_with(&wanted)),
            CompareOp::Gt | CompareOp::Ge | CompareOp::Lt | CompareOp::Le => None,
        }
    }
}

fn is_type(path: &Path) -> bool {
    path.sub.is_none() && path.name.eq_ignore_ascii_case("type")
}
