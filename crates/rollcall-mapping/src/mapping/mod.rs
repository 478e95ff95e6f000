//! A definition made ready to be applied to people.

mod assign;
mod compare;
mod compile;
mod complete;
mod evaluate;
mod explain;
mod first;
mod reads;
mod records;
mod rules;
mod signatures;
mod targets;

use std::sync::{Arc, LazyLock};

use scim_core::schema::Registry;

pub use assign::{
    Because, CampaignOutcome, Choice, Explanation, PersonFilter, RuleOutcome, SIGNATURE_BY_HAND,
};
pub use compare::{Comparison, Difference};
pub use complete::Presence;
pub use reads::{Read, SentPath};
pub use targets::{HELD, LeftOut, Target};

use self::rules::Rules;
use crate::signature::ReadySignature;
use crate::source::ReadySource;
use crate::transform::Region;
use crate::{Definition, Field, Language};

static BUILTIN: LazyLock<Mapping> = LazyLock::new(compiled_in);

#[expect(
    clippy::expect_used,
    reason = "the definition is compiled in, and a test makes this very mapping of it"
)]
fn compiled_in() -> Mapping {
    let registry = Registry::builtin();
    let people = registry.by_name("User").expect("there are people");
    Mapping::new(Definition::builtin(), people)
        .expect("the definition that is compiled in is valid")
}

/// A definition whose paths and filters are parsed and resolved. Cheap to clone and to use, costly to make.
#[derive(Debug, Clone)]
pub struct Mapping(Arc<Ready>);

#[derive(Debug)]
struct Ready {
    fields: Vec<ReadyField>,
    /// For each [`Column`](crate::Column) the places of the fields that fill it, in order.
    columns: Vec<Vec<usize>>,
    /// Which fields are needed for a target user.
    for_targets: Wanted,
    /// Which fields are needed to assign a signature.
    for_rules: Wanted,
    /// Which fields sources ask a manager for, with everything that those need.
    of_managers: Wanted,
    manager_keys: Vec<String>,
    /// The first field that holds a country, and the first that holds a language.
    country: Option<usize>,
    language: Option<usize>,
    default_region: Option<Region>,
    default_language: Language,
    signatures: Vec<ReadySignature>,
    rules: Rules,
}

#[derive(Debug)]
struct ReadyField {
    field: Field,
    /// In order, each with its name.
    sources: Vec<(String, ReadySource)>,
}

/// For each field whether it is wanted.
type Wanted = Vec<bool>;

impl Mapping {
    /// The mapping of [`Definition::builtin`].
    pub fn builtin() -> Self {
        BUILTIN.clone()
    }

    /// The country whose national telephone numbers are meant where the person's country is not known.
    pub(crate) fn default_region(&self) -> Option<Region> {
        self.0.default_region
    }

    /// The definitions of the fields, in order.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = &Field> {
        self.0.fields.iter().map(|ready| &ready.field)
    }

    /// Whether target users are made of that field's value or decided by it, be it the person's own or their manager's.
    pub fn is_for_targets(&self, key: &str) -> bool {
        let place = self.fields().position(|field| field.key == key);
        place.is_some_and(|place| {
            let is_wanted = |wanted: &Wanted| wanted.get(place).copied().unwrap_or_default();
            is_wanted(&self.0.for_targets) || is_wanted(&self.0.of_managers)
        })
    }
}
