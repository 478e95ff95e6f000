//! A source of the settings of a connection.

use rollcall_okta::domain::Org;
use rollcall_okta::payfit::{Company, PayFit};
use rollcall_okta::rippling::Rippling;
use rollcall_okta::scim_client::{Base, ScimClient};
use rollcall_okta::source::{Limits, Source};
use rollcall_okta::users::Okta;
use scim_core::format_instant;

use super::progress::Known;
use super::settings::{Settings, SourceSettings, input};
use crate::{Error, Provisioning, Result};

/// Whether all is known that has to be, before people are asked for.
pub fn is_ready(settings: &Settings, known: &Known) -> bool {
    match settings.source {
        SourceSettings::Okta { .. } | SourceSettings::Rippling { .. } => true,
        SourceSettings::Scim { .. } => known.capabilities.is_some(),
        SourceSettings::Payfit { .. } => known.company.is_some(),
    }
}

/// The source.
///
/// # Errors
/// [`Error::Input`] where the operator does not allow (any more) what is set.
pub fn source(
    p: &Provisioning,
    settings: &Settings,
    known: &Known,
) -> Result<Box<dyn Source + Send + Sync>> {
    let limits = Limits::default();
    Ok(match &settings.source {
        SourceSettings::Okta { .. } => match okta(p, settings)? {
            Some(okta) => Box::new(okta),
            None => return Err(Error::Internal("a source is Okta and is not".into())),
        },
        SourceSettings::Scim { url } => Box::new(ScimClient {
            base: Base::typed(url, p.pull_origins()).map_err(input)?,
            capabilities: known.capabilities.unwrap_or_default(),
            limits,
        }),
        SourceSettings::Rippling { origin } => {
            let source = Rippling::new(settings.statuses, limits);
            match allowed(p, origin.as_ref())? {
                Some(origin) => Box::new(source.at(origin)),
                None => Box::new(source),
            }
        }
        SourceSettings::Payfit { origin } => {
            let company = known.company.as_deref().unwrap_or_default();
            let company = Company::stored(company).map_err(input)?;
            let today = format_instant(p.now());
            let today = today.get(..10).unwrap_or_default();
            let source = PayFit::new(company, today, limits);
            match allowed(p, origin.as_ref())? {
                Some(origin) => Box::new(source.at(origin)),
                None => Box::new(source),
            }
        }
    })
}

/// Okta, where that is the source.
///
/// # Errors
/// As [`source`].
pub fn okta(p: &Provisioning, settings: &Settings) -> Result<Option<Okta>> {
    let SourceSettings::Okta { origin, .. } = &settings.source else {
        return Ok(None);
    };
    Ok(Some(Okta {
        org: org(p, origin)?,
        policy: settings.statuses,
        limits: Limits::default(),
    }))
}

/// The organization that was set.
pub(super) fn org(p: &Provisioning, origin: &str) -> Result<Org> {
    Org::stored(origin, p.pull_origins()).map_err(|wrong| Error::Input(wrong.to_string()))
}

fn allowed<'o>(p: &Provisioning, origin: Option<&'o String>) -> Result<Option<&'o String>> {
    match origin {
        Some(origin) if !p.pull_origins().contains(origin) => Err(Error::Input(format!(
            "The operator does not let people be pulled from {origin:?} any more (pull_insecure_origins)."
        ))),
        origin => Ok(origin),
    }
}
