//! A tenant as the API and the command line show it.

use rollcall_provisioning::tenants::{ID_LENGTH_MAX, Tenant};
use scim_core::format_instant;
use serde_json::{Value, json};

/// A tenant as JSON.
pub(crate) fn shown(tenant: &Tenant) -> Value {
    json!({ "id": tenant.id, "name": tenant.name, "created_at": format_instant(tenant.created_at) })
}

/// A name as an id: `Acme Corp.` is `acme-corp`. A long one ends after a word.
pub(crate) fn slug(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower
        .split(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit())
        .filter(|word| !word.is_empty());
    let mut id = String::new();
    for word in words {
        let separator = if id.is_empty() { "" } else { "-" };
        if !id.is_empty() && id.len() + separator.len() + word.len() > ID_LENGTH_MAX {
            break;
        }
        id.push_str(separator);
        id.push_str(word);
    }
    id.truncate(ID_LENGTH_MAX);
    id
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn names_become_ids() {
        for (name, id) in [
            ("acme", "acme"),
            ("Acme Corp.", "acme-corp"),
            ("  A--B ", "a-b"),
            ("Ω", ""),
            ("Acme Foods and Drinks Incorporated", "acme-foods-and"),
            ("Twenty Letters, Exact", "twenty-letters-exact"),
            (
                "Donaudampfschifffahrtsgesellschaft AG",
                "donaudampfschifffahr",
            ),
        ] {
            assert_eq!(slug(name), id);
        }
    }
}
