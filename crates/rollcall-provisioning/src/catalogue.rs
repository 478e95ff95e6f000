//! The attribute catalogue: what a connection sends, which fields are made of it, and what the mapping waits for in vain.

mod cause;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use rollcall_mapping::{Read, SentPath};
use rollcall_storage::connections::{self, Connection};
use rollcall_storage::{Conn, id, received_attributes};
use scim_core::fold;
use scim_core::sent::Fate;

pub use cause::Cause;
use rollcall_storage::received_attributes::ReceivedAttribute;

use crate::provisioning::people;
use crate::received::Due;
use crate::{Error, Provisioning, Result, pulls};

/// What a connection sent since it was made.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// The connection.
    pub connection: Connection,
    /// What came, by resource type and path.
    pub attributes: Vec<Attribute>,
    /// What the mapping in force reads and this connection never sent, in the order of the fields.
    pub never_received: Vec<NeverReceived>,
}

/// An attribute that a connection sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// `User`, `Group` …; none where it was not noted.
    pub resource_type: Option<String>,
    /// Its path: `title`, `phoneNumbers[type eq "mobile"].value`, `urn:…:User:department`.
    pub path: String,
    /// What becomes of its values: `kept`, `withheld` or `dropped`.
    pub fate: String,
    /// In how many requests it was; in none where only the source's own schema tells of it.
    pub count: i64,
    /// When first, in microseconds since the Unix epoch.
    pub first_seen_at: Option<i64>,
    /// When last, in microseconds since the Unix epoch.
    pub last_seen_at: Option<i64>,
    /// The shape of one value (`Xxx 999`): nothing of anybody's. None of secrets.
    pub sample: Option<String>,
    /// The fields that read it.
    pub fields: Vec<String>,
    /// The rules that ask about it.
    pub rules: Vec<String>,
    /// What the source's own schema says of it.
    pub schema: Option<pulls::Attribute>,
}

/// An attribute that the mapping reads and that never came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeverReceived {
    /// Its path, as the mapping has it.
    pub path: String,
    /// The fields that read it.
    pub fields: Vec<String>,
    /// The rules that ask about it.
    pub rules: Vec<String>,
    /// Those of the fields for which nothing else came either.
    pub starved: Vec<String>,
    /// Why, most likely.
    pub cause: Cause,
}

/// The catalogue of a connection, by its id or its name. What other replicas counted in the last minute may be missing.
///
/// # Errors
/// [`Error::Unknown`] for a tenant or connection that does not exist.
pub async fn of(p: &Provisioning, tenant: &str, connection: &str) -> Result<Catalogue> {
    crate::tenants::find(p, tenant).await?;
    p.flush(Due::Of(tenant)).await?;
    let registry = p.registry(tenant).await?;
    let definition = p.mappings().of(p, tenant).await?.definition;
    let (tenant, connection) = (tenant.to_owned(), connection.to_owned());
    let found = p.store().read(move |conn| {
        let connection = find(conn, &tenant, &connection)?;
        let rows = received_attributes::list(conn, &tenant, Some(connection.id))?;
        let schema = pulls::of_connection(conn, &tenant, connection.id)?;
        Ok::<_, Error>((connection, rows, schema))
    });
    let (connection, rows, schema) = found.await?;
    let people = people(&registry)?;
    let is_of_people =
        |row: &ReceivedAttribute| row.resource_type.is_empty() || row.resource_type == people.name;
    let of_people = rows.iter().filter(|row| is_of_people(row));
    let sent: Vec<_> = of_people
        .filter_map(|row| Some((SentPath::new(people, &row.path)?, row.fate.as_str())))
        .collect();
    let kept = sent.iter().filter(|(_, fate)| *fate == Fate::Kept.as_str());
    let kept: Vec<_> = kept.map(|(path, _)| path.clone()).collect();
    let reads = definition.reads(people);
    let never_received = never_received(&connection, &reads, &kept, &sent);
    let said = |path: &str| schema.iter().find(|it| fold(&it.path) == fold(path));
    let attribute = |row: ReceivedAttribute| {
        let sent = SentPath::new(people, &row.path);
        let sent = sent.filter(|_| row.fate == Fate::Kept.as_str() && is_of_people(&row));
        let (fields, rules) = readers(&reads, sent.as_ref(), &kept);
        Attribute {
            fields,
            rules,
            schema: said(&row.path).cloned(),
            resource_type: Some(row.resource_type).filter(|name| !name.is_empty()),
            path: row.path,
            fate: row.fate,
            count: row.count,
            first_seen_at: Some(row.first_seen_at),
            last_seen_at: Some(row.last_seen_at),
            sample: row.sample,
        }
    };
    let came = |one: &&pulls::Attribute| rows.iter().any(|row| fold(&row.path) == fold(&one.path));
    let to_come = schema.iter().filter(|one| !came(one)).map(|one| {
        let sent = SentPath::new(people, &one.path);
        let (fields, rules) = readers(&reads, sent.as_ref(), &kept);
        Attribute {
            fields,
            rules,
            resource_type: Some(people.name.clone()),
            path: one.path.clone(),
            fate: Fate::Kept.as_str().to_owned(),
            count: 0,
            first_seen_at: None,
            last_seen_at: None,
            sample: None,
            schema: Some(one.clone()),
        }
    });
    let came = rows.iter().cloned().map(attribute);
    Ok(Catalogue {
        never_received,
        attributes: came.chain(to_come).collect(),
        connection,
    })
}

