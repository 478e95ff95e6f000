//! Who gets which signature: for one person, for everybody, as an archive; and what is to be mended in them.

mod assignments;
mod bundle;
mod by_hand;
mod example;
mod lint;
mod scripts;

pub use assignments::{Assigned, Assignments, ChoiceCount, Step, Whom};
pub use bundle::{Bundling, Packed};
pub use by_hand::{set, unset};
pub use example::starter_example;
pub use lint::{Inspection, SignatureRemark};
pub use scripts::{SCRIPTS, Script};

use jiff::Timestamp;
use rollcall_mapping::{CampaignState, Explanation, Mapping, Rendered};
use serde::Serialize;

use crate::mappings::{compile, draft};
use crate::{Error, Provisioning, Result, people};

/// Which definition is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Definition {
    /// The one in force.
    #[default]
    InForce,
    /// The draft.
    Draft,
}

/// The signature that a person gets, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonSignature {
    /// Why.
    #[serde(flatten)]
    pub explanation: Explanation,
    /// What it says; `None` where they get none, or where it cannot be made.
    pub rendered: Option<Rendered>,
    /// Why it cannot be made.
    pub failure: Option<String>,
}

/// A signature that a tenant has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Known {
    /// Its key.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// The languages that it is written in.
    pub languages: Vec<&'static str>,
}

/// A campaign that a tenant has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownCampaign {
    /// Its key.
    pub key: String,
    /// Whether it is under way, and when it is next.
    #[serde(flatten)]
    pub state: CampaignState,
}

/// The signatures and campaigns of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Overview {
    /// The signatures.
    pub signatures: Vec<Known>,
    /// The campaigns.
    pub campaigns: Vec<KnownCampaign>,
}

/// The signatures and campaigns of a tenant.
///
/// # Errors
/// [`Error::Unknown`] where there is no such tenant, or no draft.
pub async fn overview(p: &Provisioning, tenant: &str, which: Definition) -> Result<Overview> {
    crate::tenants::find(p, tenant).await?;
    let definition = match which {
        Definition::InForce => p
            .mappings()
            .of(p, tenant)
            .await?
            .definition
            .as_ref()
            .clone(),
        Definition::Draft => draft(p, tenant).await?.definition,
    };
    let signatures = definition.signatures.into_iter().map(|signature| Known {
        languages: signature.templates.keys().map(|it| it.tag()).collect(),
        key: signature.key,
        name: signature.name,
    });
    let mapping = mapping(p, tenant, which).await?;
    let campaigns = mapping.campaigns(moment(p)).map(|(key, state)| {
        let key = key.to_owned();
        KnownCampaign { key, state }
    });
    Ok(Overview {
        signatures: signatures.collect(),
        campaigns: campaigns.collect(),
    })
}

/// The signature that a person gets, and why.
///
/// # Errors
/// 404 where the tenant has no such person; [`Error::Unknown`] where there is no draft.
pub async fn of_person(
    p: &Provisioning,
    tenant: &str,
    id: &str,
    which: Definition,
) -> Result<PersonSignature> {
    let mapping = mapping(p, tenant, which).await?;
    let now = moment(p);
    people::seen(p, tenant, id, vec![mapping], move |mappings, record| {
        let mapping = mappings
            .first()
            .ok_or_else(|| Error::Internal("a mapping is gone".into()))?;
        let person = record.person(0);
        let explanation = mapping.explain_signature(&person, now);
        let (rendered, failure) = match mapping.signature(&person, now) {
            Ok(rendered) => (rendered, None),
            Err(error) => (None, Some(error.to_string())),
        };
        Ok(PersonSignature {
            explanation,
            rendered,
            failure,
        })
    })
    .await
}

/// The mapping of a definition.
pub(crate) async fn mapping(p: &Provisioning, tenant: &str, which: Definition) -> Result<Mapping> {
    match which {
        Definition::InForce => Ok(p.mappings().of(p, tenant).await?.mapping),
        Definition::Draft => {
            let draft = draft(p, tenant).await?;
            compile(p.registry(tenant).await?.as_ref(), &draft.definition)
        }
    }
}

/// Now.
pub(crate) fn moment(p: &Provisioning) -> Timestamp {
    moment_of(p.now())
}

/// A moment, in microseconds since the Unix epoch.
pub(crate) fn moment_of(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH)
}
