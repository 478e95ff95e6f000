//! One of the two servers: requests with the ids it gave, answers without them.

use super::disagreement::Outcome;
use super::vocabulary::{ENTERPRISE, GROUP, USER};
use crate::client::{Answer, Client, Sent};
use crate::target::Target;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

const MEDIA_TYPE: &str = "application/scim+json";

/// A person that both servers have.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) id: String,
    pub(super) user_name: String,
    pub(super) created: String,
}

/// A server, and what it called the people that both have.
pub(super) struct Server<'a> {
    target: &'a Target,
    client: Client,
    pub(super) people: Vec<Person>,
}

impl<'a> Server<'a> {
    pub(super) fn new(target: &'a Target) -> Server<'a> {
        Server {
            target,
            client: Client::new(target),
            people: Vec::new(),
        }
    }

    /// Sends a request; no answer at all ends the run.
    pub(super) fn send(
        &self,
        method: &str,
        path: &str,
        query: &str,
        body: Option<&Value>,
    ) -> Result<Answer, String> {
        let mut headers = vec![("Accept".to_owned(), MEDIA_TYPE.to_owned())];
        headers.extend(
            self.target
                .authorization()
                .map(|value| ("Authorization".to_owned(), value)),
        );
        if body.is_some() {
            headers.push(("Content-Type".into(), MEDIA_TYPE.into()));
        }
        let url = self.target.url(path, query);
        let sent = Sent {
            method: method.into(),
            url,
            headers,
            body: body.map(ToString::to_string),
        };
        self.client
            .send(sent)
            .answer
            .map_err(|error| format!("{} no longer answers: {error}", self.target.base_url))
    }

    /// The text with this server's ids, moments and names in place of `{id:3}` and the like.
    pub(super) fn filled(&self, text: &str, name: &str) -> String {
        let mut filled = text.replace(super::patches::NAME, name);
        for (number, person) in self.people.iter().enumerate() {
            for (word, value) in [
                ("id", &person.id),
                ("userName", &person.user_name),
                ("created", &person.created),
            ] {
                filled = filled.replace(&format!("{{{word}:{number}}}"), value);
            }
            let offset = person.created.replace('Z', "+00:00");
            filled = filled.replace(&format!("{{offset:{number}}}"), &offset);
        }
        filled
    }

    /// [`Server::filled`] for JSON.
    pub(super) fn filled_json(&self, value: &Value, name: &str) -> Value {
        serde_json::from_str(&self.filled(&value.to_string(), name)).unwrap_or(Value::Null)
    }

    /// The people whom a filter finds.
    pub(super) fn find(&self, filter: &str) -> Result<Outcome, String> {
        let filter = utf8_percent_encode(&self.filled(filter, ""), NON_ALPHANUMERIC).to_string();
        let query = format!(
            "filter={filter}&attributes=userName&startIndex=1&count={}",
            self.people.len() + 1
        );
        let answer = self.send("GET", "/Users", &query, None)?;
        if answer.status != 200 {
            return Ok(refusal(&answer));
        }
        let list = answer.json().unwrap_or_default();
        let resources = list["Resources"].as_array().cloned().unwrap_or_default();
        let number = |resource: &Value| {
            self.people
                .iter()
                .position(|person| resource["id"] == json!(person.id))
        };
        let mut found: Vec<usize> = resources.iter().filter_map(number).collect();
        found.sort_unstable();
        if list["totalResults"] != json!(found.len()) {
            let detail = format!(
                "totalResults is {} where {} are listed",
                list["totalResults"],
                found.len()
            );
            return Ok(Outcome::Refused {
                status: answer.status,
                scim_type: String::new(),
                detail,
            });
        }
        Ok(Outcome::Found(found))
    }

    /// What an answer with a resource in it says, normalised; `name` is what `{name}` stood for.
    pub(super) fn outcome(&self, answer: &Answer, name: &str) -> Outcome {
        match answer.json() {
            Some(body) if (200..300).contains(&answer.status) => {
                Outcome::Resource(self.normal(&body, name))
            }
            _ => refusal(answer),
        }
    }

    /// A resource as both servers would have it: without what a server decides for itself, without order where the RFCs have none.
    fn normal(&self, resource: &Value, name: &str) -> Value {
        let Value::Object(object) = self.named(resource, name) else {
            return resource.clone();
        };
        let mut normal = Map::new();
        for (attribute, mut value) in object {
            if matches!(attribute.as_str(), "id" | "meta" | "groups" | "password") {
                continue;
            }
            match attribute.as_str() {
                "members" => keep_members_ids(&mut value),
                ENTERPRISE => drop_parts(&mut value["manager"], &["$ref", "displayName"]),
                _ => {}
            }
            normal.insert(attribute, value);
        }
        let mut normal = without_unassigned(Value::Object(normal));
        sort(&mut normal);
        // The base schema goes without saying; what matters is which extensions are named.
        if let Some(schemas) = normal["schemas"].as_array_mut() {
            schemas.retain(|schema| schema != USER && schema != GROUP);
        }
        normal
    }

    fn named(&self, value: &Value, name: &str) -> Value {
        match value {
            Value::String(text) => {
                if let Some(number) = self.people.iter().position(|person| person.id == *text) {
                    return json!(format!("{{id:{number}}}"));
                }
                if name.is_empty() {
                    value.clone()
                } else {
                    json!(text.replace(name, super::patches::NAME))
                }
            }
            Value::Array(list) => list.iter().map(|part| self.named(part, name)).collect(),
            Value::Object(object) => object
                .iter()
                .map(|(key, part)| (key.clone(), self.named(part, name)))
                .collect(),
            _ => value.clone(),
        }
    }
}

/// The error in an answer.
pub(super) fn refusal(answer: &Answer) -> Outcome {
    let body = answer.json().unwrap_or_default();
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    Outcome::Refused {
        status: answer.status,
        scim_type: text("scimType"),
        detail: text("detail"),
    }
}

/// `display`, `type` and `$ref` of a member are the server's to fill or to leave.
fn keep_members_ids(members: &mut Value) {
    for member in members.as_array_mut().into_iter().flatten() {
        drop_parts(member, &["$ref", "display", "type"]);
    }
}

fn drop_parts(value: &mut Value, names: &[&str]) {
    if let Some(object) = value.as_object_mut() {
        object.retain(|name, _| !names.contains(&name.as_str()));
    }
}

/// Null, an empty array and absence are one state (RFC 7643 section 2.5), and so is an object with nothing assigned.
fn without_unassigned(value: Value) -> Value {
    match value {
        Value::Object(object) => object
            .into_iter()
            .map(|(name, part)| (name, without_unassigned(part)))
            .filter(|(_, part)| !part.is_null() && *part != json!([]) && *part != json!({}))
            .collect(),
        Value::Array(list) => list
            .into_iter()
            .map(without_unassigned)
            .filter(|part| *part != json!({}))
            .collect(),
        value => value,
    }
}

/// Members by name, elements of arrays by their text.
fn sort(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.sort_keys();
            object.values_mut().for_each(sort);
        }
        Value::Array(list) => {
            list.iter_mut().for_each(sort);
            list.sort_by_cached_key(Value::to_string);
        }
        _ => {}
    }
}
