//! How a provider is recognised by the way it speaks.

use serde_json::Value;

use super::Rule;

/// An identity provider and what gives it away.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Provider {
    /// The name in the database and in answers.
    pub name: &'static str,
    /// The name for people.
    pub label: &'static str,
    /// What its `User-Agent` contains, in lower case.
    pub agents: &'static [&'static str],
    /// What its query strings contain, in lower case.
    pub queries: &'static [&'static str],
    /// How URNs in `schemas` begin that nobody else sends, in lower case.
    pub schemas: &'static [&'static str],
    /// Whether it writes the operations of a PATCH as `Add`, `Replace` and `Remove`.
    pub capital_operations: bool,
    /// What the `auto` profile switches on for it. It must never refuse what passes without it.
    pub rules: &'static [Rule],
}

const NOTHING: Provider = Provider {
    name: "",
    label: "",
    agents: &[],
    queries: &[],
    schemas: &[],
    capital_operations: false,
    rules: &[],
};

/// Every provider that is recognised; the first that fits is taken.
pub const PROVIDERS: &[Provider] = &[
    Provider {
        name: "okta",
        label: "Okta",
        agents: &["okta"],
        ..NOTHING
    },
    Provider {
        name: "entra",
        label: "Microsoft Entra ID",
        agents: &["azure", "microsoft"],
        queries: &["aadoptscim062020", "azureadscimpatch2017"],
        schemas: &["http://schemas.microsoft.com/"],
        capital_operations: true,
        rules: &[Rule::UnquotedValues],
    },
    Provider {
        name: "onelogin",
        label: "OneLogin",
        agents: &["onelogin"],
        schemas: &["urn:scim:schemas:"],
        rules: &[Rule::PlainJsonAnswers],
        ..NOTHING
    },
    Provider {
        name: "jumpcloud",
        label: "JumpCloud",
        agents: &["jumpcloud"],
        ..NOTHING
    },
    Provider {
        name: "authentik",
        label: "authentik",
        agents: &["authentik"],
        ..NOTHING
    },
    Provider {
        name: "rippling",
        label: "Rippling",
        agents: &["rippling"],
        ..NOTHING
    },
    Provider {
        name: "ping",
        label: "Ping Identity",
        agents: &["pingfederate", "pingone", "pingidentity", "ping identity"],
        ..NOTHING
    },
    Provider {
        name: "aws",
        label: "AWS synchronisation tools",
        agents: &["ssosync", "idp-scim-sync"],
        ..NOTHING
    },
    Provider {
        name: "google",
        label: "Google Workspace",
        agents: &["google"],
        ..NOTHING
    },
];

impl Provider {
    /// The provider of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        PROVIDERS.iter().find(|provider| provider.name == name)
    }
}

/// Who speaks, by a request's `User-Agent` and query string.
pub fn in_head(agent: Option<&str>, query: &str) -> Option<&'static Provider> {
    let agent = agent.unwrap_or_default().to_ascii_lowercase();
    let query = query.to_ascii_lowercase();
    let contains = |text: &str, parts: &[&str]| parts.iter().any(|part| text.contains(part));
    let by_agent = |provider: &&Provider| contains(&agent, provider.agents);
    let by_query = |provider: &&Provider| contains(&query, provider.queries);
    let mut providers = PROVIDERS.iter();
    providers
        .find(by_agent)
        .or_else(|| PROVIDERS.iter().find(by_query))
}

/// Of `schemas` no more than this many are looked at.
const URNS_MAX: usize = 20;

/// Who speaks, by what only one provider puts into a body.
pub fn in_message(body: &Value) -> Option<&'static Provider> {
    let named = body.get("schemas").and_then(Value::as_array);
    let mut urns = named
        .into_iter()
        .flatten()
        .take(URNS_MAX)
        .filter_map(Value::as_str);
    let by_schema = urns.find_map(|urn| {
        let urn = urn.to_ascii_lowercase();
        let begins = |provider: &&Provider| provider.schemas.iter().any(|s| urn.starts_with(s));
        PROVIDERS.iter().find(begins)
    });
    by_schema.or_else(|| {
        let operations = body.get("Operations").and_then(Value::as_array)?;
        let op = operations.first()?.get("op")?.as_str()?;
        PROVIDERS.iter().find(|provider| {
            provider.capital_operations && matches!(op, "Add" | "Replace" | "Remove")
        })
    })
}
