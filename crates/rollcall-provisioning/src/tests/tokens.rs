//! Secret tokens: shown once, rotated without interruption, refused with a reason.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::harness::Organisation;
use super::on_both_databases;
use crate::auth::{Denied, Origin, Scope, authenticate};
use crate::tokens::{self, NewToken, Rotation};
use crate::{Error, tenants};

on_both_databases!(
    oktas_three_test_apps_are_let_in,
    rotation_leaves_both_working_until_the_old_one_is_revoked,
    an_expired_token_says_so_in_the_log_only,
    scopes_do_not_open_each_others_doors,
    the_token_alone_picks_the_tenant,
    last_use_is_written_down_without_a_write_per_request,
    mistakes_are_explained,
    a_successor_lives_as_long_and_only_the_living_have_one,
    a_connection_that_forbids_basic_refuses_it,
);

async fn enter(o: &Organisation, header: &str, scope: Scope) -> Result<String, Denied> {
    let origin = Origin {
        address: Some("192.0.2.7".to_owned()),
        agent: Some("Okta SCIM Client 1.0.0".to_owned()),
        query: String::new(),
    };
    authenticate(&o.p, Some(header), Some(scope), origin)
        .await
        .unwrap()
        .map(|caller| caller.tenant.to_string())
}

async fn make(o: &Organisation, name: &str) -> String {
    tokens::create(&o.p, NewToken::provisioning("default", name))
        .await
        .unwrap()
        .secret
}

async fn oktas_three_test_apps_are_let_in(o: Organisation) {
    let token = make(&o, "Okta").await;
    let basic = STANDARD.encode(format!("okta:{token}"));
    for header in [
        format!("Bearer {token}"),
        format!("bearer {token}"),
        token.clone(),
        format!("Basic {basic}"),
    ] {
        assert_eq!(
            enter(&o, &header, Scope::Scim).await,
            Ok("default".to_owned())
        );
    }
    assert_eq!(
        enter(&o, "non-token", Scope::Scim).await,
        Err(Denied::Malformed)
    );
    assert_eq!(
        enter(&o, "Digest x", Scope::Scim).await,
        Err(Denied::Malformed)
    );
    let nobody = authenticate(&o.p, None, Some(Scope::Scim), Origin::default())
        .await
        .unwrap();
    assert_eq!(nobody.unwrap_err(), Denied::Missing);
}

async fn rotation_leaves_both_working_until_the_old_one_is_revoked(o: Organisation) {
    let old = tokens::create(&o.p, NewToken::provisioning("default", "Okta"))
        .await
        .unwrap();
    let new = tokens::rotate(
        &o.p,
        "default",
        "Okta",
        Rotation {
            lifetime_seconds: Some(3600),
            ..Rotation::default()
        },
    )
    .await
    .unwrap();
    assert_eq!(new.old, old.id);
    let new = new.new;
    for token in [&old.secret, &new.secret] {
        assert!(enter(&o, token, Scope::Scim).await.is_ok());
    }
    tokens::revoke(&o.p, "default", &old.id.to_string(), "command line")
        .await
        .unwrap();
    let denied = enter(&o, &old.secret, Scope::Scim).await.unwrap_err();
    assert!(
        denied.to_string().contains("revoked on")
            && denied.to_string().ends_with("by command line"),
        "{denied}"
    );
    assert!(!denied.public().contains("command line"));
    assert!(enter(&o, &new.secret, Scope::Scim).await.is_ok());
    assert_eq!(tokens::list(&o.p, "default").await.unwrap().len(), 3);
}

async fn an_expired_token_says_so_in_the_log_only(o: Organisation) {
    let new = NewToken {
        lifetime_seconds: Some(1),
        ..NewToken::provisioning("default", "Short")
    };
    let token = tokens::create(&o.p, new).await.unwrap();
    // The test clock moves a second at each look.
    let denied = loop {
        if let Err(denied) = enter(&o, &token.secret, Scope::Scim).await {
            break denied;
        }
    };
    assert!(
        denied
            .to_string()
            .starts_with("token \"Short\" expired on 2026-"),
        "{denied}"
    );
    assert!(!denied.public().contains("2026"));
}

async fn scopes_do_not_open_each_others_doors(o: Organisation) {
    let api = NewToken {
        scope: Scope::Api,
        ..NewToken::provisioning("default", "Export")
    };
    let api = tokens::create(&o.p, api).await.unwrap().secret;
    let scim = make(&o, "Okta").await;
    assert!(enter(&o, &api, Scope::Api).await.is_ok());
    for (token, scope) in [(&api, Scope::Scim), (&scim, Scope::Api)] {
        assert!(enter(&o, token, scope).await.unwrap_err().is_forbidden());
    }
}

