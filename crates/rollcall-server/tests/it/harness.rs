//! A running server in this process, with an empty database of its own.

use std::net::TcpListener;
use std::sync::mpsc;
use std::thread::JoinHandle;

use rollcall_provisioning::auth::{Profile, Scope};
use rollcall_provisioning::connections::{self, ConnectionChange};
use rollcall_provisioning::events::Reach;
use rollcall_provisioning::tokens::NewToken;
use rollcall_provisioning::{Provisioning, SecretKey, Settings, tenants, tokens};
use rollcall_server::config::Config;
use rollcall_server::site::Site;
use rollcall_server::startup;
use rollcall_storage::testing::TestDatabase;
use tokio::sync::oneshot;

use crate::client::Client;

/// Writes a test for each database from one function of a [`TestApp`].
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[test]
            fn $name() {
                super::$name(&$crate::harness::TestApp::on_sqlite());
            })+
        }
        mod postgres {
            $(#[test]
            fn $name() {
                match $crate::harness::TestApp::on_postgres() {
                    Some(app) => super::$name(&app),
                    None => eprintln!("skipped: ROLLCALL_TEST_POSTGRES is not set"),
                }
            })+
        }
    };
}
pub(crate) use on_both;

/// A server with the tenant `default`, and a client that holds its first token.
pub(crate) struct TestApp {
    pub(crate) client: Client,
    pub(crate) provisioning: Provisioning,
    /// The code of the set-up link.
    pub(crate) set_up_code: String,
    stop: Option<oneshot::Sender<()>>,
    server: Option<JoinHandle<()>>,
    runtime: tokio::runtime::Runtime,
    database: Option<TestDatabase>,
    settings: Settings,
}

/// Another server on a [`TestApp`]'s database.
pub(crate) struct Replica {
    pub(crate) client: Client,
    stop: Option<oneshot::Sender<()>>,
    server: Option<JoinHandle<()>>,
}

impl Drop for Replica {
    fn drop(&mut self) {
        end(&mut self.stop, &mut self.server);
    }
}

impl std::ops::Deref for TestApp {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl TestApp {
    pub(crate) fn on_sqlite() -> Self {
        Self::start(TestDatabase::sqlite(), |_| {})
    }

    pub(crate) fn on_postgres() -> Option<Self> {
        Some(Self::start(TestDatabase::postgres()?, |_| {}))
    }

    /// A server on PostgreSQL whose exports read from another one.
    pub(crate) fn with_replica(url: &str) -> Option<Self> {
        let url = url.to_owned();
        Some(Self::start(TestDatabase::postgres()?, |config| {
            config.read_url = Some(url.into());
        }))
    }

    /// A server on SQLite that is configured otherwise.
    pub(crate) fn configured(change: impl FnOnce(&mut Config)) -> Self {
        Self::start(TestDatabase::sqlite(), change)
    }

    /// A server on each database at hand that is configured otherwise.
    pub(crate) fn each_configured(change: impl Fn(&mut Config)) -> Vec<Self> {
        let databases = [Some(TestDatabase::sqlite()), TestDatabase::postgres()];
        databases
            .into_iter()
            .flatten()
            .map(|database| Self::start(database, &change))
            .collect()
    }

    fn start(database: TestDatabase, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config {
            store: database.settings(),
            ..Config::default()
        };
        // Tests do not wait for what comes by itself.
        config.limits.events_check_milliseconds = 20;
        config.limits.pulls_check_milliseconds = 20;
        // Their receivers are on this machine.
        config.push_reach = Reach::Machine;
        change(&mut config);
        let secret = SecretKey::generate().unwrap();
        let settings = Settings {
            limits: config.limits.clone(),
            read_store: config.read_store(),
            registry: rollcall_server::config::registry(&config).unwrap(),
            issuer: config.public_url.clone(),
            push_reach: config.push_reach,
            pull_origins: config.pull_insecure_origins.clone(),
            mailer: config.mailer().unwrap(),
            ..Settings::new(config.store.clone(), secret)
        };
        let provisioning = Provisioning::open(settings.clone()).unwrap();
        provisioning.migrate().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let first = runtime
            .block_on(provisioning.first_start())
            .unwrap()
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let site = Site::new(provisioning.clone(), &config).unwrap();
        let (stop, server) = serve(listener, site);
        Self {
            client: Client::new(address, &first.token.secret),
            set_up_code: first.set_up_link.code,
            provisioning,
            stop: Some(stop),
            server: Some(server),
            runtime,
            database: Some(database),
            settings,
        }
    }

