//! What differs from one client to the next, as named rules: what identity providers send beside the
//! RFC ([`Effect::Accepts`]), what the RFC leaves to the server ([`Effect::Chooses`]), and what a
//! narrower profile refuses although the RFC has it ([`Effect::Demands`]).
//!
//! [`RULES`] documents each rule, [`PROFILES`] says which are in force for a connection, and
//! [`PROVIDERS`] how a provider is recognised. Code asks `rules.allows(Rule::X)` and never which
//! provider it talks to.
//!
//! ```
//! use scim_core::{Rule, quirks::{self, Profile, RuleChanges}};
//!
//! // Who speaks is recognised by how they speak; "auto" then has what only they want.
//! let onelogin = quirks::Provider::named("onelogin");
//! let rules = Profile::Auto.rules(&RuleChanges::default(), onelogin);
//! assert!(rules.allows(Rule::StringBooleans));
//! assert!(!Profile::Strict.rules(&RuleChanges::default(), onelogin).allows(Rule::StringBooleans));
//! assert_eq!(Rule::StringBooleans.entry().name, "string-booleans");
//! ```

mod former;
mod profiles;
mod providers;
mod rule;
mod table;

pub(crate) use former::{current, current_path};
pub use profiles::{PROFILES, Profile, ProfileEntry, RuleChanges};
pub use providers::{PROVIDERS, Provider, in_head, in_message};
pub use rule::{Rule, Rules};
pub use table::{Effect, Example, RULES, RuleEntry};

#[cfg(test)]
mod tests;
