//! What stands for Gophish in these tests: its API of groups, made from what it publishes (`controllers/api/group.go` and
//! `models/group.go` of github.com/gophish/gophish at 9561846) and not from its code.

use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::receiver::{Answer, Received, Receiver};

pub(crate) const KEY: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Target {
    pub(crate) email: String,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) position: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Group {
    #[serde(default)]
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) targets: Vec<Target>,
}

#[derive(Default)]
struct Kept {
    groups: Vec<Group>,
    last_id: i64,
    requests: Vec<String>,
    breaks_next_write: bool,
}

pub(crate) struct StandIn {
    receiver: Receiver,
    kept: Arc<Mutex<Kept>>,
}

impl StandIn {
    pub(crate) fn start() -> Self {
        let kept = Arc::new(Mutex::new(Kept::default()));
        let answering = kept.clone();
        let receiver =
            Receiver::start(move |_, received| answering.lock().unwrap().answer(received));
        Self { receiver, kept }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.receiver.address)
    }

    pub(crate) fn groups(&self) -> Vec<Group> {
        self.kept.lock().unwrap().groups.clone()
    }

    #[track_caller]
    pub(crate) fn group(&self, name: &str) -> Group {
        let groups = self.groups();
        groups.into_iter().find(|it| it.name == name).unwrap()
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        self.kept.lock().unwrap().requests.clone()
    }

    /// A group that somebody made there.
    pub(crate) fn add(&self, name: &str, email: &str) -> Group {
        let mut kept = self.kept.lock().unwrap();
        let target = Target {
            email: email.to_owned(),
            first_name: String::new(),
            last_name: String::new(),
            position: String::new(),
        };
        kept.last_id += 1;
        let group = Group {
            id: kept.last_id,
            name: name.to_owned(),
            targets: vec![target],
        };
        kept.groups.push(group.clone());
        group
    }

    /// Somebody deletes a group there.
    pub(crate) fn remove(&self, name: &str) {
        let mut kept = self.kept.lock().unwrap();
        kept.groups.retain(|it| it.name != name);
    }

    /// The next change takes place, and its answer gets lost.
    pub(crate) fn break_next_write(&self) {
        self.kept.lock().unwrap().breaks_next_write = true;
    }
}

fn json_answer(status: &'static str, body: &Value) -> Answer {
    let header = "Content-Type: application/json\r\n".to_owned();
    (status, header, body.to_string())
}

fn refusal(status: &'static str, message: &str) -> Answer {
    json_answer(
        status,
        &json!({ "message": message, "success": false, "data": null }),
    )
}

impl Kept {
    fn answer(&mut self, received: &Received) -> Answer {
        let method = received.method.as_str();
        self.requests.push(format!("{method} {}", received.path));
        let key = received.headers.get("authorization");
        if key.map(String::as_str) != Some(&format!("Bearer {KEY}")) {
            return refusal("401 Unauthorized", "Invalid API Key");
        }
        let Some(below) = received.path.strip_prefix("/api/groups/") else {
            return refusal("404 Not Found", "there is nothing here");
        };
        let answer = match (method, below) {
            ("GET", "summary") => self.summary(),
            ("POST", "") => self.post(&received.token),
            (_, id) => self.one(method, id, &received.token),
        };
        if method != "GET" && std::mem::take(&mut self.breaks_next_write) {
            return ("200 OK", String::new(), "the connection".to_owned());
        }
        answer
    }

    fn summary(&self) -> Answer {
        let groups: Vec<_> = self
            .groups
            .iter()
            .map(|it| json!({ "id": it.id, "name": it.name, "num_targets": it.targets.len() }))
            .collect();
        // Without any, Go writes null.
        let groups = if groups.is_empty() {
            Value::Null
        } else {
            groups.into()
        };
        json_answer(
            "200 OK",
            &json!({ "total": self.groups.len(), "groups": groups }),
        )
    }

    fn post(&mut self, body: &str) -> Answer {
        let Ok(mut group) = serde_json::from_str::<Group>(body) else {
            return refusal("400 Bad Request", "Invalid JSON structure");
        };
        if self.groups.iter().any(|it| it.name == group.name) {
            return refusal("409 Conflict", "Group name already in use");
        }
        if let Some(refused) = wrong(&group) {
            return refused;
        }
        self.last_id += 1;
        group.id = self.last_id;
        self.groups.push(group.clone());
        json_answer("201 Created", &json!(group))
    }

    fn one(&mut self, method: &str, id: &str, body: &str) -> Answer {
        let id = id.parse::<i64>().unwrap_or_default();
        let Some(place) = self.groups.iter().position(|it| it.id == id) else {
            return refusal("404 Not Found", "Group not found");
        };
        match method {
            "GET" => json_answer("200 OK", &json!(self.groups[place])),
            "DELETE" => {
                self.groups.remove(place);
                json_answer(
                    "200 OK",
                    &json!({ "success": true, "message": "Group deleted successfully!" }),
                )
            }
            _ => {
                let Ok(group) = serde_json::from_str::<Group>(body) else {
                    return refusal("500 Internal Server Error", "invalid");
                };
                if group.id != id {
                    return refusal(
                        "500 Internal Server Error",
                        "Error: /:id and group_id mismatch",
                    );
                }
                if let Some(refused) = wrong(&group) {
                    return refused;
                }
                self.groups[place] = group.clone();
                json_answer("200 OK", &json!(group))
            }
        }
    }
}

/// What Gophish refuses of a group.
fn wrong(group: &Group) -> Option<Answer> {
    let odd = |it: &Target| !it.email.contains('@') || it.email.contains(' ');
    if group.name.is_empty() {
        Some(refusal("400 Bad Request", "Group name not specified"))
    } else if group.targets.is_empty() {
        Some(refusal("400 Bad Request", "No targets specified"))
    } else if group.targets.iter().any(odd) {
        Some(refusal("400 Bad Request", "mail: no angle-addr"))
    } else {
        None
    }
}
