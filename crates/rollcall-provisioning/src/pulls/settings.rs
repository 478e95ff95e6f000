//! How people are pulled over one connection: as it is asked for, and as it is stored.

use rollcall_okta::domain::{Accepted, Org};
use rollcall_okta::plan::{Adoption, Limit, Priorities};
use rollcall_okta::scim_client::Base;
use rollcall_okta::{StatusPolicy, Trouble};
use serde::{Deserialize, Serialize};

use crate::accounts::Refusal;
use crate::{Error, Provisioning, Result};

/// Minutes between two runs at most: a day.
const EVERY_MINUTES_MAX: u32 = 1_440;
/// Priorities of single attributes.
const PRIORITIES_BYTES_MAX: usize = 64 * 1024;
/// Bytes of a token.
const TOKEN_BYTES_MAX: usize = 8_192;

/// How people are pulled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// From where.
    pub source: SourceSettings,
    /// How many of a hundred requests that the source allows everybody together may be ours.
    pub share_percent: u8,
    /// Minutes between two runs.
    pub every_minutes: u32,
    /// The hour of the day (UTC) from which on everybody is read once.
    pub full_hour: u8,
    /// Who counts as active.
    pub statuses: StatusPolicy,
    /// Whether somebody here with the same name is the same person.
    pub adoption: Adoption,
    /// Whether people are made here who are not active at the source.
    pub creates_inactive: bool,
    /// How many may vanish at once.
    pub vanished: Limit,
    /// Who is believed about which attribute, where somebody is pushed too.
    pub priorities: Priorities,
}

/// From where people are pulled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SourceSettings {
    /// Okta's API, as its single-page application.
    Okta {
        /// Scheme and host.
        origin: String,
        /// The application.
        client_id: String,
        /// Whether requests for tokens have a header `Origin`.
        sends_origin: bool,
    },
    /// Any SCIM server.
    Scim {
        /// Its base URL.
        url: String,
    },
    /// Rippling's API.
    Rippling {
        /// Another origin that the operator has set.
        origin: Option<String>,
    },
    /// PayFit's partner API.
    Payfit {
        /// Another origin that the operator has set.
        origin: Option<String>,
    },
}

impl SourceSettings {
    /// Its word.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Okta { .. } => "okta",
            Self::Scim { .. } => "scim",
            Self::Rippling { .. } => "rippling",
            Self::Payfit { .. } => "payfit",
        }
    }
}

/// What is asked for: all that is not said stays as it is, or is what is usual.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    /// From where.
    pub source: Option<AskedSource>,
    /// What the source is asked with; not for Okta, where somebody signs in.
    pub token: Option<String>,
    /// See [`Settings::share_percent`]: 1 to 100; 50.
    pub share_percent: Option<u8>,
    /// See [`Settings::every_minutes`]: 1 to 1,440; 5.
    pub every_minutes: Option<u32>,
    /// See [`Settings::full_hour`]: 0 to 23; 2.
    pub full_hour: Option<u8>,
    /// See [`Settings::statuses`].
    pub statuses: Option<StatusPolicy>,
    /// See [`Settings::adoption`].
    pub adoption: Option<Adoption>,
    /// See [`Settings::creates_inactive`].
    pub creates_inactive: Option<bool>,
    /// See [`Settings::vanished`].
    pub vanished: Option<Limit>,
    /// See [`Settings::priorities`].
    pub priorities: Option<Priorities>,
}

/// From where, as somebody typed it.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum AskedSource {
    /// Okta.
    Okta {
        /// The domain.
        domain: String,
        /// The Client ID.
        client_id: String,
        /// That the domain is the customer's own, and meant.
        #[serde(default)]
        custom_domain: bool,
        /// Whether requests for tokens have a header `Origin`, as Okta wants it of applications for browsers.
        #[serde(default = "yes")]
        sends_origin: bool,
    },
    /// Any SCIM server.
    Scim {
        /// Its base URL.
        url: String,
    },
    /// Rippling.
    Rippling {
        /// One of the operator's.
        origin: Option<String>,
    },
    /// PayFit.
    Payfit {
        /// One of the operator's.
        origin: Option<String>,
    },
}

fn yes() -> bool {
    true
}

