//! Whether a statement is about one tenant, told from its text.
//!
//! Every table of every `FROM`, `UPDATE` and `DELETE` must have its `tenant_id` equal to a bind, or equal to that of a
//! table that has; every inserted row must have a bind there. That is what Citus asks of a statement that it sends to
//! one node.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, Delete, Expr, FromTable, Ident, Insert, Join, JoinConstraint, JoinOperator,
    ObjectName, ObjectNamePart, Query, Select, SelectItem, SetExpr, Statement, TableFactor,
    TableObject, TableWithJoins, Update, UpdateTableFromKind, Value, Visit, Visitor,
};
use sqlparser::dialect::{Dialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::Parser;

/// Whether a table's rows are of tenants. Those of diesel and of the databases themselves are not, nor is the sequence
/// that numbers the changes of all.
fn has_tenants(table: &str) -> bool {
    !["pg_", "sqlite_", "__diesel_"]
        .iter()
        .any(|prefix| table.starts_with(prefix))
        && table != "changes_seq"
}

/// Answers the binds that say which tenant the statement is about, in the order in which they were found.
///
/// # Errors
/// What of it may be of another tenant.
pub(crate) fn check(sql: &str) -> Result<Vec<String>, String> {
    // The longest filter is nested deeper than the stack of a usual thread reaches in a test.
    const STACK_BYTES: usize = 64 << 20;
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK_BYTES);
        let checked = thread.spawn_scoped(scope, || read_and_check(sql));
        let checked = checked.map_err(|error| error.to_string())?.join();
        checked.unwrap_or_else(|_| Err("reading it panicked".to_owned()))
    })
}

fn read_and_check(sql: &str) -> Result<Vec<String>, String> {
    const DEPTH_MAX: usize = 2_000;
    let dialect: &dyn Dialect = if sql.contains(['`', '?']) {
        &SQLiteDialect {}
    } else {
        &PostgreSqlDialect {}
    };
    // The parser knows no other lock, and which it is makes no difference here.
    let sql = sql.replace(" FOR NO KEY UPDATE", " FOR UPDATE");
    let statements = Parser::new(dialect)
        .with_recursion_limit(DEPTH_MAX)
        .try_with_sql(&sql)
        .and_then(|mut parser| parser.parse_statements())
        .map_err(|error| format!("it cannot be read: {error}"))?;
    let mut check = Check::default();
    let _ = statements.visit(&mut check);
    if check.wrong.is_empty() {
        Ok(check.binds)
    } else {
        Err(check.wrong.join("; "))
    }
}

/// A side of an equation between tenants.
#[derive(Debug, Clone, PartialEq)]
enum Side {
    Bind(String),
    /// The `tenant_id` of the table of that name or alias.
    Table(String),
}

#[derive(Default)]
struct Check {
    /// For each statement and `SELECT` around the place: its tables, each known to be of the tenant.
    around: Vec<BTreeSet<String>>,
    /// Names of `WITH`, whose queries are checked where they stand.
    named: BTreeSet<String>,
    binds: Vec<String>,
    wrong: Vec<String>,
}

impl Visitor for Check {
    type Break = ();

    fn pre_visit_statement(&mut self, statement: &Statement) -> ControlFlow<()> {
        match statement {
            Statement::Insert(insert) => {
                self.insert(insert);
                self.around.push(BTreeSet::new());
            }
            Statement::Update(update) => self.update(update),
            Statement::Delete(delete) => self.delete(delete),
            _ => self.around.push(BTreeSet::new()),
        }
        ControlFlow::Continue(())
    }

    fn post_visit_statement(&mut self, _: &Statement) -> ControlFlow<()> {
        self.around.pop();
        ControlFlow::Continue(())
    }

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        let with = query.with.iter().flat_map(|with| &with.cte_tables);
        self.named.extend(with.map(|cte| name_of(&cte.alias.name)));
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        self.enter(
            &select.from.iter().collect::<Vec<_>>(),
            select.selection.as_ref(),
        );
        ControlFlow::Continue(())
    }

    fn post_visit_select(&mut self, _: &Select) -> ControlFlow<()> {
        self.around.pop();
        ControlFlow::Continue(())
    }
}

