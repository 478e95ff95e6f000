//! One of our stores: filled, weighed, started, measured.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use super::beside::Floors;
use super::{Bench, STARTS};
use crate::footprint;
use crate::measure::{Contestant, Prepared, rounds};
use crate::operations::Operation;
use crate::options::USUAL_CONNECTIONS;
use crate::processes::Processes;
use crate::result::{Cell, Footprint};
use crate::server::{Rollcall, Server};
use crate::store::{Filling, Store};
use crate::subjects;

/// The database of our server on PostgreSQL.
pub(super) const DATABASE: &str = "rollcall_load";
/// What is asked first: a token is checked, the store is read.
const FIRST_REQUEST: &str = "/Users?count=1";

/// Who is measured.
pub(super) struct Measured<'a> {
    /// By what name.
    pub(super) subject: &'a str,
    /// What answers.
    pub(super) server: &'a Server,
    /// What is in it.
    pub(super) store: &'a Store,
    /// Where its files are.
    pub(super) folder: &'a Path,
}

impl<'a> Bench<'a> {
    /// Everything about a database with so many people.
    pub(super) fn store(&mut self, database: &str, people: u64) -> Result<()> {
        let folder = self.folder.join(format!("{database}-{people}"));
        let rollcall = self.empty(database, &folder)?;
        let subject = subjects::ours(database);
        let (server, store) = self.filled(&rollcall, subject, people)?;
        let measured = Measured {
            subject,
            server: &server,
            store: &store,
            folder: &folder,
        };
        self.attempt(&format!("{subject}, operations"), |bench| {
            bench.operations(&measured)
        });
        self.looks(&rollcall, &measured);
        self.weigh_at_the_end(&server);
        if store.people == self.plan.main_size && self.plan.wants("indexes") {
            self.attempt(&format!("{subject}, indexes"), |bench| {
                bench.indexes(&rollcall, &measured)
            });
        }
        // Last, because its floods fill the store with people of other tenants.
        if store.people == self.plan.main_size && self.plan.wants("fairness") {
            self.attempt(&format!("{subject}, fairness"), |bench| {
                bench.fairness(&rollcall, &measured)
            });
        }
        if store.people == self.plan.main_size && self.plan.wants("request-log") {
            self.attempt(&format!("{subject}, request log"), |bench| {
                bench.request_log(&rollcall, subject, server, store)
            });
        } else {
            server.stop()?;
        }
        self.forget(database, &folder)
    }

