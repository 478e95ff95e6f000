//! What every source is: two functions, a page of people and one of them as SCIM.
//!
//! A source builds requests and reads answers; who drives it sends them (`whole_run.rs` has it in full, as a test):
//!
//! ```text
//! let mut ask = Ask::everybody(source.page_people_max());
//! loop {
//!     let mut request = source.page_request(&ask)?;
//!     credential.put(&mut request)?;                     // crate::dpop::Credential
//!     let answer = send(request);                        // the caller's; no redirects, body up to limits.page_bytes_max + 1
//!     let read = match source.read(&ask, &answer) { … }; // crate::attempts says what to do after trouble
//!     // plan and apply read.people (crate::plan), note read.left_out, keep read.next with them
//!     match read.next { Some(next) => ask = ask.at(next), None => break }
//! }
//! ```

use scim_core::Object;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::wire::{self, Request, Response, shown};
use crate::{Kind, Trouble};

/// How much is taken of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a page. Whoever sends reads one byte more at most, so that a longer page is seen.
    pub page_bytes_max: usize,
    /// People in a page, whatever was asked for.
    pub page_people_max: usize,
    /// Bytes of one person as the source has them; longer ones are left out, by name.
    pub person_bytes_max: usize,
    /// Attributes of one person.
    pub person_attributes_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            page_bytes_max: 16 * 1024 * 1024,
            page_people_max: 1_000,
            person_bytes_max: 256 * 1024,
            person_attributes_max: 1_000,
        }
    }
}

/// Where a page begins, in the source's own words. Text that can be stored beside a run, so that a run goes on after a crash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Position(pub(crate) String);

impl Position {
    /// One that was stored.
    pub fn stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text to store.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Only whom the source changed after that, in microseconds since the Unix epoch. `None`: everybody.
    pub since_micros: Option<i64>,
    /// How many people a page may have.
    pub page_people: u16,
    /// Where it begins; `None` at the beginning.
    pub position: Option<Position>,
}

/// A smaller page than this is not tried.
const PAGE_PEOPLE_MIN: u16 = 10;

impl Ask {
    /// Everybody, from the beginning.
    pub fn everybody(page_people: u16) -> Self {
        Self {
            since_micros: None,
            page_people,
            position: None,
        }
    }

    /// Whom the source changed since `seen_micros`, the newest change that was seen, less `overlap_micros`: an index of the source's may be late, and
    /// reading somebody twice does no harm.
    pub fn changed(page_people: u16, seen_micros: i64, overlap_micros: i64) -> Self {
        Self {
            since_micros: Some(seen_micros.saturating_sub(overlap_micros.max(0))),
            page_people,
            position: None,
        }
    }

    /// The same from there on.
    #[must_use]
    pub fn at(self, position: Position) -> Self {
        Self {
            position: Some(position),
            ..self
        }
    }

    /// The same with half as many people in a page. `None` when a page is as small as it gets.
    pub fn smaller(&self) -> Option<Self> {
        let page_people = (self.page_people / 2).max(PAGE_PEOPLE_MIN);
        (page_people < self.page_people).then(|| Self {
            page_people,
            ..self.clone()
        })
    }

    /// The same with twice as many people in a page, up to `page_people_max`: what was too much once is not too much for ever.
    #[must_use]
    pub fn larger(self, page_people_max: u16) -> Self {
        Self {
            page_people: self.page_people.saturating_mul(2).min(page_people_max),
            ..self
        }
    }

    /// The same from the beginning.
    #[must_use]
    pub fn again(self) -> Self {
        Self {
            position: None,
            ..self
        }
    }
}

/// Somebody as a source has them.
#[derive(Debug, Clone, PartialEq)]
pub struct Remote {
    /// By which the source knows them, for ever.
    pub external_id: String,
    /// How they sign in there.
    pub user_name: String,
    /// The body of a SCIM User, with both of these in it, and `active` if it is known.
    pub resource: Object,
    /// Whether they are active there. `None`: the source does not say, and nobody changes because of it.
    pub active: Option<bool>,
    /// When the source changed them last, in microseconds since the Unix epoch.
    pub changed_micros: Option<i64>,
}

