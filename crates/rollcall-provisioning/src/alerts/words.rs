//! What alerts say: a code and what stands in its sentence, from which it can be said in any language, and the English of it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What stands in a sentence, by name: numbers, names, moments (RFC 3339), and errors of others as they came.
pub type Arguments = Map<String, Value>;

/// What is wrong and what to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wording {
    /// The word by which it is known. It never changes.
    pub code: &'static str,
    /// In English. `{name}` stands for an argument; `{name|# person|# people}` for a number with what is said of one, and of others.
    pub text: &'static str,
}

const fn wording(code: &'static str, text: &'static str) -> Wording {
    Wording { code, text }
}

/// All of them.
pub const WORDINGS: &[Wording] = &[
    wording(
        "token_expiring",
        "The secret token \"{token}\" of the connection \"{connection}\" expires in {days|# day|# days}, on {expires_at}, and was last used \
         on {used_at}. Rotate it, and paste the new one into the identity provider; both work until then.",
    ),
    wording(
        "key_expiring",
        "The API key \"{token}\" expires in {days|# day|# days}, on {expires_at}, and was last used on {used_at}. Make another one before, \
         and put it where this one is used.",
    ),
    wording(
        "token_expired_in_use",
        "The secret token \"{token}\" expired on {expires_at}, and a request came with it on {used_at}. Make a new one and paste it into \
         the identity provider.",
    ),
    wording(
        "silence",
        "Nothing has come over the connection \"{connection}\" for {hours|# hour|# hours}; there were requests on {days} of the last 7 \
         days. See whether provisioning is switched on at the identity provider, and whether it reaches this server.",
    ),
    wording(
        "error_rate",
        "Of {requests} requests in the hour from {since}, {refused} were refused or failed, most of them for this: {cause}. The list of \
         requests says why and what to do.",
    ),
    wording(
        "people_held",
        "The connection \"{connection}\" deactivated or deleted more people than the guard lets go: {people|# person is|# people are} held \
         since {since}. They count as before until you let them go or keep them.",
    ),
    wording(
        "people_vanished",
        "Since {since} the source of \"{connection}\" lacks more people than may go at once. They count as before until you let them go or \
         keep them.",
    ),
    wording(
        "people_held_and_vanished",
        "The connection \"{connection}\" deactivated or deleted more people than the guard lets go: {people|# person is|# people are} held. \
         Its source also lacks more people than may go at once. This waits for you since {since}; all of them count as before until you \
         let them go or keep them.",
    ),
    wording(
        "webhook_disabled",
        "The webhook \"{webhook}\" is disabled since {since}: {why}. Mend the receiver, and enable the webhook; it goes on where it stopped.",
    ),
    wording(
        "webhook_failing",
        "The webhook \"{webhook}\" has failed since {since}: {why}. It is tried again by itself.",
    ),
    wording(
        "event_stream_failing",
        "The event stream \"{stream}\" has failed {attempts|# time|# times} in a row: {why}. It is tried again by itself.",
    ),
    wording(
        "event_stream_resting",
        "The event stream \"{stream}\" rests since {since}, after {attempts|# failed attempt|# failed attempts}: {why}. Mend the receiver, \
         and resume the stream; it goes on where it stopped.",
    ),
    wording(
        "gophish_failing",
        "The groups of Gophish could not be brought into step: {why}. See whether it can be reached, and whether its key is right.",
    ),
    wording(
        "pull_failing",
        "People are not pulled over \"{connection}\" any more: {why}. The connection's page says what to do.",
    ),
    wording(
        "completeness_drop",
        "{percent} % of people have the required field \"{field}\"; it was {before} %. See what the connections send for it, and what of \
         the mapping or the provider was changed.",
    ),
];

impl Wording {
    /// The wording of that code.
    pub fn named(code: &str) -> Option<&'static Self> {
        WORDINGS.iter().find(|it| it.code == code)
    }

    /// What stands in it: the name of each argument, and whether it is a number by which the words differ.
    pub fn arguments(&self) -> impl Iterator<Item = (&'static str, bool)> {
        let places = self.text.split('{').skip(1);
        places.filter_map(|place| {
            let (place, _) = place.split_once('}')?;
            let (name, words) = place.split_once('|').unwrap_or((place, ""));
            Some((name, !words.is_empty()))
        })
    }

    /// In English.
    pub fn english(&self, arguments: &Arguments) -> String {
        let mut text = String::new();
        let mut rest = self.text;
        while let Some((before, place)) = rest.split_once('{') {
            let (place, after) = place.split_once('}').unwrap_or((place, ""));
            text.push_str(before);
            text.push_str(&filled(place, arguments));
            rest = after;
        }
        text + rest
    }
}

fn filled(place: &str, arguments: &Arguments) -> String {
    let mut parts = place.split('|');
    let value = arguments.get(parts.next().unwrap_or_default());
    let said = match value {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    match (parts.next(), parts.next()) {
        (Some(one), Some(others)) => {
            let words = if said == "1" { one } else { others };
            words.replace('#', &said)
        }
        _ => said,
    }
}

/// What an alert says, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Words {
    /// Of which wording.
    pub(super) code: String,
    /// What stands in it.
    pub(super) arguments: Arguments,
}

impl Words {
    /// The words of that code with these arguments, an object.
    pub(super) fn of(code: &str, arguments: Value) -> Self {
        let arguments = match arguments {
            Value::Object(arguments) => arguments,
            _ => Arguments::new(),
        };
        Self {
            code: code.to_owned(),
            arguments,
        }
    }

    /// In English.
    pub(super) fn english(&self) -> String {
        let wording = Wording::named(&self.code);
        wording.map_or_else(String::new, |it| it.english(&self.arguments))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_number_has_its_words() {
        let held = Wording::named("people_held").unwrap();
        let of = |people: i64| {
            let arguments = json!({ "connection": "Okta {|}", "people": people, "since": "now" });
            held.english(arguments.as_object().unwrap())
        };
        assert!(of(1).contains("\"Okta {|}\" deactivated"), "{}", of(1));
        assert!(of(1).contains("1 person is held since now."), "{}", of(1));
        assert!(of(2).contains("2 people are held"), "{}", of(2));
        let names: Vec<_> = held.arguments().collect();
        assert_eq!(
            names,
            [("connection", false), ("people", true), ("since", false)]
        );
    }
}
