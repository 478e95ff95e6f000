//! Why an attribute never came, most likely, and what to do about it at the provider.

use rollcall_mapping::{Read, SentPath};
use scim_core::schema::ENTERPRISE_USER;

/// Why an attribute never came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// A word for programs: `nothing_received`, `wrong_namespace`, `other_type`, `namespace_missing`, `not_in_attribute_list`,
    /// `not_mapped`, `not_at_source`.
    pub code: &'static str,
    /// For people: what is likely, and what to do.
    pub detail: String,
}

impl Cause {
    fn new(code: &'static str, detail: String) -> Self {
        Self { code, detail }
    }
}

/// The likeliest cause: what else came tells more than what providers do in general.
pub(super) fn likely(
    provider: Option<&str>,
    is_pulled: bool,
    read: &Read,
    sent: &[(SentPath, &str)],
) -> Cause {
    if sent.is_empty() && is_pulled {
        let detail = "Nobody has been read over this connection yet.";
        return Cause::new("nothing_received", detail.to_owned());
    }
    if sent.is_empty() {
        let detail = "No person has come over this connection yet: assign somebody to the application at the provider.";
        return Cause::new("nothing_received", detail.to_owned());
    }
    elsewhere(provider, read, sent)
        .or_else(|| otherwise(read, sent))
        .unwrap_or_else(|| match is_pulled {
            true => Cause::new(
                "not_at_source",
                format!(
                    "Nobody who was read has a value for {}: the source has none, or calls the attribute otherwise. Where one of its own \
                     attributes is meant, give the field that one as a source.",
                    read.path
                ),
            ),
            false => in_general(provider, read),
        })
}

/// It came under another URN, or under none.
fn elsewhere(provider: Option<&str>, read: &Read, sent: &[(SentPath, &str)]) -> Option<Cause> {
    let (namesake, _) = sent.iter().find(|(path, _)| path.is_namesake(read))?;
    let name = &read.attribute;
    let came = match namesake.schema() {
        None => format!("An attribute {name} came without a namespace"),
        Some(urn) => format!("An attribute {name} came under {urn}"),
    };
    let wanted = match &read.extension {
        None => "a core attribute, without a namespace of an extension".to_owned(),
        Some(urn) => format!("under {urn}"),
    };
    let detail = format!(
        "{came}; the mapping waits for it {wanted}.{}",
        to_change(provider, read)
    );
    Some(Cause::new("wrong_namespace", detail))
}

fn to_change(provider: Option<&str>, read: &Read) -> String {
    let name = &read.attribute;
    match (provider, &read.extension) {
        (Some("okta"), Some(urn)) => format!(
            " In Okta: Directory > Profile Editor > the profile of this application > the attribute: External name {name}, External namespace {urn}."
        ),
        (Some("entra"), Some(urn)) => format!(
            " In Microsoft Entra ID the target attribute has to be called {urn}:{name}, as a whole."
        ),
        _ => " Change that at the provider, or the source in the mapping.".to_owned(),
    }
}

/// Others of its kind came, but none that is asked for.
fn otherwise(read: &Read, sent: &[(SentPath, &str)]) -> Option<Cause> {
    // Only a filter makes a difference between them.
    if !read.path.contains('[') {
        return None;
    }
    let mut types: Vec<_> = sent
        .iter()
        .filter(|(path, _)| path.is_beside(read))
        .map(|(path, _)| path.of_type().unwrap_or("no type"))
        .collect();
    types.sort_unstable();
    types.dedup();
    // Where such a value came, it came without this part of it.
    let came = |one: &&str| read.path.contains(&format!("\"{one}\""));
    if types.is_empty() || types.iter().any(came) {
        return None;
    }
    let detail = format!(
        "{} came, but not such: with the types {}. If one of these is meant, let the mapping read it; else map a value of this type \
         at the provider.",
        read.attribute,
        types.join(", ")
    );
    Some(Cause::new("other_type", detail))
}

fn in_general(provider: Option<&str>, read: &Read) -> Cause {
    let (path, name) = (&read.path, &read.attribute);
    let own = read
        .extension
        .as_deref()
        .filter(|urn| *urn != ENTERPRISE_USER);
    match (provider, own) {
        (Some("okta"), Some(urn)) => Cause::new(
            "namespace_missing",
            format!(
                "Okta leaves out, without a word, an attribute whose External namespace is missing or another one. In Okta: Directory > \
                 Profile Editor > the profile of this application > the attribute: External name {name}, External namespace {urn}. Where \
                 there is no External namespace to fill in, the attribute is older than the provisioning of the application: delete it \
                 and add it again. Then map a value to it (the application > Provisioning > To App) and choose Force Sync."
            ),
        ),
        (Some("okta"), None) => {
            let namespace = read.extension.as_deref().map_or_else(String::new, |urn| {
                format!(", with the External namespace {urn}")
            });
            Cause::new(
                "not_mapped",
                format!(
                    "In Okta nothing is mapped to it (the application > Provisioning > To App > Attribute Mappings), or nobody who is \
                     assigned has a value: Okta sends nothing for those. The profile of the application (Directory > Profile Editor) has \
                     to have it{namespace}."
                ),
            )
        }
        (Some("entra"), Some(_)) => Cause::new(
            "not_in_attribute_list",
            format!(
                "Microsoft Entra ID sends what is in its attribute list and mapped. In the application: Provisioning > Mappings > Provision \
                 Microsoft Entra ID Users > Show advanced options > Edit attribute list: add {path}, as a whole; then map a value to it."
            ),
        ),
        (Some("entra"), None) => Cause::new(
            "not_mapped",
            format!(
                "In Microsoft Entra ID nothing is mapped to {path} (the application > Provisioning > Mappings > Provision Microsoft Entra \
                 ID Users), or nobody in scope has a value: those are not sent."
            ),
        ),
        (Some("onelogin"), _) => Cause::new(
            "not_mapped",
            format!(
                "OneLogin sends a parameter only if the application has it under Parameters, with Include in User Provisioning; nothing \
                 such is there for {path}, or nobody has a value."
            ),
        ),
        _ => Cause::new(
            "not_mapped",
            format!(
                "The provider has nothing mapped to {path}, or nobody who is assigned has a value."
            ),
        ),
    }
}
