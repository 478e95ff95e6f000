//! An HTTP client that sends what it is told, whatever that is.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};
use ureq::http::Request;

use crate::described;

pub(crate) const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// Calls one server with one token.
#[derive(Clone)]
pub(crate) struct Client {
    agent: ureq::Agent,
    pub(crate) address: SocketAddr,
    pub(crate) token: String,
    /// The tenant in which an admin acts.
    tenant: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let named = |(known, _): &&(String, String)| known.eq_ignore_ascii_case(name);
        self.headers
            .iter()
            .find(named)
            .map(|(_, value)| value.as_str())
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    #[track_caller]
    pub(crate) fn id(&self) -> String {
        self.json()["id"].as_str().unwrap().to_owned()
    }

    /// Checks that this is a SCIM error as RFC 7644 §3.12 has it, with the request's id, and answers its detail.
    #[track_caller]
    pub(crate) fn scim_error(&self, status: u16, scim_type: Option<&str>) -> String {
        let body = self.json();
        assert_eq!(self.status, status, "{body}");
        assert_eq!(
            self.header("content-type"),
            Some("application/scim+json"),
            "{body}"
        );
        assert_eq!(
            body["schemas"],
            json!(["urn:ietf:params:scim:api:messages:2.0:Error"])
        );
        assert_eq!(body["status"], json!(status.to_string()));
        assert_eq!(
            body.get("scimType").and_then(Value::as_str),
            scim_type,
            "{body}"
        );
        let detail = body["detail"].as_str().unwrap();
        let id = self.header("x-request-id").unwrap();
        assert!(detail.ends_with(&format!("(request {id})")), "{detail}");
        detail.to_owned()
    }

    /// Checks that this is a problem (RFC 9457) and answers its detail.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16) -> String {
        let body = self.json();
        assert_eq!(self.status, status, "{body}");
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{body}"
        );
        assert_eq!(body["status"], json!(status));
        assert_eq!(body["request_id"].as_str(), self.header("x-request-id"));
        body["detail"].as_str().unwrap().to_owned()
    }
}

impl Client {
    pub(crate) fn new(address: SocketAddr, token: &str) -> Self {
        let agent = ureq::Agent::config_builder()
            // A server waits a second for connections that are open when it ends, and each test ends one.
            .max_idle_connections(0)
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .accept_encoding("identity")
            .timeout_global(Some(Duration::from_secs(60)))
            .build()
            .new_agent();
        Self {
            agent,
            address,
            token: token.to_owned(),
            tenant: None,
        }
    }

    /// The same caller in that tenant.
    pub(crate) fn in_tenant(&self, tenant: &str) -> Self {
        Self {
            tenant: Some(tenant.to_owned()),
            ..self.clone()
        }
    }

    /// The same server with another token.
    pub(crate) fn with_token(&self, token: &str) -> Self {
        Self {
            token: token.to_owned(),
            tenant: None,
            ..self.clone()
        }
    }

    /// Sends; the error says why no answer came. What the API answers has to be as it is described.
    #[track_caller]
    pub(crate) fn try_send(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> Result<Reply, ureq::Error> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("http://{}{target}", self.address));
        if !self.token.is_empty() && !headers.iter().any(|(name, _)| *name == "authorization") {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        if let Some(tenant) = &self.tenant {
            request = request.header("rollcall-tenant", tenant);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = match body {
            Some(body) => self.agent.run(request.body(body)?)?,
            None => self.agent.run(request.body(())?)?,
        };
        let text = |value: &ureq::http::HeaderValue| {
            String::from_utf8_lossy(value.as_bytes()).into_owned()
        };
        let reply = Reply {
            status: response.status().as_u16(),
            headers: response
                .headers()
                .iter()
                .map(|(name, value)| (name.to_string(), text(value)))
                .collect(),
            text: response.body_mut().read_to_string()?,
        };
        described::check(method, target, headers, body, &reply);
        Ok(reply)
    }

    #[track_caller]
    pub(crate) fn send(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> Reply {
        match self.try_send(method, target, headers, body) {
            Ok(reply) => reply,
            Err(error) => panic!("no answer to {method} {target}: {error:?}"),
        }
    }

    /// What is answered as a file, byte by byte; to a POST where there is a body.
    #[track_caller]
    pub(crate) fn download(&self, target: &str, body: Option<&[u8]>) -> Vec<u8> {
        let request = Request::builder()
            .method(if body.is_some() { "POST" } else { "GET" })
            .uri(format!("http://{}{target}", self.address))
            .header("authorization", format!("Bearer {}", self.token));
        let answered = match body {
            Some(body) => self.agent.run(request.body(body).unwrap()),
            None => self.agent.run(request.body(()).unwrap()),
        };
        let mut response = answered.unwrap();
        assert_eq!(response.status().as_u16(), 200);
        response.body_mut().read_to_vec().unwrap()
    }

    #[track_caller]
    pub(crate) fn get(&self, target: &str) -> Reply {
        self.send("GET", target, &[], None)
    }

    #[track_caller]
    pub(crate) fn post(&self, target: &str, body: &Value) -> Reply {
        self.send_json("POST", target, body)
    }

    #[track_caller]
    pub(crate) fn put(&self, target: &str, body: &Value) -> Reply {
        self.send_json("PUT", target, body)
    }

    #[track_caller]
    pub(crate) fn patch(&self, target: &str, operations: &Value) -> Reply {
        self.send_json(
            "PATCH",
            target,
            &json!({ "schemas": [PATCH_OP], "Operations": operations }),
        )
    }

    #[track_caller]
    pub(crate) fn delete(&self, target: &str) -> Reply {
        self.send("DELETE", target, &[], None)
    }

    #[track_caller]
    pub(crate) fn send_json(&self, method: &str, target: &str, body: &Value) -> Reply {
        self.send(
            method,
            target,
            &[("content-type", "application/scim+json")],
            Some(body.to_string().as_bytes()),
        )
    }

    /// Sends these bytes as they are, and answers what comes back until the server closes.
    pub(crate) fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        stream.write_all(bytes).unwrap();
        let mut answer = Vec::new();
        // A reset after the answer is an answer too.
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    #[track_caller]
    pub(crate) fn create_user(&self, user_name: &str) -> String {
        self.post("/scim/Users", &user(user_name)).expect(201).id()
    }

    #[track_caller]
    pub(crate) fn create_group(&self, name: &str, members: &[&str]) -> String {
        let members: Vec<_> = members.iter().map(|id| json!({ "value": id })).collect();
        let body = json!({ "schemas": [GROUP], "displayName": name, "members": members });
        self.post("/scim/Groups", &body).expect(201).id()
    }

    #[track_caller]
    pub(crate) fn deactivate(&self, id: &str) {
        let operations = json!([{ "op": "replace", "value": { "active": false } }]);
        self.patch(&format!("/scim/Users/{id}"), &operations)
            .expect(200);
    }

    /// How many resources there are.
    #[track_caller]
    pub(crate) fn total(&self, endpoint: &str) -> i64 {
        self.get(&format!("/scim/{endpoint}?count=0"))
            .expect(200)
            .json()["totalResults"]
            .as_i64()
            .unwrap()
    }
}

pub(crate) const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
pub(crate) const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

/// A person as Okta pushes one.
pub(crate) fn user(user_name: &str) -> Value {
    json!({
        "schemas": [USER],
        "userName": user_name,
        "name": { "givenName": "Ada", "familyName": "Example" },
        "emails": [{ "primary": true, "value": user_name, "type": "work" }],
        "displayName": "Ada Example",
        "active": true,
    })
}