async fn the_token_alone_picks_the_tenant(o: Organisation) {
    tenants::create(&o.p, "acme", "Acme").await.unwrap();
    let acme = tokens::create(&o.p, NewToken::provisioning("acme", "Okta"))
        .await
        .unwrap()
        .secret;
    assert_eq!(enter(&o, &acme, Scope::Scim).await, Ok("acme".to_owned()));
    let id = o.person("ada@example.com").await;
    let origin = Origin::default();
    let mut call = o.call();
    call.caller = authenticate(&o.p, Some(&acme), Some(Scope::Scim), origin)
        .await
        .unwrap()
        .unwrap();
    let refused = crate::resources::read(&o.p, call, "Users", &id).await;
    assert_eq!(super::harness::refusal(refused), "404 -");
}

async fn last_use_is_written_down_without_a_write_per_request(o: Organisation) {
    let token = make(&o, "Okta").await;
    enter(&o, &token, Scope::Scim).await.unwrap();
    enter(&o, &token, Scope::Scim).await.unwrap();
    let listed = tokens::list(&o.p, "default").await.unwrap();
    let okta = &listed
        .iter()
        .find(|l| l.token.name == "Okta")
        .unwrap()
        .token;
    assert!(okta.last_used_at > Some(okta.created_at));
    assert_eq!(okta.last_used_address.as_deref(), Some("192.0.2.7"));
    assert_eq!(
        okta.last_used_agent.as_deref(),
        Some("Okta SCIM Client 1.0.0")
    );
}

async fn mistakes_are_explained(o: Organisation) {
    let unknown = tokens::create(&o.p, NewToken::provisioning("nowhere", "Okta"))
        .await
        .unwrap_err();
    assert!(matches!(unknown, Error::Unknown(_)) && unknown.to_string().contains("nowhere"));
    for wrong in ["", "Acme", "a b", "a-name-that-is-too-long"] {
        assert!(
            matches!(
                tenants::create(&o.p, wrong, "x").await,
                Err(Error::Input(_))
            ),
            "{wrong}"
        );
    }
    assert!(matches!(
        tenants::create(&o.p, "default", "x").await,
        Err(Error::Exists(_))
    ));
    make(&o, "Twin").await;
    make(&o, "Twin").await;
    let ambiguous = tokens::revoke(&o.p, "default", "Twin", "x")
        .await
        .unwrap_err();
    assert!(matches!(ambiguous, Error::Input(_)), "{ambiguous}");
    let missing = tokens::revoke(&o.p, "default", "None", "x")
        .await
        .unwrap_err();
    assert!(matches!(missing, Error::Unknown(_)), "{missing}");
}

async fn a_successor_lives_as_long_and_only_the_living_have_one(o: Organisation) {
    let new = NewToken {
        lifetime_seconds: Some(86_400),
        ..NewToken::provisioning("default", "Okta")
    };
    let old = tokens::create(&o.p, new).await.unwrap();
    let rotated = tokens::rotate(&o.p, "default", "Okta", Rotation::default())
        .await
        .unwrap();
    let later = rotated.new.expires_at.unwrap() - old.expires_at.unwrap();
    assert!((0..600_000_000).contains(&later), "{later}");
    let ambiguous = tokens::revoke(&o.p, "default", "Okta", "x")
        .await
        .unwrap_err()
        .to_string();
    assert!(
        ambiguous.contains(&old.id.to_string()) && ambiguous.contains("never used"),
        "{ambiguous}"
    );
    let old = old.id.to_string();
    tokens::revoke(&o.p, "default", &old, "x").await.unwrap();
    assert!(matches!(
        tokens::rotate(&o.p, "default", &old, Rotation::default()).await,
        Err(Error::Input(_))
    ));
}

async fn a_connection_that_forbids_basic_refuses_it(o: Organisation) {
    let new = NewToken {
        connection: "careful".to_owned(),
        basic_allowed: false,
        ..NewToken::provisioning("default", "Careful")
    };
    let token = tokens::create(&o.p, new.clone()).await.unwrap().secret;
    let basic = format!("Basic {}", STANDARD.encode(format!("okta:{token}")));
    assert_eq!(
        enter(&o, &basic, Scope::Scim).await,
        Err(Denied::BasicNotAllowed)
    );
    assert!(enter(&o, &token, Scope::Scim).await.is_ok());
    let otherwise = NewToken {
        basic_allowed: true,
        ..new
    };
    assert!(matches!(
        tokens::create(&o.p, otherwise).await,
        Err(Error::Input(_))
    ));
}
