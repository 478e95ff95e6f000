//! What holds whatever somebody types or sends: nothing panics, and no request leaves for anywhere else.

use proptest::prelude::*;
use url::{Host, Url};

use crate::domain::{Accepted, Org};
use crate::rippling::Rippling;
use crate::scim_client::{Base, Capabilities, Paging, ScimClient, read_capabilities};
use crate::sign_in::{App, Purpose, read_tokens};
use crate::source::{Ask, Limits, Position, Source};
use crate::users::Okta;
use crate::wire::Response;
use crate::{StatusPolicy, hooks, oidc, schema};

fn org() -> Org {
    Org::stored("https://acme.okta.com", &[]).unwrap()
}

fn okta() -> Okta {
    Okta {
        org: org(),
        policy: StatusPolicy::default(),
        limits: Limits::default(),
    }
}

fn scim() -> ScimClient {
    ScimClient {
        base: Base::typed("https://directory.example.com/scim", &[]).unwrap(),
        capabilities: Capabilities {
            paging: Paging::Cursor,
            ..Capabilities::default()
        },
        limits: Limits::default(),
    }
}

/// Something that looks like a domain, an address, or a URL of one.
fn typed() -> impl Strategy<Value = String> {
    let scheme = prop_oneof![
        Just(""),
        Just("https://"),
        Just("http://"),
        Just("//"),
        Just("javascript:")
    ];
    let label = prop_oneof![
        Just("okta".to_owned()),
        Just("acme".to_owned()),
        Just("acme-admin".to_owned()),
        Just("com".to_owned()),
        Just("127".to_owned()),
        Just("0x7f".to_owned()),
        Just("1".to_owned()),
        Just("[::1]".to_owned()),
        Just("oktapreview".to_owned()),
        "[a-z0-9\u{430}-\u{44f}%-]{0,5}",
    ];
    let rest = prop_oneof![Just(String::new()), "[/:@?#\\\\][a-z0-9:@./]{0,12}"];
    (scheme, proptest::collection::vec(label, 0..5), rest)
        .prop_map(|(scheme, labels, rest)| format!("{scheme}{}{rest}", labels.join(".")))
}

fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Response {
    let mut answer = http::Response::builder().status(status);
    for (name, value) in headers {
        answer = answer.header(
            *name,
            http::HeaderValue::from_bytes(value.as_bytes()).unwrap(),
        );
    }
    answer.body(body.as_bytes().to_vec()).unwrap()
}

proptest! {
    #[test]
    fn what_is_typed_becomes_a_host_of_the_internet_or_nothing(text in prop_oneof![typed(), any::<String>()], custom_domain: bool) {
        let accepted = Accepted { custom_domain, operator_origins: &[] };
        if let Ok(org) = Org::typed(&text, accepted) {
            let url = Url::parse(org.origin()).unwrap();
            prop_assert_eq!(url.scheme(), "https");
            prop_assert!(matches!(url.host(), Some(Host::Domain(host)) if host.contains('.') && host.is_ascii()));
            prop_assert!(url.port().is_none() && url.username().is_empty() && url.path() == "/");
            prop_assert!(org.holds(&url));
            prop_assert!(custom_domain || org.host().contains("okta"));
            // What was stored is the same again.
            prop_assert_eq!(Org::stored(org.origin(), &[]), Ok(org));
        }
        if let Ok(base) = Base::typed(&text, &[]) {
            let url = base.url("Users").unwrap();
            prop_assert_eq!(url.scheme(), "https");
            prop_assert!(matches!(url.host(), Some(Host::Domain(_))));
        }
    }

    #[test]
    fn wherever_a_list_leads_the_same_host_is_asked(
        path in prop_oneof![typed(), Just("/api/v1/users?after=x".to_owned()), "[!-~]{0,30}"], rel in "(rel=\"?next\"?)?",
    ) {
        let link = format!("<{path}>; {rel}");
        let headers = [("link", link.as_str())];
        let ask = Ask::everybody(200);
        for position in [
            okta().read(&ask, &answer(200, &headers, "[]")).ok().and_then(|read| read.next),
            Some(Position::stored(&*path)),
        ].into_iter().flatten() {
            if let Ok(request) = okta().page_request(&ask.clone().at(position.clone())) {
                prop_assert_eq!(request.uri().host(), Some("acme.okta.com"));
                prop_assert_eq!(request.uri().scheme_str(), Some("https"));
                prop_assert_eq!(request.uri().path(), "/api/v1/users");
            }
            let rippling = Rippling::new(StatusPolicy::default(), Limits::default());
            if let Ok(request) = rippling.page_request(&ask.clone().at(position)) {
                prop_assert_eq!(request.uri().host(), Some("rest.ripplingapis.com"));
            }
        }
    }

    #[test]
    fn no_answer_is_too_odd(
        status in 200..600_u16, header in "[ -~]{0,40}", number in any::<i64>(),
        body in prop_oneof![
            any::<String>(),
            r#"(\[|\{|"[a-z]{0,3}":|null|,|\]|\}|1e999|"id"|"profile":\{"login":"a"\}){0,12}"#,
            r#"\{"(error|errorCode|access_token|Resources|results|eventId|keys|definitions)":("invalid_grant"|"E0000006"|\[\]|\{\}|7|null)\}"#,
        ],
    ) {
        let number = number.to_string();
        let headers = [
            ("link", header.as_str()), ("www-authenticate", &header), ("dpop-nonce", &header), ("date", &header), ("retry-after", &number),
            ("x-rate-limit-limit", &number), ("x-rate-limit-remaining", "0"), ("x-rate-limit-reset", &number),
        ];
        let answer = answer(status, &headers, &body);
        let ask = Ask::everybody(200);
        for source in [&okta() as &dyn Source, &scim(), &Rippling::new(StatusPolicy::default(), Limits::default())] {
            if let Err(trouble) = source.read(&ask, &answer) {
                prop_assert!(trouble.to_string().len() < 600);
            }
        }
        let _ = okta().read_user(&answer);
        let _ = schema::read(&answer);
        let _ = schema::read_types(&org(), &answer);
        let _ = read_tokens(&answer, Purpose::Code);
        let _ = read_capabilities(&answer);
        let _ = hooks::read(body.as_bytes());
        let _ = oidc::Keys::read(body.as_bytes());
        let _ = crate::pace::Pace::new(50).after(&answer);
    }

    #[test]
    fn no_query_is_too_odd(query in "[!-~]{0,60}") {
        let app = App::new(org(), "0oa1", "https://rollcall.example.com/callbacks/okta", true).unwrap();
        let held = app.begin(&[7; 96]).unwrap().held;
        prop_assert!(app.code(&query, &held).is_err());
    }
}
