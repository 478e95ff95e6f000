//! Letters with a link that an admin made for somebody: an invitation, another password. In the language of whoever gets it, as
//! far as that is known. Whoever made the link has it as well, so a letter that cannot be sent fails nothing.

use fluent_bundle::FluentArgs;
use rollcall_mapping::Language;
use rollcall_provisioning::accounts::invitations::Invited;
use rollcall_provisioning::accounts::members::ResetLink;
use rollcall_provisioning::mail::Letter;
use rollcall_provisioning::{Provisioning, mail};
use scim_core::format_instant;
use serde_json::{Value, json};

use crate::console::message;

/// Sends an invitation to whom it is for; answers what came of that: null without a mail server, else `{"sent", "error"}`.
pub(crate) async fn invitation(p: &Provisioning, invited: &Invited, url: &str) -> Value {
    let language = language(invited.language.as_deref());
    let it = &invited.invitation;
    let role = format!("role-{}", it.role.as_str());
    let role = message(language, &role, &FluentArgs::new()).unwrap_or_default();
    let told = [
        ("by", it.created_by.clone()),
        ("organisation", invited.tenant_name.clone()),
        ("role", role),
        ("until", format_instant(it.expires_at)),
    ];
    send(p, &it.email, letter(language, "invitation", &told, url)).await
}

/// The same of a link for another password.
pub(crate) async fn reset(p: &Provisioning, link: &ResetLink, by: &str, url: &str) -> Value {
    let language = language(link.language.as_deref());
    let told = [
        ("by", by.to_owned()),
        ("email", link.email.clone()),
        ("until", format_instant(link.expires_at)),
    ];
    send(p, &link.email, letter(language, "reset", &told, url)).await
}

fn language(tag: Option<&str>) -> Language {
    tag.and_then(Language::of).unwrap_or_default()
}

fn letter(language: Language, about: &str, told: &[(&str, String)], url: &str) -> Letter {
    let mut arguments = FluentArgs::new();
    for (name, text) in told {
        arguments.set(*name, text.as_str());
    }
    let say = |part: &str| {
        message(language, &format!("mail-{about}-{part}"), &arguments).unwrap_or_default()
    };
    Letter::with_link(&say("subject"), &say("words"), url, &say("until"))
}

async fn send(p: &Provisioning, to: &str, letter: Letter) -> Value {
    match mail::send(p, to, letter).await {
        None => Value::Null,
        Some(Ok(())) => json!({ "sent": true, "error": null }),
        Some(Err(why)) => {
            tracing::warn!(why, "a link could not be sent by e-mail");
            json!({ "sent": false, "error": why })
        }
    }
}
