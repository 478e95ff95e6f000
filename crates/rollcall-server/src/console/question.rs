//! What a page is made of: its address, its template, and what it asks of the API.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// A question of a page to the API.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question {
    /// The variable that has the answer.
    pub(super) name: &'static str,
    /// Below `/api/v1`. `{id}` is the page's own parameter; behind `?` stand names of the page's query that are passed on where they
    /// are said, and `name=value` that is always sent.
    pub(super) path: &'static str,
    /// Asked only while the page's query has this value; the empty one stands for its absence too.
    pub(super) only: Option<(&'static str, &'static [&'static str])>,
    /// Whether it is a POST, with what would be its query as its body.
    pub(super) posts: bool,
}

impl Page {
    /// Whether its address names something of the tenant: a person, a connection.
    pub(super) fn names_something(&self) -> bool {
        self.path.matches('{').count() > 1
    }
}

impl Question {
    /// The names of parameters that stand in its path.
    pub(super) fn parameters(&self) -> impl Iterator<Item = &'static str> {
        let path = self.path.split('?').next().unwrap_or_default();
        let parts = path.split('/');
        parts.filter_map(|it| it.strip_prefix('{')?.strip_suffix('}'))
    }
}

/// A page of the console.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    /// Its name, as templates call it.
    pub(super) name: &'static str,
    /// Its address, as the router has it.
    pub(super) path: &'static str,
    /// The message of its title.
    pub(super) title: &'static str,
    /// What it asks.
    pub(super) questions: &'static [Question],
    /// Whether it tells the definition's conditions in words.
    pub(super) in_words: bool,
    /// Where it is another page.
    pub(super) elsewhere: Option<Elsewhere>,
}

/// That what a page is about has another page, by what the answer to a question says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Elsewhere {
    /// The question, and a member of its answer.
    pub(super) says: (&'static str, &'static str),
    /// What that member is then.
    pub(super) value: &'static str,
    /// The address of the other page.
    pub(super) path: &'static str,
}

impl Elsewhere {
    /// Whether it is so, as these answers say.
    pub(super) fn is_so(&self, answers: &Map<String, Value>) -> bool {
        let (name, member) = self.says;
        answers.get(name).is_some_and(|it| it[member] == self.value)
    }
}

/// What stands under `when` or `filter` anywhere in a definition.
pub(super) fn collect_conditions(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                match value {
                    Value::String(text) if name == "when" || name == "filter" => {
                        found.insert(text.clone());
                    }
                    value => collect_conditions(value, found),
                }
            }
        }
        Value::Array(array) => array.iter().for_each(|it| collect_conditions(it, found)),
        _ => {}
    }
}
