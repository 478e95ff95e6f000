//! Reading the audit log, page by page.

use rollcall_storage::audit::{self, Entry, Wanted};
use rollcall_storage::id;

use super::INSTALLATION;
use crate::{Error, Provisioning, Result, pages, tenants};

/// Entries in one page at most.
pub(crate) const PAGE_MAX: i64 = 1_000;
/// A filter's text is no longer than a name can be.
const FILTER_CHARACTERS_MAX: usize = 320;

/// Which entries are wanted.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// What an earlier page gave to go on with.
    pub after: Option<String>,
    /// Entries in the page, 1 to 1,000.
    pub limit: i64,
    /// Those of the actor of that id or name only.
    pub actor: Option<String>,
    /// Those of that action only: `token.revoke`.
    pub action: Option<String>,
}

/// One page, the newest first.
#[derive(Debug, Clone)]
pub struct Page {
    /// The entries.
    pub entries: Vec<Entry>,
    /// What to go on with; none at the end.
    pub next: Option<String>,
}

/// A tenant's entries, or the installation's ([`INSTALLATION`]), newest first.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist, [`Error::Input`] for a query that cannot be.
pub async fn list(p: &Provisioning, tenant: &str, query: Query) -> Result<Page> {
    if tenant != INSTALLATION {
        tenants::find(p, tenant).await?;
    }
    pages::check_limit(query.limit, PAGE_MAX)?;
    for (name, text) in [("actor", &query.actor), ("action", &query.action)] {
        if text
            .as_ref()
            .is_some_and(|text| text.chars().count() > FILTER_CHARACTERS_MAX)
        {
            return Err(Error::Input(format!(
                "{name} has at most {FILTER_CHARACTERS_MAX} characters."
            )));
        }
    }
    let after = query.after.as_deref();
    let after = after.map(|text| id::parse(text).ok_or_else(pages::no_place));
    let wanted = Wanted {
        after: after.transpose()?,
        actor: query.actor,
        action: query.action,
    };
    let (tenant, limit) = (tenant.to_owned(), query.limit);
    let mut entries = p
        .store()
        .read(move |conn| Ok::<_, Error>(audit::list(conn, &tenant, &wanted, limit + 1)?))
        .await?;
    let next = pages::last_of_more(&mut entries, limit).map(|last| last.id.to_string());
    Ok(Page { next, entries })
}
