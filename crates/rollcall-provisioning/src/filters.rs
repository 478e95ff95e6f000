//! Filters over people and their smart fields: as text, as people read them, and whom they find.

use rollcall_mapping::{Choices, Mapping, PersonFilter};
use serde::Serialize;

use crate::mappings::active;
use crate::people::{self, Record};
use crate::provisioning::people as people_type;
use crate::signatures::{Definition, mapping};
use crate::walk::Walk;
use crate::{Error, Provisioning, Result};

/// So many names are shown.
const SAMPLES: usize = 3;
const FILTER_CHARS_MAX: usize = 20_000;

/// A filter in both forms.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Understood {
    /// As text.
    pub filter: String,
    /// As people read it; `None` where that would be too long to read.
    pub choices: Option<Choices>,
}

/// Reads a filter, and writes it in both forms.
///
/// # Errors
/// [`Error::Input`]: what does not parse, an attribute or field that there is not, a value of another type.
pub async fn understand(
    p: &Provisioning,
    tenant: &str,
    which: Definition,
    filter: String,
) -> Result<Understood> {
    let mapping = mapping(p, tenant, which).await?;
    ready(p, tenant, &mapping, &filter).await?;
    let choices = Choices::of(&filter).map_err(Error::Input)?;
    Ok(Understood { filter, choices })
}

/// Writes as a filter what people put together.
///
/// # Errors
/// [`Error::Input`]: a test that cannot be, an attribute or field that there is not.
pub async fn written(
    p: &Provisioning,
    tenant: &str,
    which: Definition,
    choices: Choices,
) -> Result<Understood> {
    let filter = choices.to_filter().map_err(Error::Input)?;
    let mapping = mapping(p, tenant, which).await?;
    ready(p, tenant, &mapping, &filter).await?;
    Ok(Understood {
        filter,
        choices: Some(choices),
    })
}

async fn ready(
    p: &Provisioning,
    tenant: &str,
    mapping: &Mapping,
    filter: &str,
) -> Result<PersonFilter> {
    if filter.chars().count() > FILTER_CHARS_MAX {
        let why = format!("A filter has at most {FILTER_CHARS_MAX} characters.");
        return Err(Error::Input(why));
    }
    let registry = p.registry(tenant).await?;
    let made = mapping.filter(people_type(&registry)?, filter);
    made.map_err(|why| {
        Error::Input(format!(
            "The filter cannot be used: {}.",
            why.trim_end_matches('.')
        ))
    })
}

/// How many active people fulfil a filter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Found {
    /// How many were looked at.
    pub people: u64,
    /// How many fulfil it.
    pub matches: u64,
    /// The first of them, as the provider calls them.
    pub samples: Vec<String>,
}

/// A count under way.
pub struct Matches {
    walk: Walk,
    mapping: Mapping,
    filter: PersonFilter,
    of: u64,
    found: Found,
}

impl Matches {
    /// Begins to look for whom a filter finds.
    ///
    /// # Errors
    /// As [`understand`].
    pub async fn begin(
        p: &Provisioning,
        tenant: &str,
        which: Definition,
        filter: &str,
    ) -> Result<Self> {
        crate::tenants::find(p, tenant).await?;
        let mapping = mapping(p, tenant, which).await?;
        let filter = ready(p, tenant, &mapping, filter).await?;
        let active = Some(active(p, tenant).await?);
        Ok(Self {
            walk: Walk::begin(p, tenant, active, [mapping.clone()]).await?,
            of: people::count(p, tenant).await?,
            mapping,
            filter,
            found: Found::default(),
        })
    }

    /// Looks at the next people, and answers how many were looked at of how many at most; `None` at the end.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn next(&mut self) -> Result<Option<(u64, u64)>> {
        let (mapping, filter) = (self.mapping.clone(), self.filter.clone());
        let looked = self.walk.next(move |people| {
            let found = people.iter();
            let found = found.filter(|record| mapping.fulfils(&record.person(0), &filter));
            let names = found.map(|record: &Record| record.user_name().to_owned());
            (people.len(), names.collect::<Vec<_>>())
        });
        let Some((count, names)) = looked.await? else {
            return Ok(None);
        };
        let found = &mut self.found;
        found.people += count as u64;
        found.matches += names.len() as u64;
        let room = SAMPLES - found.samples.len().min(SAMPLES);
        found.samples.extend(names.into_iter().take(room));
        Ok(Some((found.people, self.of.max(found.people))))
    }

    /// What was found until now.
    pub fn found(&self) -> &Found {
        &self.found
    }
}
