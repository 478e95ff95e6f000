//! What an administrator decides about who is held.

use rollcall_storage::{Conn, held, id};
use scim_core::ErrorKind;
use serde_json::json;
use uuid::Uuid;

use crate::audit::{Act, note_in};
use crate::auth::own_call;
use crate::resources::{Call, RENEWALS_MAX, keep_in, release_in};
use crate::{Error, Provisioning, Result, tenants};

/// So many people are decided about by one request; of more, the request is made again.
pub const DECISIONS_MAX: usize = 5_000;
/// So many in one transaction.
const CHUNK: usize = 50;

/// About whom something is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum People {
    /// Everybody who is held.
    All,
    /// Everybody who was held by then, in microseconds since the Unix epoch: whom somebody saw who looked at the list.
    Until(i64),
    /// Those of these ids.
    Of(Vec<String>),
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decision {
    /// How many people were decided about.
    pub decided: usize,
    /// Those of the ids asked for of whom nobody (any more) is held.
    pub not_held: Vec<String>,
    /// How many are held still.
    pub left: i64,
}

/// What the audit log calls it and what they are then, and what is done to each.
type Verb = (
    (&'static str, &'static str),
    fn(&mut Conn, &Provisioning, &Call, Uuid) -> Result<bool>,
);

/// They leave now, and whoever is told of leavers is told now.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist; [`Error::Input`] for more ids than [`DECISIONS_MAX`].
pub async fn release(
    p: &Provisioning,
    tenant: &str,
    people: People,
    request: &str,
) -> Result<Decision> {
    let verb = (("guard.release", "left"), release_in as _);
    decide(p, tenant, people, request, verb).await
}

/// They stay as they are, in their groups, and the provider reads that. It is not told, and will try again or has to assign
/// them again.
///
/// # Errors
/// As [`release`].
pub async fn reject(
    p: &Provisioning,
    tenant: &str,
    people: People,
    request: &str,
) -> Result<Decision> {
    let verb = (("guard.reject", "active"), keep_in as _);
    decide(p, tenant, people, request, verb).await
}

async fn decide(
    p: &Provisioning,
    tenant: &str,
    people: People,
    request: &str,
    verb: Verb,
) -> Result<Decision> {
    tenants::find(p, tenant).await?;
    let mut decision = Decision::default();
    let wanted = match people {
        People::All => held_first(p, tenant, i64::MAX).await?,
        People::Until(moment) => held_first(p, tenant, moment).await?,
        People::Of(ids) if ids.len() > DECISIONS_MAX => {
            return Err(Error::Input(format!(
                "people has {} ids; at most {DECISIONS_MAX} are taken. Send several requests.",
                ids.len()
            )));
        }
        People::Of(ids) => {
            let (known, unknown) = held_among(p, tenant, ids).await?;
            decision.not_held = unknown;
            known
        }
    };
    let mut call = own_call(p, tenant, request).await?;
    for chunk in wanted.chunks(CHUNK) {
        let (done, renewed) = decide_chunk(p, call, chunk.to_vec(), verb).await?;
        decision.decided += done;
        call = renewed;
    }
    let of = tenant.to_owned();
    let left = p
        .store()
        .read(move |conn| Ok::<_, Error>(held::by_connection(conn, &of)?));
    decision.left = left.await?.iter().map(|(_, count, _)| count).sum();
    Ok(decision)
}

/// Decides about some people in one transaction; answers about how many, and the call by the schemas that there are.
async fn decide_chunk(
    p: &Provisioning,
    mut call: Call,
    people: Vec<Uuid>,
    verb: Verb,
) -> Result<(usize, Call)> {
    for _ in 0..=RENEWALS_MAX {
        let (own, by, chunk) = (p.clone(), call.clone(), people.clone());
        let done = p.store().write(move |tx| {
            if !by.is_current(tx)? {
                return Ok(None);
            }
            let mut done = Vec::new();
            for person in &chunk {
                match verb.1(tx, &own, &by, *person) {
                    Ok(was_held) => done.extend(was_held.then(|| person.to_string())),
                    // Gone meanwhile.
                    Err(Error::Scim(error)) if error.kind == ErrorKind::NotFound => {}
                    Err(error) => return Err(error),
                }
            }
            if !done.is_empty() {
                let (action, state) = verb.0;
                let act = Act::new(action, "person").before(json!({ "state": "held" }));
                let act = act.after(json!({ "state": state, "people": done }));
                note_in(tx, &own, &by.caller.tenant, act)?;
            }
            Ok(Some(done.len()))
        });
        match done.await? {
            Some(done) => return Ok((done, call)),
            None => call = call.renewed(p).await?,
        }
    }
    Err(rollcall_storage::Error::Busy.into())
}

async fn held_first(p: &Provisioning, tenant: &str, until: i64) -> Result<Vec<Uuid>> {
    let tenant = tenant.to_owned();
    let limit = i64::try_from(DECISIONS_MAX).unwrap_or(i64::MAX);
    let rows = p
        .store()
        .read(move |conn| Ok::<_, Error>(held::list(conn, &tenant, None, limit)?));
    let rows = rows.await?.into_iter();
    Ok(rows
        .take_while(|row| row.at <= until)
        .map(|row| row.id)
        .collect())
}

/// Which of these people are held, and the ids of the others.
async fn held_among(
    p: &Provisioning,
    tenant: &str,
    asked: Vec<String>,
) -> Result<(Vec<Uuid>, Vec<String>)> {
    let ids: Vec<_> = asked.iter().filter_map(|text| id::parse(text)).collect();
    let tenant = tenant.to_owned();
    let rows = p
        .store()
        .read(move |conn| Ok::<_, Error>(held::among(conn, &tenant, &ids)?));
    let known: Vec<_> = rows.await?.into_iter().map(|row| row.id).collect();
    let is_unknown = |text: &String| !id::parse(text).is_some_and(|id| known.contains(&id));
    let unknown = asked.iter().filter(|text| is_unknown(text)).cloned();
    let unknown = unknown.collect();
    Ok((known, unknown))
}