impl AskedSource {
    fn checked(self, p: &Provisioning) -> Result<SourceSettings> {
        let origins = p.pull_origins();
        let own = |origin: Option<String>| match origin {
            Some(origin) if !origins.contains(&origin) => Err(Error::Input(format!(
                "The operator has not set the origin {origin:?} (pull_insecure_origins)."
            ))),
            origin => Ok(origin),
        };
        Ok(match self {
            Self::Okta {
                domain,
                client_id,
                custom_domain,
                sends_origin,
            } => {
                let accepted = Accepted {
                    custom_domain,
                    operator_origins: origins,
                };
                let org = Org::typed(&domain, accepted);
                let org = org.map_err(|wrong| {
                    Error::from(Refusal::new(400, wrong.code(), wrong.to_string()))
                })?;
                let origin = org.origin().to_owned();
                // The callback's address is known only when somebody signs in.
                rollcall_okta::sign_in::App::new(org, &client_id, "https://x.invalid/", true)
                    .map_err(in_box("client_id_wrong"))?;
                SourceSettings::Okta {
                    origin,
                    client_id: client_id.trim().to_owned(),
                    sends_origin,
                }
            }
            Self::Scim { url } => {
                Base::typed(&url, origins).map_err(in_box("url_wrong"))?;
                SourceSettings::Scim {
                    url: url.trim().to_owned(),
                }
            }
            Self::Rippling { origin } => SourceSettings::Rippling {
                origin: own(origin)?,
            },
            Self::Payfit { origin } => SourceSettings::Payfit {
                origin: own(origin)?,
            },
        })
    }
}

/// What is wrong with what somebody typed.
pub(super) fn input(trouble: Trouble) -> Error {
    Error::Input(trouble.detail)
}

/// The same, with a word for the box that it was typed into.
fn in_box(code: &'static str) -> impl Fn(Trouble) -> Error {
    move |trouble| Refusal::new(400, code, trouble.detail).into()
}

impl Settings {
    fn usual(source: SourceSettings) -> Self {
        Self {
            source,
            share_percent: 50,
            every_minutes: 5,
            full_hour: 2,
            statuses: StatusPolicy::default(),
            adoption: Adoption::default(),
            creates_inactive: false,
            vanished: Limit {
                people_max: 20,
                percent_max: 10,
            },
            priorities: Priorities::default(),
        }
    }

    /// What is asked for, of nothing.
    ///
    /// # Errors
    /// [`Error::Input`] says what is wrong.
    pub(super) fn new(p: &Provisioning, asked: Asked) -> Result<Self> {
        let source = asked.source.clone().ok_or_else(|| {
            Error::Input(
                "source says from where people are pulled: its kind is okta, scim, rippling or payfit."
                    .to_owned(),
            )
        })?;
        Self::usual(source.checked(p)?).changed(p, asked)
    }

    /// The same, but for what is asked for.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub(super) fn changed(self, p: &Provisioning, asked: Asked) -> Result<Self> {
        let source = match asked.source {
            Some(source) => source.checked(p)?,
            None => self.source,
        };
        if let Some(token) = &asked.token {
            check_token(&source, token)?;
        }
        let changed = Self {
            source,
            share_percent: asked.share_percent.unwrap_or(self.share_percent),
            every_minutes: asked.every_minutes.unwrap_or(self.every_minutes),
            full_hour: asked.full_hour.unwrap_or(self.full_hour),
            statuses: asked.statuses.unwrap_or(self.statuses),
            adoption: asked.adoption.unwrap_or(self.adoption),
            creates_inactive: asked.creates_inactive.unwrap_or(self.creates_inactive),
            vanished: asked.vanished.unwrap_or(self.vanished),
            priorities: asked.priorities.unwrap_or(self.priorities),
        };
        changed.check()?;
        Ok(changed)
    }

    fn check(&self) -> Result<()> {
        let within = |name: &str, value: u32, least: u32, most: u32| {
            if (least..=most).contains(&value) {
                return Ok(());
            }
            Err(Error::Input(format!(
                "{name} is from {least} to {most}, not {value}."
            )))
        };
        within("share_percent", self.share_percent.into(), 1, 100)?;
        within("every_minutes", self.every_minutes, 1, EVERY_MINUTES_MAX)?;
        within("full_hour", self.full_hour.into(), 0, 23)?;
        within(
            "vanished.percent_max",
            self.vanished.percent_max.into(),
            0,
            100,
        )?;
        let priorities = serde_json::to_string(&self.priorities).unwrap_or_default();
        if priorities.len() > PRIORITIES_BYTES_MAX {
            return Err(Error::Input(format!(
                "priorities are longer than {PRIORITIES_BYTES_MAX} bytes."
            )));
        }
        Ok(())
    }

    /// As it is stored.
    pub(super) fn text(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|error| Error::Internal(Box::new(error)))
    }

    /// As it was stored.
    pub(super) fn stored(text: &str) -> Result<Self> {
        serde_json::from_str(text)
            .map_err(|_| Error::Internal("pulls.settings cannot be read".into()))
    }
}

fn check_token(source: &SourceSettings, token: &str) -> Result<()> {
    if matches!(source, SourceSettings::Okta { .. }) {
        return Err(Error::Input(
            "Okta is asked without a token of yours: leave token out, and press Connect Okta."
                .to_owned(),
        ));
    }
    let plain = |byte: u8| byte.is_ascii_graphic();
    if token.is_empty() || token.len() > TOKEN_BYTES_MAX || !token.bytes().all(plain) {
        let detail = "token is what the source is asked with: one word of plain characters, without Bearer before it.";
        return Err(Refusal::new(400, "token_wrong", detail).into());
    }
    Ok(())
}
