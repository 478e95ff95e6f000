//! Letters, in a language. With a link that an admin made for somebody (an invitation, another password): in the language of whoever
//! gets it, as far as that is known; whoever made the link has it as well, so a letter that cannot be sent fails nothing. Of alerts: in
//! the language that their settings name.

use fluent_bundle::FluentArgs;
use rollcall_mapping::Language;
use rollcall_provisioning::accounts::invitations::Invited;
use rollcall_provisioning::accounts::members::ResetLink;
use rollcall_provisioning::alerts::{Says, ShownAlert};
use rollcall_provisioning::mail::{Letter, Paragraph};
use rollcall_provisioning::{Provisioning, mail};
use scim_core::format_instant;
use serde_json::{Value, json};

use crate::console::{alert_text, exact, message};

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
    let say = |part: &str| say(language, &format!("mail-{about}-{part}"), told);
    Letter::with_link(&say("subject"), &say("words"), url, &say("until"))
}

fn say(language: Language, id: &str, told: &[(&str, String)]) -> String {
    let mut arguments = FluentArgs::new();
    for (name, text) in told {
        arguments.set(*name, text.as_str());
    }
    message(language, id, &arguments).unwrap_or_default()
}

/// A letter of a tenant's alerts, one for all that is new.
pub(crate) fn of_alerts(language: Language, tenant: &str, says: Says<'_>) -> Letter {
    let tenant = ("tenant", tenant.to_owned());
    let Says::Alerts(alerts) = says else {
        let of_test = |part: &str| {
            say(
                language,
                &format!("mail-alerts-test-{part}"),
                std::slice::from_ref(&tenant),
            )
        };
        return Letter::of_words(&of_test("subject"), &of_test("words"));
    };
    let paragraphs: Vec<_> = alerts.iter().map(|it| of_alert(language, it)).collect();
    let subject = match paragraphs.as_slice() {
        [one] => {
            let told = [tenant, ("alert", one.title.clone())];
            say(language, "mail-alerts-subject-one", &told)
        }
        several => {
            let told = [tenant, ("n", several.len().to_string())];
            say(language, "mail-alerts-subject", &told)
        }
    };
    Letter::of_paragraphs(
        &subject,
        &paragraphs,
        &say(language, "mail-alerts-foot", &[]),
    )
}

fn of_alert(language: Language, alert: &ShownAlert) -> Paragraph {
    let moment = |moment: &str| exact(moment, false);
    let kind = say(language, &format!("alert-{}", alert.kind), &[]);
    let of = match alert.subject.name.as_str() {
        "" => kind,
        name => format!("{kind}: {name}"),
    };
    let since = ("since", moment(&alert.opened_at));
    let (title, when) = match &alert.closed_at {
        Some(until) => (
            say(language, "mail-alerts-over", &[("alert", of)]),
            say(
                language,
                "mail-alerts-from",
                &[since, ("until", moment(until))],
            ),
        ),
        None => (of, say(language, "mail-alerts-since", &[since])),
    };
    Paragraph {
        title,
        words: alert_text(language, &json!(alert), &moment),
        when,
    }
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
