//! What is to be mended in signatures before they are published.

use std::collections::HashMap;

use rollcall_mapping::{GMAIL_CHARS_MAX, Mapping, Presence, Remark, Severity};
use serde::Serialize;

use super::{Definition, mapping, moment};
use crate::mappings::active;
use crate::people::{self, Record};
use crate::walk::Walk;
use crate::{Provisioning, Result};

/// Something to be mended in a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignatureRemark {
    /// The signature's key.
    pub signature: String,
    /// The language of the template; `None` for all.
    pub language: Option<&'static str>,
    /// What is to be said.
    #[serde(flatten)]
    pub remark: Remark,
}

/// An inspection under way: templates are looked at, and made for everybody who gets them.
pub struct Inspection {
    walk: Walk,
    mapping: Mapping,
    now: jiff::Timestamp,
    of: u64,
    seen: u64,
    by_signature: HashMap<String, Found>,
}

/// What was found among those who get a signature.
#[derive(Debug, Default)]
struct Found {
    people: u64,
    /// How many of them lack a field that it shows, by the field's key.
    lacking: HashMap<String, u64>,
    too_long: u64,
    failed: u64,
    failure: Option<String>,
}

/// What was seen of one person.
struct Seen {
    signature: String,
    /// What campaigns lay upon it.
    laid: Vec<String>,
    presence: Vec<Presence>,
    made: std::result::Result<usize, String>,
}

impl Inspection {
    /// Begins an inspection.
    ///
    /// # Errors
    /// [`crate::Error::Unknown`] for a tenant or draft that there is not.
    pub async fn begin(p: &Provisioning, tenant: &str, which: Definition) -> Result<Self> {
        crate::tenants::find(p, tenant).await?;
        let mapping = mapping(p, tenant, which).await?;
        let active = Some(active(p, tenant).await?);
        Ok(Self {
            walk: Walk::begin(p, tenant, active, [mapping.clone()]).await?,
            now: moment(p),
            of: people::count(p, tenant).await?,
            mapping,
            seen: 0,
            by_signature: HashMap::new(),
        })
    }

    /// Looks at the next people, and answers how many were looked at of how many at most; `None` at the end.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn next(&mut self) -> Result<Option<(u64, u64)>> {
        let (mapping, now) = (self.mapping.clone(), self.now);
        let looked = self.walk.next(move |people| {
            let of = |record: &Record| {
                let person = record.person(0);
                let signature = mapping.choice(&person).signature?;
                let made = mapping.signature(&person, now);
                let chars = |html: &str| html.chars().count();
                let laid = mapping.campaign_signatures(&person).into_iter();
                Some(Seen {
                    signature,
                    laid: laid.map(str::to_owned).collect(),
                    presence: mapping.presence(&person),
                    made: made
                        .map(|made| made.map_or(0, |made| chars(&made.html)))
                        .map_err(|error| error.to_string()),
                })
            };
            (
                people.len(),
                people.iter().filter_map(of).collect::<Vec<_>>(),
            )
        });
        let Some((count, people)) = looked.await? else {
            return Ok(None);
        };
        self.seen += count as u64;
        for person in people {
            self.add(person);
        }
        Ok(Some((self.seen, self.of.max(self.seen))))
    }

    fn add(&mut self, person: Seen) {
        let fields: Vec<_> = self.mapping.fields().collect();
        for signature in person.laid.iter().chain([&person.signature]) {
            let found = self.by_signature.entry(signature.clone()).or_default();
            found.people += 1;
            for place in self.mapping.shown_fields(signature) {
                if person.presence.get(place) == Some(&Presence::Missing)
                    && let Some(field) = fields.get(place)
                {
                    *found.lacking.entry(field.key.clone()).or_default() += 1;
                }
            }
        }
        let found = self.by_signature.entry(person.signature).or_default();
        match person.made {
            Ok(chars) => found.too_long += u64::from(chars > GMAIL_CHARS_MAX),
            Err(why) => {
                found.failed += 1;
                found.failure.get_or_insert(why);
            }
        }
    }

    /// What was found until now, the worst first.
    pub fn remarks(&self) -> Vec<SignatureRemark> {
        let of_templates = self.mapping.remarks().into_iter();
        let of_templates = of_templates.map(|(signature, language, remark)| SignatureRemark {
            signature: signature.to_owned(),
            language: Some(language.tag()),
            remark,
        });
        let of_people = self.mapping.signatures().flat_map(|key| {
            let remarks = match self.by_signature.get(key) {
                None => vec![remark(
                    Severity::Info,
                    "unused",
                    "Nobody gets it.".to_owned(),
                )],
                Some(found) => found.remarks(&self.mapping),
            };
            remarks.into_iter().map(|remark| SignatureRemark {
                signature: key.to_owned(),
                language: None,
                remark,
            })
        });
        let mut remarks: Vec<_> = of_templates.chain(of_people).collect();
        remarks.sort_by_key(|it| it.remark.severity);
        remarks
    }
}

impl Found {
    fn remarks(&self, mapping: &Mapping) -> Vec<Remark> {
        let mut remarks = Vec::new();
        if let Some(why) = &self.failure {
            let detail = format!(
                "It cannot be made for {} of {} people: {why}",
                self.failed, self.people
            );
            remarks.push(remark(Severity::Error, "fails", detail));
        }
        if self.too_long > 0 {
            let detail = format!(
                "For {} of {} people it has more than {GMAIL_CHARS_MAX} characters, which Gmail does not take.",
                self.too_long, self.people
            );
            remarks.push(remark(Severity::Error, "too_long", detail));
        }
        for field in mapping.fields() {
            if let Some(count) = self.lacking.get(&field.key) {
                let detail = format!(
                    "{} is empty for {count} of the {} people who get it.",
                    field.key, self.people
                );
                let severity = if field.required {
                    Severity::Warning
                } else {
                    Severity::Info
                };
                remarks.push(remark(severity, "field_empty", detail));
            }
        }
        remarks
    }
}

fn remark(severity: Severity, code: &'static str, detail: String) -> Remark {
    Remark {
        severity,
        code,
        detail,
    }
}
