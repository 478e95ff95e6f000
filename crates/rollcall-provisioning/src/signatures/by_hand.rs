//! A signature that is set by hand for one person.

use rollcall_mapping::SIGNATURE_BY_HAND;
use rollcall_storage::overrides::{self as rows, Override};
use rollcall_storage::resources::Scope;

use super::{Definition, PersonSignature, of_person};
use crate::audit::{Act, note_change_in};
use crate::overrides::{by_hand_told, known_in, tell};
use crate::provisioning::people as people_type;
use crate::{Error, Provisioning, Result, people};

/// Gives a person a signature whatever the rules say, or none.
///
/// # Errors
/// [`Error::Unknown`] for a signature that there is not; 404 where there is no such person.
pub async fn set(
    p: &Provisioning,
    tenant: &str,
    id: &str,
    signature: Option<String>,
    by: &str,
) -> Result<PersonSignature> {
    let mapping = p.mappings().of(p, tenant).await?.mapping;
    if let Some(key) = &signature
        && !mapping.signatures().any(|known| known == key)
    {
        return Err(Error::Unknown(format!(
            "There is no signature {key:?} in the definition in force."
        )));
    }
    let registry = p.registry(tenant).await?;
    let (verb, tenant_id, person) = (p.clone(), tenant.to_owned(), id.to_owned());
    let now = p.now();
    let by_hand = Override {
        field: SIGNATURE_BY_HAND.to_owned(),
        value: signature,
        locked: true,
        instead_of: None,
        set_at: now,
        set_by: by.to_owned(),
    };
    p.store()
        .write(move |tx| {
            let scope = Scope {
                tenant: &tenant_id,
                resource_type: people_type(&registry)?,
            };
            let (stored, _) = people::lock(tx, &scope, &person)?;
            let was = known_in(tx, &tenant_id, stored.id, SIGNATURE_BY_HAND)?;
            rows::set(tx, &tenant_id, stored.id, &by_hand)?;
            let act = Act::new("field.set", "person").id(stored.id);
            let changed = by_hand_told(SIGNATURE_BY_HAND, was.as_ref(), Some(&by_hand));
            note_change_in(tx, &verb, &tenant_id, act, changed)?;
            tell(tx, &tenant_id, stored.id, SIGNATURE_BY_HAND, now)
        })
        .await?;
    of_person(p, tenant, id, Definition::InForce).await
}

/// Takes back what was set by hand: the rules decide again.
///
/// # Errors
/// [`Error::Unknown`] where none was set; 404 where there is no such person.
pub async fn unset(p: &Provisioning, tenant: &str, id: &str) -> Result<()> {
    let unset = crate::overrides::unset(p, tenant, id, SIGNATURE_BY_HAND);
    unset.await.map_err(|error| match error {
        Error::Unknown(_) => {
            Error::Unknown("The signature of this person was not set by hand.".to_owned())
        }
        other => other,
    })
}
