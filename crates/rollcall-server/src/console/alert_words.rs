//! What alerts say, in a language.

use fluent_bundle::FluentArgs;
use rollcall_mapping::Language;
use serde_json::Value;

use super::messages::{message, whole_message};

/// What an alert, as the API shows it, says in a language, with moments as `moment` tells them. In English, as it was kept, where
/// there is no code of it, or one that this program does not know.
pub(crate) fn alert_text(
    language: Language,
    alert: &Value,
    moment: &dyn Fn(&str) -> String,
) -> String {
    let text = |member: &str| alert[member].as_str().unwrap_or_default();
    let arguments = alert["arguments"].as_object();
    let mut given = FluentArgs::new();
    for (name, value) in arguments.into_iter().flatten() {
        match (value.as_i64(), value.as_str()) {
            (Some(number), _) => given.set(name.clone(), number),
            (None, Some(text)) if scim_core::instant(text).is_some() => {
                given.set(name.clone(), moment(text));
            }
            (None, Some(text)) => given.set(name.clone(), text.to_owned()),
            _ => {}
        }
    }
    let of = |name: &str| arguments.and_then(|it| it.get(name)?.as_str());
    // What is a code itself has words of its own.
    let cause = of("cause").map(|code| ("cause", format!("cause-name-{code}")));
    let problem = of("problem").map(|code| ("why", format!("pull-problem-{}", pull_code(code))));
    for (name, id) in cause.into_iter().chain(problem) {
        if let Some(words) = message(language, &id, &FluentArgs::new()) {
            given.set(name, words);
        }
    }
    let id = format!("alert-text-{}", text("code"));
    whole_message(language, &id, &given).unwrap_or_else(|| text("text").to_owned())
}

/// The code under which the messages have a problem of a pull: sources have several words for the same.
pub(super) fn pull_code(code: &str) -> &str {
    match code {
        "E0000006" | "insufficient_scope" => "not_granted",
        "E0000004" | "E0000005" | "E0000011" => "needs_sign_in",
        "invalid_client" => "unauthorized_client",
        "server_error" => "temporarily_unavailable",
        "E0000047" => "source_busy",
        "E0000009" => "source_away",
        code => code,
    }
}

#[cfg(test)]
mod tests {
    use rollcall_provisioning::alerts::{KINDS, WORDINGS};
    use rollcall_provisioning::stored::{LOGS, SECRETS};
    use serde_json::json;

    use super::*;

    /// A message that says all that it has to.
    fn said(language: Language, id: &str, given: &FluentArgs<'_>) -> String {
        whole_message(language, id, given).unwrap_or_else(|| panic!("{language:?}: {id}"))
    }

    #[test]
    fn alerts_are_told_in_every_language() {
        for wording in WORDINGS {
            for n in [1, 7] {
                let (mut given, mut arguments) = (FluentArgs::new(), serde_json::Map::new());
                for (name, is_counted) in wording.arguments() {
                    let text = format!("<{name}>");
                    match is_counted {
                        true => given.set(name, n),
                        false => given.set(name, text.clone()),
                    }
                    let value = if is_counted { json!(n) } else { json!(text) };
                    arguments.insert(name.to_owned(), value);
                }
                for language in Language::ALL {
                    let id = format!("alert-text-{}", wording.code);
                    let text = said(language, &id, &given);
                    for value in arguments.values() {
                        let value = value.as_str().map_or_else(|| n.to_string(), str::to_owned);
                        assert!(text.contains(&value), "{language:?}: {value}: {text}");
                    }
                    if language == Language::En {
                        assert_eq!(text, wording.english(&arguments));
                    }
                }
            }
        }
    }

    #[test]
    fn kinds_and_what_is_stored_are_told_in_every_language() {
        let kinds = KINDS
            .iter()
            .map(|it| (format!("alert-{}", it.code), it.title));
        let logs = LOGS
            .iter()
            .map(|(code, text)| (format!("log-{code}"), *text));
        let what = SECRETS
            .iter()
            .map(|it| (format!("secret-{}", it.code), it.what));
        let how = SECRETS
            .iter()
            .map(|it| (format!("secret-how-{}", it.code), it.how));
        for (id, english) in kinds.chain(logs).chain(what).chain(how) {
            for language in Language::ALL {
                let text = said(language, &id, &FluentArgs::new());
                assert_eq!(
                    text == english,
                    language == Language::En,
                    "{language:?}: {text}"
                );
            }
        }
    }

    #[test]
    fn what_is_a_code_itself_has_its_words() {
        let alert = json!({
            "code": "pull_failing", "text": "In English.",
            "arguments": { "connection": "Okta", "problem": "E0000006", "why": "You do not have permission" },
        });
        let told = alert_text(Language::De, &alert, &|moment| moment.to_owned());
        let granted = said(Language::De, "pull-problem-not_granted", &FluentArgs::new());
        assert!(
            told.contains(&granted) && !told.contains("permission"),
            "{told}"
        );
    }
}
