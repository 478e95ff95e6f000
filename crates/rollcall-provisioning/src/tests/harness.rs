//! An organisation that is provisioned by calling the verbs, and looked at through them.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use rollcall_storage::StoreSettings;
use rollcall_storage::changes::{self, Change};
use rollcall_storage::testing::TestDatabase;
use scim_core::project::Projection;
use scim_core::quirks::RuleChanges;
use scim_core::schema::{Definitions, Registry};
use serde_json::{Value, json};

use super::proxy::Proxy;
use crate::auth::{Caller, Profile};
use crate::resources::{self, Answer, Call, ListRequest, Outcome};
use crate::{Error, Limits, Provisioning, Result, SecretKey, Settings};

/// Noon of a quiet day; each look at the clock is a second later.
static NOW: AtomicI64 = AtomicI64::new(1_790_000_000_000_000);

fn ticking() -> i64 {
    NOW.fetch_add(1_000_000, Ordering::Relaxed)
}

pub(super) struct Organisation {
    pub p: Provisioning,
    pub caller: Caller,
    database: Arc<TestDatabase>,
    secret: SecretKey,
}

impl Organisation {
    pub(super) async fn on_sqlite() -> Self {
        Self::on(TestDatabase::sqlite()).await
    }

    pub(super) async fn on_postgres() -> Option<Self> {
        Some(Self::on(TestDatabase::postgres()?).await)
    }

    async fn on(database: TestDatabase) -> Self {
        let secret = SecretKey::generate().unwrap();
        let p = Provisioning::open(Settings {
            clock: ticking,
            ..Settings::new(database.settings(), secret.clone())
        })
        .unwrap();
        p.migrate().unwrap();
        let first = p
            .first_start()
            .await
            .unwrap()
            .expect("an empty installation has a first start");
        let header = format!("Bearer {}", first.token.secret);
        let caller = crate::auth::authenticate(
            &p,
            Some(&header),
            Some(crate::auth::Scope::Scim),
            Default::default(),
        );
        let caller = caller.await.unwrap().unwrap();
        Self {
            p,
            caller,
            database: Arc::new(database),
            secret,
        }
    }

    /// The same organisation, opened anew with other limits.
    pub(super) async fn with_limits(self, limits: Limits) -> Self {
        let settings = Settings {
            limits,
            clock: ticking,
            ..Settings::new(self.database.settings(), self.secret.clone())
        };
        Self {
            p: Provisioning::open(settings).unwrap(),
            ..self
        }
    }

    /// The same organisation, whose filters look at no more resources than these one by one.
    pub(super) fn with_scan_rows_max(self, scan_rows_max: usize) -> Self {
        self.over(StoreSettings {
            scan_rows_max,
            ..self.database.settings()
        })
    }

    /// The same organisation, opened anew with these schemas for every tenant.
    pub(super) async fn with_common(self, definitions: &Value) -> Self {
        let mut read = Definitions::default();
        read.read(definitions).unwrap();
        let registry = Registry::builtin().extend(&read.schemas, &read.resource_types);
        let settings = Settings {
            registry: Arc::new(registry.unwrap()),
            clock: ticking,
            ..Settings::new(self.database.settings(), self.secret.clone())
        };
        let p = Provisioning::open(settings).unwrap();
        let registry = p.registry(&self.caller.tenant).await.unwrap();
        let caller = Caller {
            registry,
            ..self.caller
        };
        Self { p, caller, ..self }
    }

    /// Another replica over the same database, which believes for a minute what it knows of schemas.
    pub(super) async fn replica(&self) -> Self {
        let limits = Limits {
            schema_cache_milliseconds: 60_000,
            ..Limits::default()
        };
        let settings = Settings {
            limits,
            clock: ticking,
            ..Settings::new(self.database.settings(), self.secret.clone())
        };
        let p = Provisioning::open(settings).unwrap();
        let registry = p.registry(&self.caller.tenant).await.unwrap();
        Self {
            p,
            caller: Caller {
                registry,
                ..self.caller.clone()
            },
            database: self.database.clone(),
            secret: self.secret.clone(),
        }
    }

    /// The same organisation, whose database is reached by way of a proxy.
    pub(super) fn by_way_of(&self, proxy: &Proxy) -> Self {
        self.over(StoreSettings {
            url: proxy.url(self.url()),
            ..self.database.settings()
        })
    }

    /// The same organisation, which waits no longer for a lock.
    pub(super) fn with_lock_timeout(&self, lock_timeout_milliseconds: u32) -> Self {
        self.over(StoreSettings {
            lock_timeout_milliseconds,
            ..self.database.settings()
        })
    }

    fn over(&self, store: StoreSettings) -> Self {
        let settings = Settings {
            clock: ticking,
            ..Settings::new(store, self.secret.clone())
        };
        Self {
            p: Provisioning::open(settings).unwrap(),
            caller: self.caller.clone(),
            database: self.database.clone(),
            secret: self.secret.clone(),
        }
    }

    /// The same database, opened with another secret key.
    pub(super) fn with_another_key(&self) -> Provisioning {
        let secret = SecretKey::generate().unwrap();
        let settings = Settings {
            clock: ticking,
            ..Settings::new(self.database.settings(), secret)
        };
        Provisioning::open(settings).unwrap()
    }

