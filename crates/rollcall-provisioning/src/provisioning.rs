//! The installation as the verbs see it: the store, the schemas, the keys and the limits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use moka::sync::Cache;
use rollcall_storage::installation::{self, Fact};
use rollcall_storage::{Error as StorageError, Store, StoreSettings, schemas};
use scim_core::ErrorKind;
use scim_core::schema::{Registry, ResourceType};

use crate::accounts::{Attempts, Passwords, set_up};
use crate::audit::By;
use crate::auth::{Keys, Known};
use crate::cursors::Cursors;
use crate::events::{Issuer, Reach};
use crate::idempotency::Answers;
use crate::jobs::Sealing;
use crate::mail::Mailer;
use crate::mappings::Mappings;
use crate::pulls::Means;
use crate::received::Due;
use crate::registries::Registries;
use crate::requests::RequestLog;
use crate::tenants;
use crate::tokens::{self, Created, NewToken};
use crate::usage::Usage;
use crate::{Error, Limits, Result, SECOND, SecretKey};

/// Where the verbs read the time: microseconds since the Unix epoch. A plain function, so that a test
/// can stop the clock.
pub type Clock = fn() -> i64;

/// What an installation is made from.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The database and its pools.
    pub store: StoreSettings,
    /// A streaming replica of it, from which exports read; without one they read from the database itself.
    pub read_store: Option<StoreSettings>,
    /// The secret that tokens are signed with.
    pub secret: SecretKey,
    /// The verbs' limits.
    pub limits: Limits,
    /// The time.
    pub clock: Clock,
    /// The schemas and resource types of every tenant.
    pub registry: Arc<Registry>,
    /// Who issues events: the URL by which this installation is reached. Without one it is named after its key.
    pub issuer: Option<String>,
    /// Where events may be pushed to.
    pub push_reach: Reach,
    /// By which e-mail is sent; without one none is.
    pub mailer: Option<Mailer>,
    /// Origins that people may be pulled from beside those of the internet that have TLS, such as `http://127.0.0.1:9000`.
    pub pull_origins: Vec<String>,
}

impl Settings {
    /// The default settings over this database and secret.
    pub fn new(store: StoreSettings, secret: SecretKey) -> Self {
        Self {
            store,
            read_store: None,
            secret,
            limits: Limits::default(),
            clock: system_clock,
            registry: Arc::new(Registry::builtin()),
            issuer: None,
            push_reach: Reach::Private,
            mailer: None,
            pull_origins: Vec::new(),
        }
    }
}

/// The system's time in microseconds, truncated to milliseconds: what an answer shows is what is stored.
fn system_clock() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or(Duration::ZERO);
    i64::try_from(since.as_millis())
        .unwrap_or(i64::MAX / 1000)
        .saturating_mul(1000)
}

/// How long it is believed that the database can be written.
const WRITE_CHECK_MICROSECONDS: i64 = 3 * SECOND;

/// A running installation, and on whose behalf it acts. Cheap to clone; every verb takes it first.
#[derive(Clone)]
pub struct Provisioning(Arc<Inner>, Arc<By>);

struct Inner {
    store: Store,
    /// From which exports read.
    export_store: Store,
    registry: Arc<Registry>,
    registries: Registries,
    mappings: Mappings,
    limits: Limits,
    clock: Clock,
    keys: Keys,
    key_mark: String,
    cursors: Cursors,
    sealing: Sealing,
    log_sealing: Sealing,
    pull_means: Means,
    request_log: RequestLog,
    answers: Answers,
    known_tokens: Cache<uuid::Uuid, Known>,
    usage: Usage,
    passwords: Passwords,
    attempts: Attempts,
    issuer: Issuer,
    push_reach: Reach,
    mailer: Option<Mailer>,
    /// When it was last tried whether the database can be written, and what came of that.
    write_tried_at: AtomicI64,
    is_writable: AtomicBool,
}

