//! Finding whom an imported person may be. Each question goes to an index, so a list of a hundred among a million people
//! costs a few hundred looks.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rollcall_storage::imported_people::{self, Entry};
use rollcall_storage::resources::{self, Part, Query, Scope, Stored, Window};
use rollcall_storage::{Conn, connections, kept_apart};
use scim_core::schema::{ENTERPRISE_USER, Registry, ResourceType};
use scim_core::{Object, Rules, condition, fold};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::imports::is_imported;
use crate::provisioning::people;
use crate::{Error, Provisioning, Result, tenants};

/// Imported people looked at in one read.
const CHUNK: i64 = 50;
/// Provisioned people that one kind of evidence may find for one imported person.
const CANDIDATES_MAX: usize = 5;

/// Why two may be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// The same e-mail address, ignoring case; a `userName` that is one counts too.
    Address,
    /// The same employee number.
    EmployeeNumber,
    /// The same name. Weak: people share names.
    Name,
}

/// What was said of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Nothing yet.
    Ask,
    /// They are two.
    KeepApart,
}

/// One of the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Side {
    /// The id.
    pub id: String,
    /// The `userName`.
    pub user_name: String,
    /// The name.
    pub name: Option<String>,
    /// The e-mail addresses.
    pub addresses: Vec<String>,
    /// The employee number.
    pub employee_number: Option<String>,
    /// Whether they are active.
    pub active: bool,
}

/// An imported person, and whom they may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pair {
    /// Who came by a list.
    pub imported: Side,
    /// The list's name.
    pub source: String,
    /// Whom a provider pushes.
    pub person: Side,
    /// Why they may be one; the strongest first.
    pub evidence: Vec<Evidence>,
    /// Whether nothing but names says so.
    pub weak: bool,
    /// What was said of it.
    pub decision: Decision,
}

impl Side {
    fn of(stored: &Stored) -> Self {
        let person = &stored.attributes;
        let text = |name: &str| person.get(name).and_then(Value::as_str);
        Self {
            id: stored.id.to_string(),
            user_name: text("userName").unwrap_or_default().to_owned(),
            name: name(person),
            addresses: addresses(person),
            employee_number: employee_number(person),
            active: person.get("active") != Some(&Value::Bool(false)),
        }
    }
}

fn name(person: &Object) -> Option<String> {
    let display = person.get("displayName").and_then(Value::as_str);
    let part = |part| person.get("name")?.get(part)?.as_str();
    let parts: Vec<_> = ["givenName", "familyName"]
        .into_iter()
        .filter_map(part)
        .collect();
    let name = display.map_or_else(|| parts.join(" "), str::to_owned);
    (!name.trim().is_empty()).then(|| name.trim().to_owned())
}

fn addresses(person: &Object) -> Vec<String> {
    let emails = person.get("emails").and_then(Value::as_array);
    let value = |email: &Value| email.get("value")?.as_str().map(str::to_owned);
    emails.into_iter().flatten().filter_map(value).collect()
}

fn employee_number(person: &Object) -> Option<String> {
    let number = person.get(ENTERPRISE_USER)?.get("employeeNumber")?;
    number.as_str().map(str::to_owned)
}

/// A search under way.
pub struct Search {
    p: Provisioning,
    tenant: String,
    registry: Arc<Registry>,
    sources: Arc<HashMap<Uuid, String>>,
    position: Uuid,
}

impl Search {
    /// Begins a search through the tenant's imported people.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a tenant that does not exist.
    pub async fn begin(p: &Provisioning, tenant: &str) -> Result<Self> {
        tenants::find(p, tenant).await?;
        let name = tenant.to_owned();
        let listed = p
            .store()
            .read(move |conn| Ok::<_, Error>(connections::list(conn, &name)?));
        let listed = listed.await?.into_iter();
        Ok(Self {
            p: p.clone(),
            tenant: tenant.to_owned(),
            registry: p.registry(tenant).await?,
            sources: Arc::new(listed.map(|it| (it.id, it.name)).collect()),
            position: Uuid::nil(),
        })
    }