impl Check {
    fn update(&mut self, update: &Update) {
        let mut tables = vec![&update.table];
        if let Some(UpdateTableFromKind::BeforeSet(more) | UpdateTableFromKind::AfterSet(more)) =
            &update.from
        {
            tables.extend(more);
        }
        self.enter(&tables, update.selection.as_ref());
    }

    fn delete(&mut self, delete: &Delete) {
        let (FromTable::WithFromKeyword(from) | FromTable::WithoutKeyword(from)) = &delete.from;
        let tables: Vec<_> = from.iter().chain(delete.using.iter().flatten()).collect();
        self.enter(&tables, delete.selection.as_ref());
    }

    fn insert(&mut self, insert: &Insert) {
        let TableObject::TableName(table) = &insert.table else {
            return self
                .wrong
                .push("rows are inserted into no table".to_owned());
        };
        let table = last(table);
        if !has_tenants(&table) {
            return;
        }
        let place = insert
            .columns
            .iter()
            .position(|column| last(column) == "tenant_id");
        let (Some(place), Some(source)) = (place, &insert.source) else {
            return self
                .wrong
                .push(format!("rows of {table} are inserted without tenant_id"));
        };
        let values: Vec<Option<&Expr>> = match source.body.as_ref() {
            SetExpr::Values(values) => values.rows.iter().map(|row| row.get(place)).collect(),
            SetExpr::Select(select) => vec![match select.projection.get(place) {
                Some(SelectItem::UnnamedExpr(value)) => Some(value),
                _ => None,
            }],
            _ => vec![None],
        };
        for value in values {
            match value.and_then(|value| side(value, None)) {
                Some(Side::Bind(bind)) => self.binds.push(bind),
                // Of a table of the SELECT, which is checked by itself.
                Some(Side::Table(_)) => {}
                None => self
                    .wrong
                    .push(format!("a row of {table} has a tenant_id that is no bind")),
            }
        }
    }

    /// Looks at the tables of one `FROM`, and goes into what stands inside.
    fn enter(&mut self, from: &[&TableWithJoins], selection: Option<&Expr>) {
        let mut level = Level::default();
        for tables in from {
            level.add(&tables.relation, &self.named);
            for join in &tables.joins {
                level.add(&join.relation, &self.named);
            }
        }
        let only = level.only();
        if let Some(selection) = selection {
            level.conjuncts(selection, only.as_deref(), None);
        }
        for join in from.iter().flat_map(|tables| &tables.joins) {
            level.joined(join);
        }
        let mut known = self.around.last().cloned().unwrap_or_default();
        known.retain(|table| !level.tables.contains(table));
        known.extend(level.checked.iter().cloned());
        level.spread(&mut known);
        for table in level.tables.difference(&known) {
            self.wrong
                .push(format!("{table}.tenant_id is compared with no bind"));
        }
        self.binds
            .extend(level.equations.into_iter().filter_map(|it| match it.1 {
                Side::Bind(bind) => Some(bind),
                Side::Table(_) => None,
            }));
        self.around.push(known);
    }
}

/// The tables of one `FROM`, and what is said of their tenants.
#[derive(Default)]
struct Level {
    tables: BTreeSet<String>,
    /// Those of them whose rows are checked elsewhere: subqueries and names of `WITH`; or belong to no tenant.
    checked: BTreeSet<String>,
    /// The tenant of the first follows from the second.
    equations: Vec<(String, Side)>,
}

