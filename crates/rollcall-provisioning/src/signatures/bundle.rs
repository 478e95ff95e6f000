//! Everybody's signature as an archive that is sent while it is made.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rollcall_mapping::{Bundle, BundleCounts, Earlier, Mapping};

use super::moment;
use crate::exports::{Selection, StatusSelection};
use crate::people;
use crate::walk::Walk;
use crate::{Error, Provisioning, Result};

/// The lines of the index and of the archive's directory are kept until the end, some 1,500 bytes a person.
const PEOPLE_MAX: u64 = 200_000;

/// An archive under way.
pub struct Bundling {
    walk: Walk,
    mapping: Mapping,
    /// It is taken at the end.
    bundle: Arc<Mutex<Option<Bundle>>>,
    seen: u64,
    of: u64,
    counts: BundleCounts,
}

/// A piece of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// How many people were looked at until now.
    pub seen: u64,
    /// Of about so many.
    pub of: u64,
}

impl Bundling {
    /// Begins an archive of what people of a selection have now, but for what an earlier one had already.
    ///
    /// # Errors
    /// 400 `invalidFilter`; [`Error::Unknown`] for a tenant or group that there is not.
    pub async fn begin(
        p: &Provisioning,
        tenant: &str,
        selection: &Selection,
        earlier: Earlier,
    ) -> Result<Self> {
        crate::tenants::find(p, tenant).await?;
        let is_part = selection.filter.is_some() || selection.group.is_some();
        if is_part && !earlier.is_empty() {
            return Err(Error::Input(
                "What changed since another bundle is told of everybody: whoever is outside a filter or group would count as removed."
                    .to_owned(),
            ));
        }
        let of = people::count(p, tenant).await?;
        if !is_part && of > PEOPLE_MAX {
            return Err(too_many());
        }
        let selection = Selection {
            status: StatusSelection::Active,
            ..selection.clone()
        };
        let condition = selection.condition(p, tenant).await?;
        let mapping = p.mappings().of(p, tenant).await?.mapping;
        let bundle = Bundle::new(earlier, moment(p)).map_err(unwritten)?;
        Ok(Self {
            walk: Walk::begin(p, tenant, condition, [mapping.clone()]).await?,
            of,
            mapping,
            counts: bundle.counts(),
            bundle: Arc::new(Mutex::new(Some(bundle))),
            seen: 0,
        })
    }

    /// The next bytes; `None` after the last ones.
    ///
    /// # Errors
    /// When the database does not answer; [`Error::Input`] for more people than an archive can have.
    pub async fn next(&mut self) -> Result<Option<Packed>> {
        let (mapping, bundle) = (self.mapping.clone(), self.bundle.clone());
        let packed = self.walk.next(move |people| {
            let mut bundle = locked(&bundle);
            let Some(bundle) = bundle.as_mut() else {
                return Ok((0, Vec::new(), BundleCounts::default()));
            };
            for record in people {
                bundle.add(&mapping, &record.person(0))?;
            }
            Ok::<_, std::io::Error>((people.len(), bundle.take(), bundle.counts()))
        });
        let Some(packed) = packed.await? else {
            let ended = locked(&self.bundle).take();
            let Some(ended) = ended else {
                return Ok(None);
            };
            // It packs the whole index, which takes its time.
            let ended = tokio::task::spawn_blocking(|| ended.end()).await;
            let ended = ended.map_err(|error| Error::Internal(Box::new(error)))?;
            let (bytes, counts) = ended.map_err(unwritten)?;
            return Ok(Some(self.packed(bytes, counts)));
        };
        let (count, bytes, counts) = packed.map_err(unwritten)?;
        self.seen += count as u64;
        if self.seen > PEOPLE_MAX {
            return Err(too_many());
        }
        Ok(Some(self.packed(bytes, counts)))
    }

    fn packed(&mut self, bytes: Vec<u8>, counts: BundleCounts) -> Packed {
        self.counts = counts;
        Packed {
            bytes,
            seen: self.seen,
            of: self.of.max(self.seen),
        }
    }

    /// What became of the signatures until now.
    pub fn counts(&self) -> BundleCounts {
        self.counts
    }
}

/// Whoever panicked with it in hand made nothing that could be sent: what it has is whole nevertheless.
fn locked(bundle: &Mutex<Option<Bundle>>) -> MutexGuard<'_, Option<Bundle>> {
    bundle.lock().unwrap_or_else(PoisonError::into_inner)
}

fn too_many() -> Error {
    Error::Input(format!(
        "An archive has at most {PEOPLE_MAX} people; take those of a group or a filter."
    ))
}

fn unwritten(error: std::io::Error) -> Error {
    Error::Internal(Box::new(error))
}