    /// Another server on the same database, with the same secret.
    pub(crate) fn replica(&self) -> Replica {
        let config = Config {
            limits: self.settings.limits.clone(),
            ..Config::default()
        };
        let provisioning = Provisioning::open(self.settings.clone()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, server) = serve(listener, Site::new(provisioning, &config).unwrap());
        Replica {
            client: Client::new(address, &self.client.token),
            stop: Some(stop),
            server: Some(server),
        }
    }

    /// Everybody and everything has been here for a day longer.
    pub(crate) fn let_a_day_pass(&self) {
        self.execute("UPDATE resources SET created_at = created_at - 86400000000");
    }

    /// Changes the database under the server.
    pub(crate) fn execute(&self, statement: &str) {
        let database = self.database.as_ref().unwrap();
        match self.settings.store.url.starts_with("sqlite") {
            // The server writes meanwhile.
            true => database.execute(&format!("PRAGMA busy_timeout = 10000; {statement}")),
            false => database.execute(statement),
        }
    }

    /// An id as it stands in a statement.
    pub(crate) fn bytes(&self, id: uuid::Uuid) -> String {
        match self.settings.store.url.starts_with("sqlite") {
            true => format!("X'{}'", id.simple()),
            false => format!("'\\x{}'", id.simple()),
        }
    }

    /// Takes the database away from under the server.
    pub(crate) fn lose_database(&mut self) {
        self.database = None;
    }

    /// Calls a verb directly.
    pub(crate) fn run<T>(&self, verb: impl Future<Output = T>) -> T {
        self.runtime.block_on(verb)
    }

    /// A client with a new token of this tenant, which is made if there is none.
    pub(crate) fn client_of(&self, tenant: &str, scope: Scope) -> Client {
        self.run(async {
            let known = tenants::find(&self.provisioning, tenant).await;
            if known.is_err() {
                tenants::create(&self.provisioning, tenant, tenant)
                    .await
                    .unwrap();
            }
            let new = NewToken {
                scope,
                ..NewToken::provisioning(tenant, "another")
            };
            self.client.with_token(
                &tokens::create(&self.provisioning, new)
                    .await
                    .unwrap()
                    .secret,
            )
        })
    }

    /// A client of a new connection that speaks so.
    pub(crate) fn client_that_speaks(&self, profile: Profile, rules: &str) -> Client {
        let connection = format!("{} {rules}", profile.as_str());
        let new = NewToken {
            connection: connection.clone(),
            profile: Some(profile),
            ..NewToken::provisioning("default", &connection)
        };
        let change = ConnectionChange {
            rules: Some(rules.parse().unwrap()),
            ..ConnectionChange::default()
        };
        let secret = self.run(async {
            let created = tokens::create(&self.provisioning, new).await.unwrap();
            connections::set(&self.provisioning, "default", &connection, change)
                .await
                .unwrap();
            created.secret
        });
        self.client.with_token(&secret)
    }

    /// A client whose connection speaks the RFCs to the letter.
    pub(crate) fn strict_client(&self) -> Client {
        let new = NewToken {
            connection: "strict".to_owned(),
            profile: Some(Profile::Strict),
            ..NewToken::provisioning("default", "strict")
        };
        self.client.with_token(
            &self
                .run(tokens::create(&self.provisioning, new))
                .unwrap()
                .secret,
        )
    }
}

impl Drop for TestApp {
    /// Ends as SIGTERM ends the program.
    fn drop(&mut self) {
        end(&mut self.stop, &mut self.server);
    }
}

fn end(stop: &mut Option<oneshot::Sender<()>>, server: &mut Option<JoinHandle<()>>) {
    if let Some(stop) = stop.take() {
        let _ = stop.send(());
    }
    if let Some(server) = server.take() {
        let ended = server.join();
        if !std::thread::panicking() {
            ended.unwrap();
        }
    }
}

fn serve(listener: TcpListener, site: Site) -> (oneshot::Sender<()>, JoinHandle<()>) {
    let (stop, stopped) = oneshot::channel();
    let (started, ready) = mpsc::channel();
    let server = std::thread::spawn(move || {
        let told = async move {
            let _ = stopped.await;
        };
        started.send(()).unwrap();
        actix_web::rt::System::new()
            .block_on(startup::serve(listener, site, told))
            .unwrap();
    });
    ready.recv().unwrap();
    (stop, server)
}
