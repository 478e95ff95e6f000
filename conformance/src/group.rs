//! The folders of cases: what each is called in a report, and which profile runs which.

use crate::case::{Case, Requirement};
use crate::need::Unless;

/// The folder of what the interoperability profile demands beside the RFCs.
const INTEROP: &str = "interop";

/// A folder of cases that an RFC demands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group {
    /// The folder.
    pub name: &'static str,
    /// Its heading in a report.
    pub title: &'static str,
    /// Where it is written.
    pub section: &'static str,
    /// Whether every identity provider stands on it, so that a provider's profile runs its MUSTs too.
    pub everyday: bool,
}

/// An identity provider with cases of its own: all groups one of whose words (between `_`) is its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Provider {
    /// The name in `--profile` and in folders.
    pub name: &'static str,
    /// The name in a report.
    pub title: &'static str,
}

const fn everyday(name: &'static str, title: &'static str, section: &'static str) -> Group {
    Group {
        name,
        title,
        section,
        everyday: true,
    }
}

const fn group(name: &'static str, title: &'static str, section: &'static str) -> Group {
    Group {
        name,
        title,
        section,
        everyday: false,
    }
}

impl Group {
    /// The groups of the RFCs, in the order of reports; last those of our own choices.
    pub const ALL: [Group; 28] = [
        everyday("create", "Creating", "RFC 7644 §3.3"),
        everyday("read", "Reading and projection", "RFC 7644 §3.4.1, §3.9"),
        everyday("filter", "Filtering", "RFC 7644 §3.4.2.2"),
        group("sort", "Sorting", "RFC 7644 §3.4.2.3"),
        everyday("paging", "Paging by index", "RFC 7644 §3.4.2.4"),
        group("cursor_paging", "Paging by cursor", "RFC 9865"),
        group("search", "Searching by POST", "RFC 7644 §3.4.3"),
        group("root_query", "Queries at the root", "RFC 7644 §3.4.2.1"),
        everyday("replace", "Replacing by PUT", "RFC 7644 §3.5.1"),
        everyday("patch", "Modifying by PATCH", "RFC 7644 §3.5.2"),
        everyday("groups", "Groups and members", "RFC 7643 §4.2"),
        everyday("delete", "Deleting", "RFC 7644 §3.6"),
        group("bulk", "Bulk", "RFC 7644 §3.7"),
        group("me", "/Me", "RFC 7644 §3.11"),
        group("etag", "Versions", "RFC 7644 §3.14"),
        everyday("discovery", "Discovery", "RFC 7644 §4"),
        group("schemas", "Schemas of one's own", "RFC 7643 §2, §7"),
        group("devices", "Devices", "RFC 9944"),
        everyday("http", "HTTP", "RFC 7644 §3.1, §3.8"),
        everyday("errors", "Errors", "RFC 7644 §3.12"),
        everyday("authentication", "Authentication", "RFC 7644 §2"),
        everyday("concurrency", "Concurrency", "RFC 7644 §3.3, §3.5"),
        group("async", "Asynchronous requests", "RFC 9967 §2"),
        group("events", "Security events", "RFC 9967"),
        group("text", "Text and numbers", "RFC 7643 §2.3, RFC 8259"),
        group(
            INTEROP,
            "Interoperability profile",
            "draft-zollner-scim-interop-profile",
        ),
        group("options", "Options of a connection", "docs/QUIRKS.md"),
        group("choices", "Rollcall's choices", "docs/PROTOCOL.md"),
    ];

    /// The RFC group of that folder, if it is one.
    #[must_use]
    pub fn of(name: &str) -> Option<&'static Group> {
        const ALL: &[Group] = &Group::ALL;
        ALL.iter().find(|group| group.name == name)
    }
}

impl Provider {
    /// All identity providers with a profile, in the order of reports.
    pub const ALL: [Provider; 10] = [
        provider("okta", "Okta"),
        provider("entra", "Microsoft Entra"),
        provider("onelogin", "OneLogin"),
        provider("jumpcloud", "JumpCloud"),
        provider("ping", "Ping Identity"),
        provider("google", "Google"),
        provider("rippling", "Rippling"),
        provider("authentik", "authentik"),
        provider("aws", "AWS"),
        provider("keycloak", "Keycloak"),
    ];

