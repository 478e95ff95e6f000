//! What a source is asked with, at rest.

use rollcall_storage::pulls::Pull;
use serde::{Deserialize, Serialize};

use crate::jobs::Sealing;
use crate::{Error, Provisioning, Result, SecretKey};

/// What the installation itself has for pulling.
pub(crate) struct Means {
    sealing: Sealing,
    origins: Vec<String>,
}

impl Means {
    /// With a key of its own purpose, and origins that the operator has set.
    pub(crate) fn derive(secret: &SecretKey, origins: Vec<String>) -> Result<Self> {
        Ok(Self {
            sealing: Sealing::of_pulls(secret)?,
            origins,
        })
    }
}

impl Provisioning {
    /// Origins that the operator lets people be pulled from, beside those of the internet that have TLS.
    pub fn pull_origins(&self) -> &[String] {
        &self.pull_means().origins
    }

    pub(super) fn pull_sealing(&self) -> &Sealing {
        &self.pull_means().sealing
    }
}

/// What a source is asked with. It is encrypted where it is kept, and in no log.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Secrets {
    /// For a source that wants a token.
    pub(super) token: Option<String>,
    /// For new access tokens.
    pub(super) refresh_token: Option<String>,
    /// The key that tokens are bound to (PKCS #8 in base64), where the application demands proofs.
    pub(super) proof_key: Option<String>,
    /// Where somebody who signs in comes back to.
    pub(super) redirect: Option<String>,
    /// What event hooks come with.
    pub(super) hook: Option<Hook>,
    /// Who signed in there.
    pub(super) signed_in_as: Option<String>,
    /// Whether who signed in may read the schema.
    pub(super) may_read_schemas: bool,
}

/// An address for event hooks.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Hook {
    /// What stands in the address.
    pub(super) code: String,
    /// What the header `Authorization` has.
    pub(super) secret: String,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets")
    }
}

impl Secrets {
    pub(super) fn of(p: &Provisioning, pull: &Pull) -> Result<Self> {
        let Some(sealed) = &pull.secrets else {
            return Ok(Self::default());
        };
        let sealing = p.pull_sealing();
        let text = sealing.open(&pull.tenant_id, pull.connection_id, sealed)?;
        serde_json::from_slice(&text)
            .map_err(|_| Error::Internal("pulls.secrets cannot be read".into()))
    }

    /// Puts them into the row, which is to be written.
    pub(super) fn keep(&self, p: &Provisioning, pull: &mut Pull) -> Result<()> {
        let text = serde_json::to_vec(self).map_err(|error| Error::Internal(Box::new(error)))?;
        let sealing = p.pull_sealing();
        pull.secrets = Some(sealing.seal(&pull.tenant_id, pull.connection_id, text)?);
        pull.secrets_at = p.now();
        Ok(())
    }

    /// Whether there is something to ask with.
    pub(super) fn can_ask(&self) -> bool {
        self.token.is_some() || self.refresh_token.is_some()
    }
}