impl Level {
    fn add(&mut self, table: &TableFactor, named: &BTreeSet<String>) {
        let (own, alias) = match table {
            TableFactor::Table {
                name, alias, args, ..
            } => {
                let is_function = args.is_some();
                let own = last(name);
                let is_checked = is_function || named.contains(&own);
                (
                    (!is_checked).then_some(own.clone()),
                    alias.as_ref().map_or(own, |a| name_of(&a.name)),
                )
            }
            TableFactor::Derived { alias, .. }
            | TableFactor::TableFunction { alias, .. }
            | TableFactor::UNNEST { alias, .. } => (
                None,
                alias
                    .as_ref()
                    .map_or_else(|| "(…)".to_owned(), |a| name_of(&a.name)),
            ),
            TableFactor::NestedJoin {
                table_with_joins, ..
            } => {
                self.add(&table_with_joins.relation, named);
                for join in &table_with_joins.joins {
                    self.add(&join.relation, named);
                    self.joined(join);
                }
                return;
            }
            // An unknown kind of table is a complaint, since nothing is ever said of its tenant.
            other => (Some(other.to_string()), other.to_string()),
        };
        if own.is_none_or(|own| !has_tenants(&own)) {
            self.checked.insert(alias.clone());
        }
        self.tables.insert(alias);
    }

    /// The one table whose columns stand without their table's name.
    fn only(&self) -> Option<String> {
        let first = self.tables.first().cloned();
        first.filter(|_| self.tables.len() == 1)
    }

    /// `ON` of a join. An outer join's says something of the rows that it may leave out, and nothing of the others.
    fn joined(&mut self, join: &Join) {
        use JoinOperator as Kind;
        match &join.join_operator {
            Kind::Join(JoinConstraint::On(on)) | Kind::Inner(JoinConstraint::On(on)) => {
                self.conjuncts(on, None, None);
            }
            Kind::Left(JoinConstraint::On(on)) | Kind::LeftOuter(JoinConstraint::On(on)) => {
                let mut right = Self::default();
                right.add(&join.relation, &BTreeSet::new());
                self.conjuncts(on, None, Some(&right.tables));
            }
            _ => {}
        }
    }

    /// Takes the equations of what holds of every row. `of`: the only tables of which it says something.
    fn conjuncts(&mut self, expr: &Expr, only: Option<&str>, of: Option<&BTreeSet<String>>) {
        match expr {
            Expr::Nested(inner) => self.conjuncts(inner, only, of),
            Expr::BinaryOp {
                left,
                op: BinaryOperator::And,
                right,
            } => {
                self.conjuncts(left, only, of);
                self.conjuncts(right, only, of);
            }
            Expr::BinaryOp {
                left,
                op: BinaryOperator::Eq,
                right,
            } => {
                let (Some(left), Some(right)) = (side(left, only), side(right, only)) else {
                    return;
                };
                for (one, other) in [(left.clone(), right.clone()), (right, left)] {
                    if let Side::Table(table) = one
                        && of.is_none_or(|of| of.contains(&table))
                    {
                        self.equations.push((table, other));
                    }
                }
            }
            _ => {}
        }
    }

    /// Adds the tables whose tenant follows.
    fn spread(&self, known: &mut BTreeSet<String>) {
        loop {
            let more: Vec<_> = self
                .equations
                .iter()
                .filter(|(table, from)| {
                    let follows = match from {
                        Side::Bind(_) => true,
                        Side::Table(other) => known.contains(other),
                    };
                    follows && !known.contains(table)
                })
                .map(|(table, _)| table.clone())
                .collect();
            if more.is_empty() {
                return;
            }
            known.extend(more);
        }
    }
}

/// A bind, or somebody's `tenant_id`.
fn side(expr: &Expr, only: Option<&str>) -> Option<Side> {
    match expr {
        Expr::Nested(inner) | Expr::Cast { expr: inner, .. } => side(inner, only),
        Expr::Value(value) => match &value.value {
            Value::Placeholder(bind) => Some(Side::Bind(bind.clone())),
            _ => None,
        },
        Expr::Identifier(column) if name_of(column) == "tenant_id" => {
            only.map(|table| Side::Table(table.to_owned()))
        }
        Expr::CompoundIdentifier(parts) => match parts.as_slice() {
            [.., table, column] if name_of(column) == "tenant_id" => {
                Some(Side::Table(name_of(table)))
            }
            _ => None,
        },
        _ => None,
    }
}

fn name_of(ident: &Ident) -> String {
    ident.value.clone()
}