/// The tenant that the first start of an empty installation makes.
pub const FIRST_TENANT: &str = "default";

/// What the first start of an empty installation made.
#[derive(Debug)]
pub struct FirstStart {
    /// The tenant's id.
    pub tenant: String,
    /// Its first secret token.
    pub token: Created,
    /// The link by which its first admin makes their account.
    pub set_up_link: set_up::SetUpLink,
}

impl Provisioning {
    /// Opens the store. Nothing is written: run [`Provisioning::migrate`] before the first verb.
    ///
    /// # Errors
    /// When the database cannot be reached or its URL is wrong.
    pub fn open(settings: Settings) -> Result<Self> {
        let store = Store::open(&settings.store)?;
        let export_store = match &settings.read_store {
            Some(replica) => Store::read_replica(replica)?,
            None => store.clone(),
        };
        let limits = settings.limits;
        let known_tokens = Cache::builder()
            .max_capacity(limits.token_cache_entries)
            .time_to_live(Duration::from_millis(limits.token_cache_milliseconds))
            .build();
        let inner = Inner {
            store,
            export_store,
            registry: settings.registry,
            registries: Registries::new(&limits),
            mappings: Mappings::new(&limits, settings.read_store.is_some()),
            keys: Keys::derive(&settings.secret)?,
            key_mark: settings.secret.mark()?,
            issuer: Issuer::derive(&settings.secret, settings.issuer)?,
            push_reach: settings.push_reach,
            mailer: settings.mailer,
            write_tried_at: AtomicI64::new(0),
            is_writable: AtomicBool::new(true),
            cursors: Cursors::derive(&settings.secret)?,
            sealing: Sealing::derive(&settings.secret)?,
            log_sealing: Sealing::of_log(&settings.secret)?,
            pull_means: Means::derive(&settings.secret, settings.pull_origins)?,
            request_log: RequestLog::new(),
            answers: Answers::derive(&settings.secret)?,
            clock: settings.clock,
            known_tokens,
            usage: Usage::new(&limits),
            passwords: Passwords::new(&limits),
            attempts: Attempts::new(),
            limits,
        };
        Ok(Self(Arc::new(inner), Arc::new(By::command_line())))
    }

    /// The same installation, acting on behalf of somebody: what they change by it is theirs in the audit log.
    #[must_use]
    pub fn acting_for(&self, by: impl Into<By>) -> Self {
        Self(self.0.clone(), Arc::new(by.into()))
    }

    /// On whose behalf it acts.
    pub(crate) fn by(&self) -> &By {
        &self.1
    }

    /// Whether there is an installation in the database. Nothing is written.
    ///
    /// # Errors
    /// When it is one of an older program, or of a newer one that this one cannot work beside; when the database cannot be reached.
    pub fn is_set_up(store: &StoreSettings) -> Result<bool> {
        Ok(Store::is_set_up(store)?)
    }

    /// Brings the database to this program's schema and names the migrations that ran.
    ///
    /// # Errors
    /// When a newer program took away from the schema what this one needs, or a migration fails; nothing of that one stays.
    pub fn migrate(&self) -> Result<Vec<String>> {
        Ok(self.store().migrate()?)
    }

    /// Distributes every table by tenant, where PostgreSQL has the extension Citus, and names those that were not before.
    ///
    /// # Errors
    /// [`crate::Error::Input`] where there is no Citus.
    pub fn distribute(&self) -> Result<Vec<String>> {
        Ok(self.store().distribute()?)
    }