/// Somebody who cannot be taken; everybody else can.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// By which the source knows them, if that can be read.
    pub external_id: Option<String>,
    /// How they sign in there, if that can be read.
    pub user_name: Option<String>,
    /// Why, in a sentence.
    pub why: String,
}

/// A page as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// People as the source has them, each within its limits.
    pub items: Vec<Value>,
    /// Who is not among them.
    pub left_out: Vec<LeftOut>,
    /// Where the next page begins; `None` after the last.
    pub next: Option<Position>,
}

/// A page and its people as SCIM.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// Who is in it.
    pub people: Vec<Remote>,
    /// Who could not be taken, and why.
    pub left_out: Vec<LeftOut>,
    /// Where the next page begins; `None` after the last.
    pub next: Option<Position>,
    /// The newest change among them, in microseconds since the Unix epoch: what the next [`Ask::changed`] is made of, once the run is over.
    pub newest_micros: Option<i64>,
}

/// Where people come from.
pub trait Source {
    /// How many people a page may have at most.
    fn page_people_max(&self) -> u16;

    /// Whether it can tell who changed since a moment ([`Ask::since_micros`]). Otherwise each run reads everybody.
    fn tells_changes(&self) -> bool;

    /// The request for a page, without the credential.
    ///
    /// # Errors
    /// The position is none of this source's, or leads to another host.
    fn page_request(&self, ask: &Ask) -> Result<Request, Trouble>;

    /// Reads a page. Whoever drives a source calls [`Self::read`].
    ///
    /// # Errors
    /// See [`Kind`].
    fn page(&self, ask: &Ask, answer: &Response) -> Result<Page, Trouble>;

    /// One item of a page as SCIM.
    ///
    /// # Errors
    /// Says who is left out, and why.
    fn to_scim(&self, item: &Value) -> Result<Remote, LeftOut>;

    /// Reads a page and makes SCIM of it.
    ///
    /// # Errors
    /// As [`Self::page`].
    fn read(&self, ask: &Ask, answer: &Response) -> Result<Read, Trouble> {
        let page = self
            .page(ask, answer)
            .map_err(|trouble| trouble.about(ask))?;
        if page.next.is_some() && page.next == ask.position {
            return Err(Trouble::broken(
                "The source says that the page behind this one is this one.",
            ));
        }
        let mut read = Read {
            people: Vec::with_capacity(page.items.len()),
            left_out: page.left_out,
            next: page.next,
            newest_micros: None,
        };
        for item in &page.items {
            match self.to_scim(item) {
                Ok(remote) => {
                    read.newest_micros = read.newest_micros.max(remote.changed_micros);
                    read.people.push(remote);
                }
                Err(left_out) => read.left_out.push(left_out),
            }
        }
        Ok(read)
    }
}

/// The longest id that is taken.
const ID_BYTES_MAX: usize = 640;

/// Whether databases take an id.
fn is_storable(id: &str) -> bool {
    id.len() <= ID_BYTES_MAX && !id.contains('\0')
}

impl Read {
    /// The same without whom databases do not take: they are left out, and an id that cannot be stored is none.
    #[must_use]
    pub fn storable(mut self) -> Self {
        let (people, others): (Vec<_>, Vec<_>) = std::mem::take(&mut self.people)
            .into_iter()
            .partition(|it| is_storable(&it.external_id) && !it.user_name.contains('\0'));
        self.people = people;
        self.left_out.extend(others.into_iter().map(|it| LeftOut {
            external_id: Some(it.external_id),
            user_name: Some(shown(&it.user_name)),
            why: "Their id or their name has a NUL character, or is too long.".to_owned(),
        }));
        for left_out in &mut self.left_out {
            left_out.external_id = left_out.external_id.take().filter(|id| is_storable(id));
        }
        self
    }
}

/// Who somebody is, of a text that is not to be parsed whole.
pub(crate) type Identify = fn(&RawValue) -> (Option<String>, Option<String>);