    /// An empty database, whose files are in that folder.
    pub(super) fn empty<'f>(&self, database: &str, folder: &'f Path) -> Result<Rollcall<'f>>
    where
        'a: 'f,
    {
        std::fs::create_dir_all(folder)?;
        let (url, processes) = match database {
            "sqlite" => (
                format!("sqlite://{}", folder.join("rollcall.db").display()),
                Processes::default(),
            ),
            "postgres" => {
                let cluster = self.cluster.as_ref().context("there is no PostgreSQL")?;
                (cluster.create(DATABASE)?, cluster.processes.clone())
            }
            other => bail!("there is no database {other}; there are sqlite and postgres"),
        };
        Ok(Rollcall {
            programs: &self.options.programs,
            url,
            folder,
            database: processes,
        })
    }

    /// Throws a database away.
    pub(super) fn forget(&self, database: &str, folder: &Path) -> Result<()> {
        if let (Some(cluster), "postgres") = (&self.cluster, database) {
            cluster.drop(DATABASE)?;
        }
        Ok(std::fs::remove_dir_all(folder)?)
    }

    /// Fills a store, weighs it, and starts the server on it a few times.
    fn filled(
        &mut self,
        rollcall: &Rollcall<'_>,
        subject: &str,
        people: u64,
    ) -> Result<(Server, Store)> {
        let server = rollcall.start(None)?;
        server.client.get(FIRST_REQUEST)?;
        let mut footprint = Footprint {
            subject: subject.to_owned(),
            loaded_by: "bulk".to_owned(),
            rss_start_bytes: server.own.resident_bytes(),
            ..Footprint::default()
        };
        let mut store = self.fill(&server, people, Filling::Bulk, &mut footprint)?;
        let token = server.client.token.clone();
        server.stop()?;
        footprint.disk_parts = match &self.cluster {
            Some(cluster) if rollcall.url.starts_with("postgres:") => {
                let parts = footprint::of_postgres(cluster, DATABASE)?;
                // What autovacuum does a moment after, somewhere within what is measured.
                cluster.run(DATABASE, &["VACUUM ANALYZE"])?;
                parts
            }
            _ => footprint::of_sqlite(&rollcall.folder.join("rollcall.db"))?,
        };
        footprint.disk_bytes = Some(footprint.disk_parts.iter().map(|(_, bytes)| bytes).sum());
        let mut last: Option<Server> = None;
        for _ in 0..STARTS {
            // The one before has to be gone first.
            last.take().map(Server::stop).transpose()?;
            let (server, taken) = rollcall.start_timed(&token, FIRST_REQUEST)?;
            footprint.start_milliseconds.push(taken.as_secs_f64() * 1e3);
            last = Some(server);
        }
        let server = last.context("the server was not started")?;
        store.client = server.client.clone();
        self.outcome.footprints.push(footprint);
        Ok((server, store))
    }

    /// What the server takes after all that was asked of it.
    pub(super) fn weigh_at_the_end(&mut self, server: &Server) {
        let bytes = server.own.resident_bytes();
        if let Some(footprint) = self.footprint() {
            footprint.rss_end_bytes = bytes;
        }
        self.keep(Vec::new());
    }

    /// Fills a store and notes how long that took.
    pub(super) fn fill(
        &mut self,
        server: &Server,
        people: u64,
        filling: Filling,
        footprint: &mut Footprint,
    ) -> Result<Store> {
        let began = std::time::Instant::now();
        let bar = self
            .progress
            .bar(people, &format!("people into {}", footprint.subject));
        let store = Store::fill(
            &server.client,
            people,
            filling,
            Duration::from_secs(match filling {
                Filling::Bulk => self.plan.load_seconds_max,
                Filling::OneByOne => self.plan.peer_load_seconds_max,
            }),
            &bar,
        )?;
        bar.finish_and_clear();
        footprint.people = store.people;
        footprint.load_seconds = began.elapsed().as_secs_f64();
        footprint.rss_loaded_bytes = server.own.resident_bytes();
        let rate = store.people as f64 / footprint.load_seconds;
        self.progress.say(&format!(
            "{:<13} {} people loaded, {rate:.0}/s",
            footprint.subject, store.people
        ));
        if store.people < people {
            self.remark(&format!(
                "{} was filled with {} people instead of {people}: its time was over",
                footprint.subject, store.people
            ));
        }
        Ok(store)
    }

    /// All operations; at the main size with the floors in the same rounds.
    fn operations(&mut self, measured: &Measured<'_>) -> Result<()> {
        let cluster = self.cluster.clone();
        let main = measured.store.people == self.plan.main_size;
        let mut floors = None;
        if main && self.plan.wants_floors() {
            self.attempt(&format!("{}, floors", measured.subject), |bench| {
                let programs = &bench.options.programs;
                floors = Some(Floors::new(programs, cluster.as_ref(), measured)?);
                Ok(())
            });
        }
        for operation in self.plan.operations() {
            measured.server.check()?;
            let connections = match operation.key {
                _ if !main => vec![USUAL_CONNECTIONS],
                "get" | "create" => self.plan.floor_connections.clone(),
                _ => self.plan.connections.clone(),
            };
            let cells = self.operation(operation, measured, &connections, floors.as_ref());
            self.keep(cells);
        }
        Ok(())
    }

    /// One operation at these numbers of connections, and its floors.
    pub(super) fn operation(
        &self,
        operation: &Operation,
        measured: &Measured<'_>,
        connections: &[u32],
        floors: Option<&Floors<'_>>,
    ) -> Vec<Cell> {
        let (subject, server, store) = (measured.subject, measured.server, measured.store);
        let cell = |connections| cell(subject, operation.key, store.people, connections);
        self.progress
            .now(&format!("{subject} {}: preparing", operation.key));
        let prepared = match Prepared::new(
            operation,
            store,
            &server.all,
            &self.options.programs.requests,
            measured.folder,
            self.plan.seconds_max,
        ) {
            Ok(prepared) => prepared,
            Err(error) => {
                let failed = Cell {
                    invalid: Some(format!("{error:#}")),
                    ..cell(USUAL_CONNECTIONS)
                };
                self.progress.done(&failed);
                return vec![failed];
            }
        };
        let ours = prepared
            .connections(connections, &self.plan)
            .into_iter()
            .map(|connections| {
                let (seconds, prepared) = (prepared.seconds(connections, &self.plan), &prepared);
                Contestant {
                    cell: cell(connections),
                    run: Box::new(move || prepared.play(connections, seconds)),
                }
            });
        let mut contestants: Vec<Contestant<'_>> = ours.collect();
        if let Some(floors) = floors {
            contestants.extend(floors.contestants(
                operation,
                &prepared,
                store.people,
                connections,
                self.plan.seconds,
            ));
        }
        rounds(self.plan.runs, contestants, &self.progress)
    }
}

/// A cell without any run yet.
pub(super) fn cell(subject: &str, operation: &str, people: u64, connections: u32) -> Cell {
    Cell {
        subject: subject.to_owned(),
        operation: operation.to_owned(),
        people,
        connections,
        ..Cell::default()
    }
}