    /// On an installation without any tenant: makes the tenant [`FIRST_TENANT`] with one provisioning token.
    /// Of several replicas that start at once, one gets the result and the others `None`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn first_start(&self) -> Result<Option<FirstStart>> {
        if !tenants::list(self).await?.is_empty() {
            return Ok(None);
        }
        let verb = self.acting_for(By::program());
        let made = self.store().write(move |tx| {
            tenants::create_in(tx, &verb, FIRST_TENANT, "Default organisation")?;
            let token = tokens::create_in(
                tx,
                &verb,
                &NewToken::provisioning(FIRST_TENANT, "First token"),
            )?;
            Ok(FirstStart {
                tenant: FIRST_TENANT.to_owned(),
                token,
                set_up_link: set_up::link_in(tx, &verb, verb.by())?,
            })
        });
        match made.await {
            Ok(first) => Ok(Some(first)),
            Err(Error::Exists(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether the database answers, is migrated and takes writes: a full disk answers every question. Something
    /// is written every few seconds at most, however often this is asked.
    ///
    /// # Errors
    /// When it does not or is not.
    pub async fn ready(&self) -> Result<()> {
        // Busy is well: others are being served.
        match self.store().ping().await {
            Ok(()) | Err(StorageError::Busy) => {}
            Err(error) => return Err(error.into()),
        }
        let (now, last) = (self.now(), self.0.write_tried_at.load(Ordering::Acquire));
        let is_due = now.saturating_sub(last) >= WRITE_CHECK_MICROSECONDS;
        // Of many who ask at once, one tries.
        let claim =
            |at: &AtomicI64| at.compare_exchange(last, now, Ordering::AcqRel, Ordering::Acquire);
        if !is_due || claim(&self.0.write_tried_at).is_err() {
            return match self.0.is_writable.load(Ordering::Acquire) {
                true => Ok(()),
                false => {
                    Err(StorageError::Unavailable("it could not be written".to_owned()).into())
                }
            };
        }
        let written = self.store().write(move |tx| {
            let before = installation::find(tx, Fact::Written)?;
            let at = now.to_string();
            Ok::<_, Error>(installation::put(
                tx,
                Fact::Written,
                before.as_deref(),
                &at,
            )?)
        });
        // Busy is who writes much.
        let outcome = written
            .await
            .or_else(|error| if error.is_busy() { Ok(()) } else { Err(error) });
        self.0.is_writable.store(outcome.is_ok(), Ordering::Release);
        outcome
    }

    /// Writes down what was only counted in memory: when tokens were last used, who spoke, and what was sent. To be called
    /// once before the program ends.
    ///
    /// # Errors
    /// When the database does not answer; the counts are kept for the next call.
    pub async fn flush_usage(&self) -> Result<()> {
        self.flush(Due::All).await
    }

    /// As [`Self::flush_usage`], but how often an attribute was sent is written once a minute only. To be called every few
    /// seconds.
    ///
    /// # Errors
    /// As there.
    pub async fn flush_usage_due(&self) -> Result<()> {
        self.flush(Due::ByTime).await
    }

    pub(crate) async fn flush(&self, due: Due<'_>) -> Result<()> {
        self.0.usage.flush(self.store(), self.now(), due).await
    }

    /// Has the database look at tables that have grown and of which it knows nothing yet, so that it finds people by its
    /// indexes from the first push on. To be called every few seconds.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn tidy_database(&self) -> Result<()> {
        let analysed = self.store().analyse_new().await?;
        if !analysed.is_empty() {
            tracing::info!(
                tables = analysed.join(", "),
                "the database has analysed tables that have grown"
            );
        }
        Ok(())
    }

    /// Ends the store: waits for accepted writes and closes.
    pub fn close(&self) {
        self.store().close();
    }

    /// The schemas and resource types that every tenant has.
    pub fn common_registry(&self) -> &Arc<Registry> {
        &self.0.registry
    }

    /// The schemas and resource types of a tenant: the common ones, what its administrator defined, and what was
    /// learned. Whoever reads notices a change made elsewhere after
    /// [`Limits::schema_cache_milliseconds`] at the latest, whoever writes at once.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn registry(&self, tenant: &str) -> Result<Arc<Registry>> {
        Ok(self.0.registries.of(self, tenant).await?.registry)
    }

    /// Reads every tenant's schemas once, so that what cannot be used stops the start and not a request; and
    /// compares those of the files with the ones that the database was last started with.
    ///
    /// # Errors
    /// [`Error::Input`] that names the tenant and the mistake; [`Error::Exists`] when resources that are there do not
    /// fit schemas that changed; when the database does not answer.
    pub async fn check_schemas(&self) -> Result<()> {
        let tenants = self
            .store()
            .read(|conn| Ok::<_, Error>(schemas::tenants(conn)?))
            .await?;
        for tenant in tenants {
            self.registry(&tenant).await.map_err(|error| match error {
                Error::Internal(source) => Error::Input(source.to_string()),
                other => other,
            })?;
        }
        crate::schemas::common::settle(self).await
    }

    pub(crate) fn registries(&self) -> &Registries {
        &self.0.registries
    }

    /// The limits in force.
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    /// Where exports read people from. It may be a moment behind [`Self::store`], and away while that is there.
    pub(crate) fn export_store(&self) -> &Store {
        &self.0.export_store
    }

    pub(crate) fn mappings(&self) -> &Mappings {
        &self.0.mappings
    }

    pub(crate) fn key_mark(&self) -> &str {
        &self.0.key_mark
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.0.keys
    }

    pub(crate) fn cursors(&self) -> &Cursors {
        &self.0.cursors
    }

    pub(crate) fn answers(&self) -> &Answers {
        &self.0.answers
    }

    pub(crate) fn sealing(&self) -> &Sealing {
        &self.0.sealing
    }

    pub(crate) fn log_sealing(&self) -> &Sealing {
        &self.0.log_sealing
    }

    pub(crate) fn pull_means(&self) -> &Means {
        &self.0.pull_means
    }

    pub(crate) fn request_log(&self) -> &RequestLog {
        &self.0.request_log
    }

    pub(crate) fn known_tokens(&self) -> &Cache<uuid::Uuid, Known> {
        &self.0.known_tokens
    }

    pub(crate) fn issuer(&self) -> &Issuer {
        &self.0.issuer
    }

    /// The `iss` of the events that this installation issues.
    pub fn issuer_name(&self) -> &str {
        self.0.issuer.name()
    }

    /// Where events may be pushed to.
    pub fn push_reach(&self) -> Reach {
        self.0.push_reach
    }

    pub(crate) fn mailer(&self) -> Option<&Mailer> {
        self.0.mailer.as_ref()
    }

    /// Whether e-mail can be sent.
    pub fn can_mail(&self) -> bool {
        self.0.mailer.is_some()
    }

    /// The keys that verify them, as a JSON Web Key Set (RFC 7517).
    pub fn event_keys(&self) -> serde_json::Value {
        serde_json::json!(self.0.issuer.jwks())
    }

    pub(crate) fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    pub(crate) fn attempts(&self) -> &Attempts {
        &self.0.attempts
    }

    pub(crate) fn usage(&self) -> &Usage {
        &self.0.usage
    }

    /// The time by this installation's clock, in microseconds since the Unix epoch.
    pub fn now(&self) -> i64 {
        (self.0.clock)()
    }
}

/// The resource type that is served below `endpoint` (`Users`).
///
/// # Errors
/// 404 that names the endpoints there are.
pub(crate) fn resource_type<'r>(
    registry: &'r Registry,
    endpoint: &str,
) -> Result<&'r ResourceType> {
    registry.by_endpoint(endpoint).ok_or_else(|| {
        let known: Vec<_> = registry
            .types()
            .iter()
            .map(|t| format!("/{}", t.endpoint))
            .collect();
        let detail = format!(
            "There is no resource type at /{endpoint}; this server has {}.",
            known.join(", ")
        );
        Error::scim(ErrorKind::NotFound, detail)
    })
}

/// The resource type people are of.
pub(crate) fn people(registry: &Registry) -> Result<&ResourceType> {
    resource_type(registry, "Users")
}