    /// The pairs among the next imported people, `None` at the end.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn next(&mut self) -> Result<Option<Vec<Pair>>> {
        let (tenant, registry, position) =
            (self.tenant.clone(), self.registry.clone(), self.position);
        let sources = self.sources.clone();
        let read = self.p.store().read(move |conn| {
            let scope = Scope {
                tenant: &tenant,
                resource_type: people(&registry)?,
            };
            let entries = imported_people::unlinked(conn, &tenant, None, position, CHUNK)?;
            let Some(last) = entries.last().map(|entry| entry.id) else {
                return Ok(None);
            };
            let mut pairs = Vec::new();
            for entry in entries {
                pairs.extend(pairs_of(conn, &scope, &sources, &entry)?);
            }
            Ok::<_, Error>(Some((last, pairs)))
        });
        let Some((last, pairs)) = read.await? else {
            return Ok(None);
        };
        self.position = last;
        Ok(Some(pairs))
    }
}

fn pairs_of(
    conn: &mut Conn,
    scope: &Scope<'_>,
    sources: &HashMap<Uuid, String>,
    entry: &Entry,
) -> Result<Vec<Pair>> {
    let Some(imported) = resources::find(conn, scope, entry.resource_id)? else {
        return Ok(Vec::new());
    };
    if !is_imported(&imported.attributes) {
        return Ok(Vec::new());
    }
    let mut found: BTreeMap<Uuid, (Stored, Vec<Evidence>)> = BTreeMap::new();
    for (evidence, filter) in questions(&imported.attributes) {
        for person in ask(conn, scope, &filter)? {
            if person.id != imported.id && !is_imported(&person.attributes) {
                let (_, all) = found
                    .entry(person.id)
                    .or_insert_with(|| (person, Vec::new()));
                if !all.contains(&evidence) {
                    all.push(evidence);
                }
            }
        }
    }
    for (person, evidence) in found.values_mut() {
        complete(&imported.attributes, &person.attributes, evidence);
    }
    let apart = kept_apart::of(conn, scope.tenant, imported.id)?;
    let pair = |(id, (person, evidence)): (Uuid, (Stored, Vec<Evidence>))| Pair {
        imported: Side::of(&imported),
        source: sources
            .get(&entry.connection_id)
            .cloned()
            .unwrap_or_default(),
        person: Side::of(&person),
        weak: evidence == [Evidence::Name],
        evidence,
        decision: match apart.contains(&id) {
            true => Decision::KeepApart,
            false => Decision::Ask,
        },
    };
    Ok(found.into_iter().map(pair).collect())
}

/// Adds what else is the same: whoever was found by one thing may have another that no index has.
fn complete(imported: &Object, person: &Object, evidence: &mut Vec<Evidence>) {
    let same = |one: Option<String>, other: Option<String>| match (one, other) {
        (Some(one), Some(other)) => fold(&one) == fold(&other),
        _ => false,
    };
    if same(employee_number(imported), employee_number(person)) {
        evidence.push(Evidence::EmployeeNumber);
    }
    if same(name(imported), name(person)) {
        evidence.push(Evidence::Name);
    }
    evidence.sort_unstable();
    evidence.dedup();
}

/// What to ask for, the strongest evidence first.
fn questions(person: &Object) -> Vec<(Evidence, String)> {
    let quoted = |text: String| Value::from(text).to_string();
    let mut questions = Vec::new();
    for address in addresses(person) {
        let address = quoted(address);
        questions.push((Evidence::Address, format!("emails.value eq {address}")));
        questions.push((Evidence::Address, format!("userName eq {address}")));
    }
    if let Some(number) = employee_number(person) {
        let filter = format!("{ENTERPRISE_USER}:employeeNumber eq {}", quoted(number));
        questions.push((Evidence::EmployeeNumber, filter));
    }
    // One word is no name to know anybody by.
    if let Some(name) = name(person).filter(|name| fold(name).contains(' ')) {
        questions.push((Evidence::Name, format!("displayName eq {}", quoted(name))));
    }
    questions
}

fn ask(conn: &mut Conn, scope: &Scope<'_>, filter: &str) -> Result<Vec<Stored>> {
    let query = query(scope.resource_type, filter)?;
    let part = Part {
        scope: *scope,
        query: &query,
    };
    let limit = i64::try_from(CANDIDATES_MAX).unwrap_or(i64::MAX);
    let page = resources::list(conn, &[part], &Window::first(limit))?;
    let people = page.rows.iter().map(|row| row.stored.read());
    Ok(people.collect::<std::result::Result<_, _>>()?)
}

fn query(rt: &ResourceType, filter: &str) -> Result<Query> {
    Ok(Query {
        condition: Some(condition::parse(rt, filter, Rules::ALL)?),
        ..Query::default()
    })
}
