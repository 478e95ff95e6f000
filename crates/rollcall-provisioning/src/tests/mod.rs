//! The verbs over a real SQLite file and, where `ROLLCALL_TEST_POSTGRES` names a server, a real PostgreSQL
//! database: each test runs on both.

mod accounts;
mod adoptions;
mod alerts;
mod bulk;
mod commits;
mod common_schemas;
mod events;
mod export_checks;
mod exports;
mod faults;
mod feeds;
mod first_values;
mod gophish;
mod groups;
mod harness;
mod idempotency;
mod imports;
mod indexes;
mod jobs;
mod keys;
mod learning;
mod leavers;
mod long_events;
mod mappings;
mod nesting;
mod people;
mod provenance;
mod proxy;
mod pulls;
mod pushes;
mod ready;
mod received;
mod replicas;
mod requests;
mod tokens;
mod unreadable_jobs;
mod walks;
mod webhooks;

/// Makes a test for each database out of each named `async fn(Organisation)`.
macro_rules! on_both_databases {
    ($($test:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $test() {
                super::$test(crate::tests::harness::Organisation::on_sqlite().await).await;
            })+
        }
        mod postgres {
            $(#[tokio::test]
            async fn $test() {
                if let Some(organisation) = crate::tests::harness::Organisation::on_postgres().await {
                    super::$test(organisation).await;
                }
            })+
        }
    };
}
pub(crate) use on_both_databases;
