//! What a connection is doing now: what somebody sees who has just pasted a token into an identity provider.

use rollcall_storage::request_log::{self as rows, NOBODYS, Wanted};
use rollcall_storage::{Conn, connections, id, received_attributes, tenants};
use serde::Serialize;
use uuid::Uuid;

use super::first_id_of;
use super::shown::{self, Names, ShownRequest};
use crate::{Error, Provisioning, Result, SECOND};

/// The resource type of people.
const PERSON: &str = "User";
/// How long ago a request of which nobody knows whose it was may be, to be told to somebody who waits for one.
const STRAY: i64 = 3_600 * SECOND;
/// When the last so many were refused (or all there are), a connection fails.
const REFUSED_IN_A_ROW: usize = 3;
/// Requests that are looked at for the test of the credentials.
const LOOKED_AT: i64 = 200;

/// What a connection is doing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Live {
    /// `waiting` before the first request, `live` after one that was carried out, `failing` after one that was not.
    pub state: &'static str,
    /// The last request.
    pub last_request: Option<ShownRequest>,
    /// The last one that was not carried out.
    pub last_refusal: Option<ShownRequest>,
    /// When the identity provider last tested its credentials, with success.
    pub credentials_tested_at: Option<String>,
    /// A request of the last hour, since there is this connection, of which nobody knows whose it was, where there is only one tenant
    /// that it can be for.
    pub stray: Option<ShownRequest>,
    /// Whether it has sent anybody. How many are its own would take a look at everything that ever changed.
    pub sent_people: bool,
}

/// What the connection of that id or name is doing.
///
/// # Errors
/// [`Error::Unknown`] for one that is not there.
pub async fn live(p: &Provisioning, tenant: &str, connection: &str) -> Result<Live> {
    let unknown = || {
        Error::Unknown(format!(
            "There is no connection {connection:?} in this tenant."
        ))
    };
    p.request_log().flush().await;
    let (owner, named) = (tenant.to_owned(), connection.to_owned());
    let since = p.now() - STRAY;
    let seen = p.store().read(move |conn| {
        let found = match id::parse(&named) {
            Some(id) => connections::find(conn, &owner, id)?,
            None => connections::find_by_name(conn, &owner, &named)?,
        };
        let Some(found) = found else {
            return Ok(None);
        };
        // What came before there was this connection was not for it.
        let since = first_id_of(since.max(found.created_at));
        Seen::read(conn, &owner, found.id, since).map(Some)
    });
    let seen = seen.await?.ok_or_else(unknown)?;
    let state = match &seen.last_request {
        None => "waiting",
        Some(_) if seen.is_refused => "failing",
        Some(_) => "live",
    };
    Ok(Live {
        state,
        sent_people: seen.sent_people,
        last_request: seen.last_request,
        last_refusal: seen.last_refusal,
        credentials_tested_at: seen.credentials_tested_at,
        stray: seen.stray,
    })
}

/// What the log says.
struct Seen {
    last_request: Option<ShownRequest>,
    /// Not one request alone: a provider that asks for somebody who has gone works.
    is_refused: bool,
    last_refusal: Option<ShownRequest>,
    credentials_tested_at: Option<String>,
    stray: Option<ShownRequest>,
    sent_people: bool,
}

impl Seen {
    fn read(conn: &mut Conn, tenant: &str, connection: Uuid, since: Uuid) -> Result<Self> {
        let names = Names::read(conn, tenant)?;
        let of = |conn: &mut Conn, outcome: Option<&str>, limit: i64| {
            let wanted = Wanted {
                connection: Some(connection),
                outcome: outcome.map(str::to_owned),
                ..Wanted::default()
            };
            rows::list(conn, tenant, &wanted, limit)
        };
        let latest = of(conn, None, LOOKED_AT)?;
        let mut refusals = of(conn, Some("refused"), 1)?;
        refusals.extend(of(conn, Some("failed"), 1)?);
        let refusal = refusals.into_iter().max_by_key(|row| row.id);
        let mut shown = Vec::new();
        for row in &latest {
            shown.push(shown::short(row, &names)?);
        }
        let test = shown.iter().find(|it| tests_credentials(it));
        let stray = stray(conn, tenant, since)?;
        Ok(Self {
            credentials_tested_at: test.map(|it| it.at.clone()),
            last_refusal: refusal.map(|row| shown::short(&row, &names)).transpose()?,
            stray: stray.map(|row| shown::short(&row, &names)).transpose()?,
            // The catalogue knows of those long ago, and the log of those just now.
            sent_people: shown.iter().any(made_somebody)
                || received_attributes::is_any_of(conn, tenant, connection, PERSON)?,
            is_refused: shown
                .iter()
                .take(REFUSED_IN_A_ROW)
                .all(|it| it.status >= 400),
            last_request: shown.into_iter().next(),
        })
    }
}

/// The last request that nobody's token came with, if no other tenant can have been meant.
fn stray(conn: &mut Conn, tenant: &str, since: Uuid) -> Result<Option<rows::Logged>> {
    let all = tenants::list(conn)?;
    if all.len() != 1 || all.iter().any(|it| it.id != tenant) {
        return Ok(None);
    }
    let wanted = Wanted {
        from: Some(since),
        ..Wanted::default()
    };
    Ok(rows::list(conn, NOBODYS, &wanted, 1)?.into_iter().next())
}

/// Whether somebody came by it.
fn made_somebody(request: &ShownRequest) -> bool {
    let path = request.path.split('?').next().unwrap_or_default();
    request.status == 201
        && request.method == "POST"
        && path.trim_end_matches('/').ends_with("/Users")
}

/// Whether that is what a provider does when its administrator presses the button: Okta asks for two people, Entra for somebody
/// who does not exist.
fn tests_credentials(request: &ShownRequest) -> bool {
    let (path, query) = request.path.split_once('?').unwrap_or_default();
    if request.status != 200 || request.method != "GET" || !path.ends_with("/Users") {
        return false;
    }
    let parameters: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).collect();
    let has = |name: &str, value: &str| {
        parameters
            .iter()
            .any(|(key, it)| key.eq_ignore_ascii_case(name) && it == value)
    };
    let filter = parameters
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case("filter"));
    let asks_for_nobody = filter.is_some_and(|(_, filter)| {
        let quoted = filter.split('"').nth(1).unwrap_or_default();
        Uuid::try_parse(quoted).is_ok()
    });
    (has("startIndex", "1") && has("count", "2")) || asks_for_nobody
}
