//! Which tokens there are.

use rollcall_storage::{connections, tokens};
use uuid::Uuid;

use super::Token;
use crate::auth::Scope;
use crate::{Error, Provisioning, Result, tenants};

/// A token in a list: everything but the secret, which nobody has.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The row.
    pub token: Token,
    /// The name of its connection.
    pub connection: String,
}

/// The tenant's tokens, newest first, revoked and expired ones too.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist.
pub async fn list(p: &Provisioning, tenant: &str) -> Result<Vec<Listed>> {
    tenants::find(p, tenant).await?;
    p.flush_usage_due().await?;
    let tenant = tenant.to_owned();
    p.store()
        .read(move |conn| {
            let connections = connections::list(conn, &tenant)?;
            let name_of = |id: Uuid| {
                connections
                    .iter()
                    .find(|c| c.id == id)
                    .map(|c| c.name.clone())
                    .unwrap_or_default()
            };
            let tokens = tokens::list(conn, &tenant)?;
            Ok::<_, Error>(
                tokens
                    .into_iter()
                    .map(|t| Listed {
                        connection: name_of(t.connection_id),
                        token: t,
                    })
                    .collect(),
            )
        })
        .await
}

/// The same without API keys. They are tokens too, and owners' alone: whoever shows or ends others' tokens by their ids looks here.
///
/// # Errors
/// As [`list`].
pub async fn list_without_keys(p: &Provisioning, tenant: &str) -> Result<Vec<Listed>> {
    let mut all = list(p, tenant).await?;
    all.retain(|it| it.token.scope != Scope::Api.as_str());
    Ok(all)
}