    /// Runs statements beside the verbs, as another version of the program might.
    pub(super) fn execute(&self, statements: &str) {
        self.database.execute(statements);
    }

    /// How many statements ran so far.
    pub(super) fn statements(&self) -> u64 {
        rollcall_storage::testing::statements::ran(self.url())
    }

    pub(super) fn url(&self) -> &str {
        self.database.url()
    }

    pub(super) fn is_postgres(&self) -> bool {
        self.url().starts_with("postgres")
    }

    /// The same organisation, its provider speaking the RFC to the letter.
    pub(super) fn strict(mut self) -> Self {
        self.caller.profile = Profile::Strict;
        self.caller.rules = Profile::Strict.rules(&RuleChanges::default(), None);
        self
    }

    pub(super) fn call(&self) -> Call {
        Call {
            caller: self.caller.clone(),
            request_id: "request-1".to_owned(),
            base_url: "https://rollcall.example/scim".to_owned(),
            projection: Projection::default(),
            if_match: None,
            if_none_match: None,
            rehearsal: None,
        }
    }

    pub(super) async fn post(&self, endpoint: &str, body: Value) -> Result<Answer> {
        resources::create(&self.p, self.call(), endpoint, body).await
    }

    pub(super) async fn person(&self, user_name: &str) -> String {
        id(&self.post("Users", person(user_name)).await.unwrap())
    }

    pub(super) async fn group(&self, name: &str, members: &[&str]) -> String {
        let members: Vec<_> = members.iter().map(|id| json!({"value": id})).collect();
        let body = json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": name, "members": members});
        id(&self.post("Groups", body).await.unwrap())
    }

    pub(super) async fn get(&self, endpoint: &str, id: &str) -> Result<Answer> {
        resources::read(&self.p, self.call(), endpoint, id).await
    }

    pub(super) async fn put(&self, endpoint: &str, id: &str, body: Value) -> Result<Answer> {
        resources::replace(&self.p, self.call(), endpoint, id, body).await
    }

    pub(super) async fn patch(
        &self,
        endpoint: &str,
        id: &str,
        operations: Value,
    ) -> Result<Answer> {
        let body = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations});
        resources::patch(&self.p, self.call(), endpoint, id, body).await
    }

    pub(super) async fn deactivate(&self, id: &str) -> Answer {
        self.patch(
            "Users",
            id,
            json!([{"op": "replace", "value": {"active": false}}]),
        )
        .await
        .unwrap()
    }

    pub(super) async fn delete(&self, endpoint: &str, id: &str) -> Result<()> {
        resources::delete(&self.p, self.call(), endpoint, id).await
    }

    pub(super) async fn find(&self, endpoint: &str, filter: &str) -> Vec<Value> {
        let request = ListRequest {
            filter: Some(filter.to_owned()),
            ..ListRequest::default()
        };
        let page = resources::list(&self.p, self.call(), endpoint, request)
            .await
            .unwrap();
        page.resources.iter().map(|r| r.read().unwrap()).collect()
    }

    /// The resource as a client reads it.
    pub(super) async fn shown(&self, endpoint: &str, id: &str) -> Value {
        body(&self.get(endpoint, id).await.unwrap())
    }

    /// The group's member ids, sorted.
    pub(super) async fn members(&self, group: &str) -> Vec<String> {
        let object = self.shown("Groups", group).await;
        let members = object["members"].as_array().cloned().unwrap_or_default();
        let mut ids: Vec<_> = members
            .iter()
            .map(|m| m["value"].as_str().unwrap().to_owned())
            .collect();
        ids.sort();
        ids
    }

    /// The whole history of this organisation.
    pub(super) async fn history(&self) -> Vec<Change> {
        let tenant = Arc::clone(&self.caller.tenant);
        self.p
            .store()
            .read(move |conn| Ok::<_, Error>(changes::after(conn, &tenant, 0, 10_000)?))
            .await
            .unwrap()
    }

    /// `operation` and resource type of the whole history, in order.
    pub(super) async fn headlines(&self) -> Vec<String> {
        self.history()
            .await
            .iter()
            .map(|c| format!("{} {}", c.resource_type, c.operation))
            .collect()
    }
}

pub(super) fn person(user_name: &str) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": user_name,
        "name": {"givenName": "Ada", "familyName": "Example"},
        "emails": [{"value": user_name, "type": "work", "primary": true}],
        "active": true
    })
}

pub(super) fn id(answer: &Answer) -> String {
    body(answer)["id"].as_str().unwrap().to_owned()
}

pub(super) fn body(answer: &Answer) -> Value {
    assert_ne!(answer.outcome, Outcome::NoContent);
    let object = answer.object.as_ref().expect("an answer with a body");
    object.read().unwrap()
}

/// Status-like word of an error: `409 uniqueness`.
pub(super) fn refusal<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result.unwrap_err() {
        Error::Scim(error) => {
            let (status, scim_type) = error.kind.status_and_type();
            format!("{status} {}", scim_type.unwrap_or("-"))
        }
        other => format!("{other:?}"),
    }
}