impl Limits {
    /// Refuses a body that is longer than a page may be: with fewer people it is shorter.
    pub(crate) fn bounded<'b>(&self, body: &'b [u8], ask: &Ask) -> Result<&'b [u8], Trouble> {
        if body.len() <= self.page_bytes_max {
            return Ok(body);
        }
        let detail = format!("A page is longer than {} bytes.", self.page_bytes_max);
        let kind = match ask.smaller() {
            Some(_) => Kind::SmallerPage,
            None => Kind::Broken,
        };
        Err(Trouble::new(kind, detail))
    }

    /// The people of a page, each measured before it is parsed.
    pub(crate) fn items(
        &self,
        raw: &[&RawValue],
        attributes: &str,
        identify: Identify,
    ) -> Result<(Vec<Value>, Vec<LeftOut>), Trouble> {
        if raw.len() > self.page_people_max {
            return Err(Trouble::broken(format!(
                "A page has {} people, which is more than {}.",
                raw.len(),
                self.page_people_max
            )));
        }
        let (mut items, mut left_out) = (Vec::with_capacity(raw.len()), Vec::new());
        for one in raw {
            match self.item(one, attributes) {
                Ok(item) => items.push(item),
                Err(why) => {
                    let (id, name) = identify(one);
                    left_out.push(LeftOut {
                        external_id: id.as_deref().map(wire::shown),
                        user_name: name.as_deref().map(wire::shown),
                        why,
                    });
                }
            }
        }
        Ok((items, left_out))
    }

    fn item(&self, raw: &RawValue, attributes: &str) -> Result<Value, String> {
        let bytes = raw.get().len();
        if bytes > self.person_bytes_max {
            return Err(format!(
                "What the source has of them is {bytes} bytes, and at most {} are taken.",
                self.person_bytes_max
            ));
        }
        let item: Value = serde_json::from_str(raw.get())
            .map_err(|_| "What the source has of them cannot be read.".to_owned())?;
        let within = if attributes.is_empty() {
            Some(&item)
        } else {
            item.get(attributes)
        };
        let count = within.and_then(Value::as_object).map_or(0, Object::len);
        if count > self.person_attributes_max {
            return Err(format!(
                "They have {count} attributes, and at most {} are taken.",
                self.person_attributes_max
            ));
        }
        Ok(item)
    }
}

#[cfg(test)]
mod tests {
    use super::{Ask, LeftOut, Position, Read};

    /// PostgreSQL takes no text with a NUL.
    #[test]
    fn an_id_that_cannot_be_stored_is_none() {
        let left_out = |id: &str| LeftOut {
            external_id: Some(id.to_owned()),
            user_name: None,
            why: String::new(),
        };
        let read = Read {
            people: Vec::new(),
            left_out: vec![left_out("a"), left_out("a\0b"), left_out(&"x".repeat(641))],
            next: None,
            newest_micros: None,
        };
        let ids = read.storable().left_out.into_iter();
        let ids: Vec<_> = ids.map(|it| it.external_id).collect();
        assert_eq!(ids, [Some("a".to_owned()), None, None]);
    }

    #[test]
    fn a_page_becomes_smaller_down_to_ten() {
        let mut ask = Ask::everybody(200).at(Position::stored("x"));
        let mut sizes = Vec::new();
        while let Some(smaller) = ask.smaller() {
            sizes.push(smaller.page_people);
            assert_eq!(smaller.position, ask.position);
            ask = smaller;
        }
        assert_eq!(sizes, [100, 50, 25, 12, 10]);
        assert_eq!(Ask::everybody(5).smaller(), None);
        assert_eq!(ask.clone().larger(200).page_people, 20);
        assert_eq!(Ask::everybody(150).larger(200).page_people, 200);
    }

    #[test]
    fn changes_are_read_with_some_that_were_seen() {
        let ask = Ask::changed(200, 10_000, 3_000);
        assert_eq!(ask.since_micros, Some(7_000));
        assert_eq!(Ask::changed(200, 10, -5).since_micros, Some(10));
        let begun = ask.clone().at(Position::stored("x")).again();
        assert_eq!(begun, ask);
    }
}
