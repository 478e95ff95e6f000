//! The floors, which take part in the rounds of the main size.

use std::cell::RefCell;

use anyhow::Result;

use super::load::{Measured, cell};
use crate::floors::postgres::Postgres;
use crate::floors::sqlite::Sqlite;
use crate::measure::{Contestant, Prepared};
use crate::operations::Operation;
use crate::options::Programs;
use crate::psql::Cluster;
use crate::result::Run;
use crate::server::{Server, start_hello};
use crate::subjects;

/// What the operations at the main size are compared with.
pub(super) struct Floors<'a> {
    hello: Server,
    sqlite: Option<RefCell<Sqlite>>,
    postgres: Option<Postgres<'a>>,
}

impl<'a> Floors<'a> {
    /// Sets up those of the database that is measured.
    pub(super) fn new(
        programs: &Programs,
        cluster: Option<&'a Cluster>,
        measured: &Measured<'_>,
    ) -> Result<Self> {
        let (store, folder) = (measured.store, measured.folder);
        let somebody = measured.server.client.send(
            "GET",
            &format!("/Users/{}", store.somebody()?.id),
            None,
        )?;
        let on_sqlite = measured.subject == subjects::SQLITE;
        Ok(Self {
            hello: start_hello(somebody.text.len(), folder)?,
            sqlite: if on_sqlite {
                Some(Sqlite::fill(programs, folder, store.people)?.into())
            } else {
                None
            },
            postgres: match cluster {
                Some(cluster) if !on_sqlite => {
                    Some(Postgres::fill(programs, cluster, folder, store.people)?)
                }
                _ => None,
            },
        })
    }

    /// Who takes part in an operation's rounds beside the server.
    pub(super) fn contestants<'f>(
        &'f self,
        operation: &Operation,
        prepared: &'f Prepared<'_>,
        people: u64,
        connections: &[u32],
        seconds: u32,
    ) -> Vec<Contestant<'f>> {
        let mut found: Vec<Contestant<'f>> = Vec::new();
        let mut add =
            |subject: &str, connections: u32, run: Box<dyn FnMut() -> Result<Run> + 'f>| {
                found.push(Contestant {
                    cell: cell(subject, operation.key, people, connections),
                    run,
                });
            };
        for &connections in connections.iter().filter(|_| operation.key == "get") {
            add(
                subjects::HELLO,
                connections,
                Box::new(move || prepared.play_against(&self.hello, connections, seconds)),
            );
        }
        match (operation.key, &self.sqlite) {
            ("get", Some(sqlite)) => add(
                subjects::SQLITE_CLIENT,
                1,
                Box::new(move || sqlite.borrow_mut().run_selects(seconds)),
            ),
            ("create", Some(sqlite)) => {
                for (subject, batch) in [
                    (subjects::SQLITE_CLIENT, 1),
                    (subjects::SQLITE_BATCHED, 100),
                ] {
                    add(
                        subject,
                        1,
                        Box::new(move || sqlite.borrow_mut().run_inserts(batch, seconds)),
                    );
                }
            }
            _ => {}
        }
        if let Some(postgres) = &self.postgres {
            for &clients in connections {
                match operation.key {
                    "get" => add(
                        subjects::PGBENCH,
                        clients,
                        Box::new(move || postgres.run_selects(clients, seconds)),
                    ),
                    "create" => add(
                        subjects::PGBENCH,
                        clients,
                        Box::new(move || postgres.run_inserts(clients, seconds)),
                    ),
                    _ => {}
                }
            }
        }
        found
    }
}