    /// Whether a folder belongs to this provider.
    #[must_use]
    pub fn owns(&self, group: &str) -> bool {
        group.split('_').any(|word| word == self.name)
    }

    /// The first provider that a folder belongs to.
    #[must_use]
    pub fn of(group: &str) -> Option<&'static Provider> {
        const ALL: &[Provider] = &Provider::ALL;
        ALL.iter().find(|provider| provider.owns(group))
    }
}

const fn provider(name: &'static str, title: &'static str) -> Provider {
    Provider { name, title }
}

/// What a case of this folder is taken to be where it does not say.
#[must_use]
pub(crate) fn usual_requirement(group: &str) -> Requirement {
    match Provider::of(group) {
        Some(_) => Requirement::Provider,
        None => Requirement::Must,
    }
}

/// Where a folder stands in a report: those of the RFCs in their order, then the providers in theirs, then others.
#[must_use]
pub(crate) fn rank(group: &str) -> (usize, usize) {
    const GROUPS: &[Group] = &Group::ALL;
    const PROVIDERS: &[Provider] = &Provider::ALL;
    let group_at = GROUPS.iter().position(|known| known.name == group);
    let provider_at = PROVIDERS.iter().position(|provider| provider.owns(group));
    match (group_at, provider_at) {
        (Some(at), _) => (0, at),
        (None, Some(at)) => (1, at),
        (None, None) => (2, 0),
    }
}

/// The heading of a folder in a report.
#[must_use]
pub fn heading(group: &str) -> String {
    match (Group::of(group), Provider::of(group)) {
        (Some(known), _) => format!("{} ({})", known.title, known.section),
        (None, Some(provider)) => {
            let rest: Vec<&str> = group
                .split('_')
                .filter(|word| *word != provider.name)
                .collect();
            format!("{} {}", provider.title, rest.join(" "))
                .trim_end()
                .to_owned()
        }
        (None, None) => group.to_owned(),
    }
}

/// Which cases a run is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// Every case.
    #[default]
    All,
    /// What the RFCs demand; no provider's cases and no choices.
    Rfc,
    /// What the interoperability profile demands, and what the RFCs demand where it says nothing else.
    Interop,
    /// A provider's own cases, and the MUSTs of the groups that every provider stands on.
    Of(&'static Provider),
}

impl Profile {
    /// The profile of that name: `all`, `rfc`, `interop` or a provider's name.
    #[must_use]
    pub fn named(name: &str) -> Option<Profile> {
        const PROVIDERS: &[Provider] = &Provider::ALL;
        match name {
            "all" => Some(Profile::All),
            "rfc" => Some(Profile::Rfc),
            "interop" => Some(Profile::Interop),
            _ => PROVIDERS
                .iter()
                .find(|provider| provider.name == name)
                .map(Profile::Of),
        }
    }

    /// The name that [`Profile::named`] knows it by.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Profile::All => "all",
            Profile::Rfc => "rfc",
            Profile::Interop => INTEROP,
            Profile::Of(provider) => provider.name,
        }
    }

    /// Whether a folder is what this profile adds to the cases that others share with it.
    #[must_use]
    pub fn owns(self, group: &str) -> bool {
        match self {
            Profile::All | Profile::Rfc => false,
            Profile::Interop => group == INTEROP,
            Profile::Of(provider) => provider.owns(group),
        }
    }

    /// Every name that [`Profile::named`] knows.
    #[must_use]
    pub fn names() -> Vec<&'static str> {
        let providers = Provider::ALL.iter().map(|provider| provider.name);
        ["all", "rfc", "interop"]
            .into_iter()
            .chain(providers)
            .collect()
    }

    /// Whether `case` belongs to this profile.
    #[must_use]
    pub fn includes(self, case: &Case) -> bool {
        match self {
            Profile::All => true,
            Profile::Rfc => {
                Provider::of(case.group()).is_none()
                    && matches!(
                        case.requirement,
                        Requirement::Must | Requirement::Should | Requirement::May
                    )
            }
            Profile::Interop => {
                case.group() == INTEROP
                    || (Profile::Rfc.includes(case) && !case.unless.contains(&Unless::Interop))
            }
            Profile::Of(provider) => {
                provider.owns(case.group())
                    || (case.requirement == Requirement::Must
                        && Group::of(case.group()).is_some_and(|group| group.everyday))
            }
        }
    }
}
