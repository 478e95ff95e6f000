//! What providers sent that no schema has and that was therefore not kept: an administrator may have meant something.

use rollcall_storage::{connections, observations};

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

/// The tenant's attributes that were not kept, by connection and path. What other replicas saw in the last few seconds may be
/// missing.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist.
pub async fn list(p: &Provisioning, tenant: &str) -> Result<Vec<Dropped>> {
    tenants::find(p, tenant).await?;
    p.flush_usage().await?;
    let tenant = tenant.to_owned();
    let (connections, seen) = p
        .store()
        .read(move |conn| {
            let connections = connections::list(conn, &tenant)?;
            Ok::<_, Error>((connections, observations::list(conn, &tenant)?))
        })
        .await?;
    let mut dropped: Vec<Dropped> = seen
        .into_iter()
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
    dropped.sort_by(|one, other| one.connection.cmp(&other.connection));
    Ok(dropped)
}