fn last(name: &ObjectName) -> String {
    match name.0.last() {
        Some(ObjectNamePart::Identifier(ident)) => name_of(ident),
        _ => name.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_about_one_tenant_pass() {
        for (sql, binds) in [
            ("SELECT 1", &[][..]),
            (
                "SELECT a FROM t WHERE ((t.tenant_id = $1) AND (t.a = $2))",
                &["$1"],
            ),
            (
                "SELECT `t`.`a` FROM `t` WHERE (`t`.`tenant_id` = ?)",
                &["?"],
            ),
            (
                "SELECT a FROM t WHERE tenant_id = $1 FOR UPDATE SKIP LOCKED",
                &["$1"],
            ),
            (
                "SELECT x.a FROM t x JOIN u ON x.tenant_id = u.tenant_id WHERE u.tenant_id = $1",
                &["$1"],
            ),
            (
                "SELECT t.a FROM t LEFT JOIN u ON u.tenant_id = t.tenant_id WHERE t.tenant_id = $1",
                &["$1"],
            ),
            (
                "SELECT a FROM t WHERE t.tenant_id = $1 AND EXISTS (SELECT 1 FROM u WHERE u.tenant_id = t.tenant_id)",
                &["$1"],
            ),
            (
                "WITH w AS (SELECT a FROM t WHERE t.tenant_id = $1) SELECT a FROM w",
                &["$1"],
            ),
            (
                "SELECT nextval('s') FROM (SELECT 1 FROM changes_seq OFFSET 0) AS l",
                &[],
            ),
            ("UPDATE t SET a = $1 WHERE t.tenant_id = $2", &["$2"]),
            ("DELETE FROM t WHERE (t.tenant_id = $1)", &["$1"]),
            (
                "INSERT INTO t (a, tenant_id) VALUES ($1, $2), ($3, $4)",
                &["$2", "$4"],
            ),
            (
                "INSERT INTO t (tenant_id) SELECT $1 FROM u WHERE u.tenant_id = $2",
                &["$1", "$2"],
            ),
            (
                "INSERT INTO t (tenant_id, a) SELECT $1, a FROM unnest($2, $3) AS added (a)",
                &["$1"],
            ),
        ] {
            assert_eq!(
                check(sql),
                Ok(binds.iter().map(|&bind| bind.to_owned()).collect()),
                "{sql}"
            );
        }
    }

    #[test]
    fn others_do_not() {
        for sql in [
            "SELECT a FROM t",
            "SELECT a FROM t WHERE t.tenant_id = $1 OR t.a = $2",
            "SELECT a FROM t WHERE NOT (t.tenant_id = $1)",
            "SELECT a FROM t WHERE t.tenant_id <> $1",
            "SELECT a FROM t WHERE t.tenant_id = t.a",
            "SELECT a FROM t WHERE t.tenant_id = ANY($1)",
            "SELECT a FROM t, u WHERE t.tenant_id = $1",
            "SELECT a FROM t, u WHERE t.tenant_id = u.tenant_id",
            // The rows of t are not restricted by what an outer join leaves out on the other side.
            "SELECT a FROM t LEFT JOIN u ON t.tenant_id = $1 AND u.tenant_id = $1",
            "SELECT a FROM t WHERE t.tenant_id = $1 AND t.a IN (SELECT u.a FROM u)",
            // The inner t is another one.
            "SELECT a FROM t WHERE t.tenant_id = $1 AND EXISTS (SELECT 1 FROM t WHERE t.a = $2)",
            "SELECT (SELECT max(a) FROM u) FROM t WHERE t.tenant_id = $1",
            "SELECT a FROM t WHERE t.tenant_id = $1 UNION ALL SELECT a FROM u",
            "WITH w AS (SELECT a FROM t) SELECT a FROM w",
            "UPDATE t SET a = $1 WHERE t.a = $2",
            "UPDATE t SET tenant_id = $1",
            "DELETE FROM t",
            "INSERT INTO t (a) VALUES ($1)",
            "INSERT INTO t (tenant_id) VALUES ($1), ('acme')",
            "INSERT INTO t (tenant_id) SELECT u.tenant_id FROM u",
            "SELEKT",
        ] {
            assert!(check(sql).is_err(), "{sql}");
        }
    }
}
