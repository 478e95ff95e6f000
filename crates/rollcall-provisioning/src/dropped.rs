//! What providers sent that no schema has and that was therefore not kept: an administrator may have meant something.

use rollcall_storage::{connections, received_attributes};
use scim_core::sent::Fate;

use crate::received::Due;
use crate::{Error, Provisioning, Result, tenants};

/// An attribute that a connection sent and that was not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// The connection's name.
    pub connection: String,
    /// The attribute's path as sent; its first 255 characters.
    pub attribute: String,
    /// How often.
    pub count: i64,
    /// When first, in microseconds since the Unix epoch.
    pub first_seen_at: i64,
    /// When last, in microseconds since the Unix epoch.
    pub last_seen_at: i64,
}

/// The tenant's attributes that were not kept, by connection and path. What other replicas saw in the last minute may be
/// missing.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist.
pub async fn list(p: &Provisioning, tenant: &str) -> Result<Vec<Dropped>> {
    tenants::find(p, tenant).await?;
    p.flush(Due::Of(tenant)).await?;
    let tenant = tenant.to_owned();
    let (connections, seen) = p
        .store()
        .read(move |conn| {
            let connections = connections::list(conn, &tenant)?;
            let seen = received_attributes::list(conn, &tenant, None)?;
            Ok::<_, Error>((connections, seen))
        })
        .await?;
    let mut dropped: Vec<Dropped> = seen
        .into_iter()
        .filter(|seen| seen.fate == Fate::Dropped.as_str())
        .map(|seen| {
            let sender = connections.iter().find(|one| one.id == seen.connection_id);
            Dropped {
                connection: sender.map(|one| one.name.clone()).unwrap_or_default(),
                attribute: seen.path,
                count: seen.count,
                first_seen_at: seen.first_seen_at,
                last_seen_at: seen.last_seen_at,
            }
        })
        .collect();
    let key = |it: &Dropped| (it.connection.clone(), it.attribute.clone());
    dropped.sort_by_cached_key(key);
    // Of people and of groups, and from before these were told apart.
    dropped.dedup_by(|one, first| {
        let same = key(one) == key(first);
        if same {
            first.count = first.count.saturating_add(one.count);
            first.first_seen_at = first.first_seen_at.min(one.first_seen_at);
            first.last_seen_at = first.last_seen_at.max(one.last_seen_at);
        }
        same
    });
    Ok(dropped)
}