/// An attribute of people that a field can be made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// What came of it over the connection from which most did, and who reads it.
    pub attribute: Attribute,
    /// The names of the connections that send it, or whose sources say they have it.
    pub connections: Vec<String>,
}

/// The attributes of people that are kept of any connection of the tenant, by path: what fields can be made of.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist.
pub async fn known(p: &Provisioning, tenant: &str) -> Result<Vec<Known>> {
    let registry = p.registry(tenant).await?;
    let people = people(&registry)?;
    let mut found: BTreeMap<String, Known> = BTreeMap::new();
    for connection in crate::connections::list(p, tenant).await? {
        let of = of(p, tenant, &connection.id.to_string()).await?;
        for attribute in of.attributes {
            let of_people = attribute.resource_type.as_ref();
            let is_of_people = of_people.is_none_or(|name| *name == people.name);
            if !is_of_people || attribute.fate != Fate::Kept.as_str() {
                continue;
            }
            let name = connection.name.clone();
            match found.entry(fold(&attribute.path).into_owned()) {
                Entry::Vacant(place) => {
                    place.insert(Known {
                        attribute,
                        connections: vec![name],
                    });
                }
                Entry::Occupied(mut place) => {
                    let known = place.get_mut();
                    known.connections.push(name);
                    let schema = known.attribute.schema.take().or(attribute.schema.clone());
                    if attribute.count > known.attribute.count {
                        known.attribute = attribute;
                    }
                    known.attribute.schema = schema;
                }
            }
        }
    }
    Ok(found.into_values().collect())
}

fn find(conn: &mut Conn, tenant: &str, connection: &str) -> Result<Connection> {
    let by_id = match id::parse(connection) {
        Some(id) => connections::find(conn, tenant, id)?,
        None => None,
    };
    let found = match by_id {
        Some(found) => Some(found),
        None => connections::find_by_name(conn, tenant, connection)?,
    };
    found.ok_or_else(|| Error::Unknown(crate::connections::unknown(tenant, connection)))
}

/// The fields and the rules that read what was sent, in the order in which the mapping names them.
fn readers(
    reads: &[Read],
    one: Option<&SentPath>,
    kept: &[SentPath],
) -> (Vec<String>, Vec<String>) {
    let reading = reads
        .iter()
        .filter(|read| one.is_some_and(|one| read.reads(one, kept)));
    let (mut fields, mut rules) = (Vec::new(), Vec::new());
    for read in reading {
        for (all, names) in [(&mut fields, &read.fields), (&mut rules, &read.rules)] {
            for name in names {
                if !all.contains(name) {
                    all.push(name.clone());
                }
            }
        }
    }
    (fields, rules)
}

fn never_received(
    connection: &Connection,
    reads: &[Read],
    kept: &[SentPath],
    sent: &[(SentPath, &str)],
) -> Vec<NeverReceived> {
    let (came, lacking): (Vec<&Read>, Vec<&Read>) = reads.iter().partition(|read| read.came(kept));
    let is_fed = |field: &String| came.iter().any(|read| read.fields.contains(field));
    let is_pulled = connection.kind == pulls::KIND;
    let provider = connection.speaks_like.as_ref();
    let provider = provider.map(|seen| seen.provider.as_str());
    let lacking = lacking.into_iter().map(|read| NeverReceived {
        path: read.path.clone(),
        fields: read.fields.clone(),
        rules: read.rules.clone(),
        starved: read
            .fields
            .iter()
            .filter(|it| !is_fed(it))
            .cloned()
            .collect(),
        cause: cause::likely(provider, is_pulled, read, sent),
    });
    lacking.collect()
}
