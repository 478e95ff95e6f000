//! `/api/v1/connections`: how each identity provider's feed speaks, and who was recognised on it.

use actix_web::web::{Data, Json};
use rollcall_provisioning::connections::{self, Connection};
use scim_core::format_instant;
use scim_core::quirks::Provider;
use serde::Serialize;

use crate::error::Result;
use crate::extract::ApiCaller;
use crate::site::Site;

/// One connection.
#[derive(Serialize)]
struct ConnectionAnswer {
    id: String,
    name: String,
    profile: String,
    rules: String,
    created_at: String,
    speaks_like: Option<RecognisedAnswer>,
}

/// The provider that was recognised last.
#[derive(Serialize)]
struct RecognisedAnswer {
    provider: String,
    label: Option<&'static str>,
    first_seen_at: String,
    last_seen_at: String,
}

/// The tenant's connections, by name.
pub(super) async fn list(
    caller: ApiCaller,
    site: Data<Site>,
) -> Result<Json<impl Serialize + use<>>> {
    let listed = connections::list(&site.provisioning, &caller.0.tenant).await?;
    Ok(Json(listed.into_iter().map(shown).collect::<Vec<_>>()))
}

fn shown(connection: Connection) -> ConnectionAnswer {
    let speaks_like = connection.speaks_like.map(|seen| RecognisedAnswer {
        label: Provider::named(&seen.provider).map(|provider| provider.label),
        provider: seen.provider,
        first_seen_at: format_instant(seen.first_seen_at),
        last_seen_at: format_instant(seen.last_seen_at),
    });
    ConnectionAnswer {
        id: connection.id.to_string(),
        name: connection.name,
        profile: connection.profile,
        rules: connection.rules,
        created_at: format_instant(connection.created_at),
        speaks_like,
    }
}
