//! Spreading the tenants over several PostgreSQL servers, where the extension Citus is: every table by `tenant_id`.

use std::collections::BTreeSet;

use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Bool, Text};

use crate::Error;
use crate::conn::{self, Conn, Db};

/// The table that the others stand beside: the rows of one tenant are on one server.
const FIRST: &str = "tenants";

/// A table with `tenant_id`, as the catalogue has it.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
struct Table {
    #[diesel(sql_type = Text)]
    name: String,
    /// The tables to which its foreign keys lead, with commas between.
    #[diesel(sql_type = Text)]
    refers_to: String,
    /// Whether its `tenant_id` compares as that of [`FIRST`]. Citus puts no others beside it.
    #[diesel(sql_type = Bool)]
    compares_alike: bool,
}

/// Distributes every table that is not yet, and answers their names in order.
///
/// # Errors
/// [`Error::NotDistributed`] where there is no Citus; [`Error::SchemaOlder`] before the migrations; the database's own.
pub(crate) fn run(conn: &mut Conn) -> Result<Vec<String>, Error> {
    // Nobody migrates meanwhile.
    conn::migrating(conn, |db| {
        crate::migrate::check(db)?;
        let Db::Postgres(postgres) = db else {
            let why =
                "this is SQLite; tenants are distributed by the extension Citus of PostgreSQL";
            return Err(Error::NotDistributed(why.to_owned()));
        };
        require_citus(postgres)?;
        let plan = plan(&tables(postgres)?, &distributed(postgres)?)?;
        for (_, statement) in &plan {
            sql_query(statement).execute(postgres)?;
        }
        Ok(plan.into_iter().map(|(table, _)| table).collect())
    })
}

/// What to run, in order, with the table that it is for. A table comes after those to which its keys lead, since Citus
/// takes no key from a distributed table to one that is not.
fn plan(tables: &[Table], distributed: &[String]) -> Result<Vec<(String, String)>, Error> {
    let mut waiting: Vec<&Table> = tables.iter().collect();
    // The first one leads nowhere; the others name it.
    waiting.sort_by_key(|table| (table.name != FIRST, &table.name));
    let mut placed = BTreeSet::new();
    let mut statements = Vec::new();
    while !waiting.is_empty() {
        let (ready, later): (Vec<&Table>, Vec<&Table>) = waiting.into_iter().partition(|table| {
            let mut keys = table.refers_to.split(',').filter(|name| !name.is_empty());
            keys.all(|name| name == table.name || placed.contains(name))
        });
        if ready.is_empty() {
            let names: Vec<_> = later.iter().map(|table| table.name.as_str()).collect();
            let names = names.join(", ");
            return Err(Error::NotDistributed(format!(
                "foreign keys lead from {names} in a circle, or to a table without tenant_id"
            )));
        }
        for table in ready {
            placed.insert(table.name.as_str());
            if !distributed.contains(&table.name) {
                statements.push((table.name.clone(), statement(table)));
            }
        }
        waiting = later;
    }
    Ok(statements)
}

fn statement(table: &Table) -> String {
    let beside = if table.name != FIRST && table.compares_alike {
        FIRST
    } else {
        "none"
    };
    let name = table.name.replace('\'', "''");
    format!("SELECT create_distributed_table('{name}', 'tenant_id', colocate_with => '{beside}')")
}

fn require_citus(postgres: &mut PgConnection) -> Result<(), Error> {
    #[derive(QueryableByName)]
    struct Extension {
        #[diesel(sql_type = Bool)]
        is_there: bool,
        #[diesel(sql_type = Bool)]
        is_installed: bool,
    }
    let citus: Extension = sql_query(
        "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') AS is_there, \
         EXISTS (SELECT FROM pg_available_extensions WHERE name = 'citus') AS is_installed",
    )
    .get_result(postgres)?;
    let what_to_do = match (citus.is_there, citus.is_installed) {
        (true, _) => return Ok(()),
        (false, true) => {
            "this database lacks the extension Citus, which the server has: a superuser runs CREATE EXTENSION citus in it \
             and adds the workers (citus_add_node); then run this again"
        }
        (false, false) => {
            "the server has no Citus: install it there, name it in shared_preload_libraries, run CREATE EXTENSION citus in \
             this database and add the workers (citus_add_node); then run this again. Without it there is nothing to do: \
             on one PostgreSQL server Rollcall needs no distribution"
        }
    };
    Err(Error::NotDistributed(what_to_do.to_owned()))
}

fn tables(postgres: &mut PgConnection) -> QueryResult<Vec<Table>> {
    sql_query(format!(
        "SELECT t.relname::text AS name, \
                coalesce((SELECT string_agg(DISTINCT r.relname, ',') FROM pg_constraint c JOIN pg_class r ON r.oid = c.confrelid \
                          WHERE c.conrelid = t.oid AND c.contype = 'f'), '') AS refers_to, \
                a.attcollation = (SELECT f.attcollation FROM pg_attribute f \
                                  WHERE f.attrelid = '{FIRST}'::regclass AND f.attname = 'tenant_id') AS compares_alike \
         FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped \
         WHERE t.relkind = 'r' AND t.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = '{FIRST}'::regclass)"
    ))
    .load(postgres)
}

fn distributed(postgres: &mut PgConnection) -> QueryResult<Vec<String>> {
    #[derive(QueryableByName)]
    struct Distributed {
        #[diesel(sql_type = Text)]
        name: String,
    }
    let all: Vec<Distributed> = sql_query(
        "SELECT c.relname::text AS name FROM pg_dist_partition p JOIN pg_class c ON c.oid = p.logicalrelid",
    )
    .load(postgres)?;
    Ok(all.into_iter().map(|table| table.name).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str, refers_to: &str) -> Table {
        Table {
            name: name.to_owned(),
            refers_to: refers_to.to_owned(),
            compares_alike: name != "apart",
        }
    }

    fn names(tables: &[Table], distributed: &[&str]) -> Vec<String> {
        let distributed: Vec<_> = distributed.iter().map(|&name| name.to_owned()).collect();
        let plan = plan(tables, &distributed).unwrap();
        plan.into_iter().map(|(table, _)| table).collect()
    }

    #[test]
    fn a_table_comes_after_those_to_which_its_keys_lead() {
        let tables = [
            table("a", "b,tenants"),
            table("b", "c"),
            table("c", "tenants,c"),
            table("tenants", ""),
            table("apart", ""),
        ];
        assert_eq!(names(&tables, &[]), ["tenants", "apart", "c", "b", "a"]);
        assert_eq!(names(&tables, &["tenants", "c"]), ["apart", "b", "a"]);
        assert_eq!(
            names(&tables, &["tenants", "apart", "a", "b", "c"]),
            [""; 0]
        );
    }

    #[test]
    fn a_circle_is_refused() {
        let tables = [
            table("tenants", ""),
            table("a", "b"),
            table("b", "a"),
            table("c", "plain"),
        ];
        let error = plan(&tables, &[]).unwrap_err().to_string();
        assert!(error.contains("a, b, c in a circle"), "{error}");
    }

    #[test]
    fn tables_stand_beside_the_first_where_citus_takes_them() {
        let of = |name| statement(&table(name, ""));
        assert_eq!(
            of("tenants"),
            "SELECT create_distributed_table('tenants', 'tenant_id', colocate_with => 'none')"
        );
        assert_eq!(
            of("a"),
            "SELECT create_distributed_table('a', 'tenant_id', colocate_with => 'tenants')"
        );
        assert_eq!(
            of("apart"),
            "SELECT create_distributed_table('apart', 'tenant_id', colocate_with => 'none')"
        );
    }
}
