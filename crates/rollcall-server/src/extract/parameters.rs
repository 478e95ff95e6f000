//! The query string, read as clients write it.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest};
use percent_encoding::percent_decode_str;

use crate::error::{Failure, Result};

/// The parameters of a query string. Names are found in any case; what is empty counts as absent; of a name
/// that stands several times the first one with a value counts. Stray `&` and `?` (OneLogin, base URLs
/// that carry `?aadOptscim062020`) and unknown names mean nothing.
#[derive(Debug, Default)]
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads a query string.
    ///
    /// # Errors
    /// 400 where a percent-encoded value is not UTF-8.
    pub fn parse(query: &str) -> Result<Self> {
        let pairs = query
            .trim_matches(['&', '?'])
            .split('&')
            .filter(|pair| !pair.is_empty());
        let decoded = pairs.map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode(name)?, decode(value)?))
        });
        Ok(Self(decoded.collect::<Result<_>>()?))
    }

    /// The value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values(name).next()
    }

    /// All values of a parameter that is a list, with commas between.
    pub fn list(&self, name: &str) -> Option<String> {
        let values: Vec<_> = self.values(name).collect();
        (!values.is_empty()).then(|| values.join(","))
    }

    /// The cursor: empty where it is named without a value, which asks for the first page (RFC 9865 §2).
    pub fn cursor(&self) -> Option<&str> {
        let named = || {
            self.0
                .iter()
                .any(|(name, _)| name.eq_ignore_ascii_case("cursor"))
        };
        self.get("cursor").or_else(|| named().then_some(""))
    }

    /// Whether any of them is one of a query's (RFC 7644 §3.4.2).
    pub fn is_query(&self) -> bool {
        const NAMES: [&str; 7] = [
            "filter",
            "attributes",
            "excludedAttributes",
            "sortBy",
            "sortOrder",
            "startIndex",
            "count",
        ];
        self.cursor().is_some() || NAMES.into_iter().any(|name| self.get(name).is_some())
    }

    fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        let named = move |pair: &&(String, String)| {
            pair.0.eq_ignore_ascii_case(name) && !pair.1.trim().is_empty()
        };
        self.0.iter().filter(named).map(|(_, value)| value.as_str())
    }
}

/// `+` is a space, as forms have it and Okta sends it; a plus sign travels as `%2B`.
fn decode(text: &str) -> Result<String> {
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8();
    decoded.map(std::borrow::Cow::into_owned).map_err(|_| {
        Failure::new(
            StatusCode::BAD_REQUEST,
            "The query string is not UTF-8 after its %-encoding is taken away.",
        )
    })
}

impl FromRequest for Parameters {
    type Error = Failure;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::parse(request.query_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::Parameters;

    #[test]
    fn values_are_read_as_clients_write_them() {
        for (query, filter) in [
            ("filter=userName+eq+%22a%22", Some(r#"userName eq "a""#)),
            (
                "filter=userName%20eq%20%22a%2Bb%22",
                Some(r#"userName eq "a+b""#),
            ),
            ("filter=userName eq \"a\"&", Some(r#"userName eq "a""#)),
            ("&&aadOptscim062020&FILTER=x%20pr?", Some("x pr")),
            ("filter=&filter=x+pr&filter=y+pr", Some("x pr")),
            ("filter", None),
            ("?", None),
            ("", None),
            ("filter=a=b", Some("a=b")),
            ("filter=100%", Some("100%")),
        ] {
            assert_eq!(
                Parameters::parse(query).unwrap().get("filter"),
                filter,
                "{query}"
            );
        }
    }

    #[test]
    fn a_cursor_without_a_value_is_the_first_page() {
        for (query, cursor) in [
            ("cursor&count=10", Some("")),
            ("cursor=&count=10", Some("")),
            ("CURSOR=abc", Some("abc")),
            ("cursor=&cursor=abc", Some("abc")),
            ("count=10", None),
        ] {
            let parameters = Parameters::parse(query).unwrap();
            assert_eq!(parameters.cursor(), cursor, "{query}");
            assert!(parameters.is_query(), "{query}");
        }
        assert!(
            !Parameters::parse("aadOptscim062020&x=1&filter=")
                .unwrap()
                .is_query()
        );
    }

    #[test]
    fn lists_are_joined_and_broken_text_is_refused() {
        let parameters = Parameters::parse("attributes=a,b&attributes=&attributes=c").unwrap();
        assert_eq!(parameters.list("attributes").as_deref(), Some("a,b,c"));
        assert!(Parameters::parse("filter=%FF").is_err());
    }
}
