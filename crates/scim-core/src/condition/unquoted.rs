//! Filters whose text lacks its quotes ([`Rule::UnquotedValues`](crate::Rule::UnquotedValues)).

use scim_filter_parser::{Filter, Literal, ParseError, ParseErrorKind, parse_filter};

/// Words that are quoted in one filter; each costs another look at the whole.
const UNQUOTED_WORDS_MAX: usize = 10;

/// Parses a filter, taking single words after an operator that nothing else can be made of for text.
///
/// # Errors
/// That of the filter as it was sent, where quotes alone do not mend it.
pub(super) fn parse(text: &str) -> Result<Filter, ParseError> {
    let as_sent = match parse_filter(text) {
        Ok(filter) => return Ok(filter),
        Err(error) => error,
    };
    let mut text = text.to_owned();
    let mut error = as_sent.clone();
    for _ in 0..UNQUOTED_WORDS_MAX {
        let Some(quoted) = quoted(&text, &error) else {
            break;
        };
        match parse_filter(&quoted) {
            Ok(filter) => return Ok(filter),
            Err(next) => (text, error) = (quoted, next),
        }
    }
    Err(as_sent)
}

/// The text with quotes around the word that the error is about, if that is what it lacks.
fn quoted(text: &str, error: &ParseError) -> Option<String> {
    use ParseErrorKind as Kind;
    let (Kind::UnquotedValue { found } | Kind::InvalidNumber { found }) = &error.kind else {
        return None;
    };
    let (before, rest) = text.split_at_checked(error.position)?;
    let after = rest.strip_prefix(found.as_str())?;
    Some(format!("{before}{}{after}", Literal::String(found.clone())))
}

#[cfg(test)]
mod tests {
    use crate::schema::Registry;
    use crate::{ErrorKind, Rule, Rules, condition};

    #[test]
    fn words_without_quotes_are_text_where_nothing_else_can_be_made_of_them() {
        let registry = Registry::builtin();
        let rt = registry.by_name("User").unwrap();
        let t = Rules::ALL.with(Rule::UnquotedValues);
        for (sent, meant) in [
            ("externalId eq jyoung", r#"externalId eq "jyoung""#),
            ("externalId eq 007", r#"externalId eq "007""#),
            ("externalId eq 42", r#"externalId eq "42""#),
            (
                "meta.created gt 2020-01-01T00:00:00Z",
                r#"meta.created gt "2020-01-01T00:00:00Z""#,
            ),
            (
                r"userName eq a\b and (title eq x or title eq y)",
                r#"userName eq "a\\b" and (title eq "x" or title eq "y")"#,
            ),
            (
                "emails[type eq work].value eq a@example.com",
                r#"emails[type eq "work"].value eq "a@example.com""#,
            ),
            ("active eq true", "active eq true"),
        ] {
            let meant = condition::parse(rt, meant, Rules::ALL).unwrap();
            assert_eq!(condition::parse(rt, sent, t).unwrap(), meant, "{sent}");
        }
        for sent in [
            "displayName eq Sales Team",
            "externalId eq 'jyoung'",
            "active eq TRUE",
            "externalId eq and",
            "active eq yes",
            "userName eq",
            "userName jyoung",
            &format!("title pr{}", " and title eq x".repeat(11)),
        ] {
            let as_sent = condition::parse(rt, sent, Rules::ALL).unwrap_err();
            assert_eq!(as_sent.kind, ErrorKind::InvalidFilter, "{sent}");
            assert!(condition::parse(rt, sent, t).is_err(), "{sent}");
        }
    }
}
