//! The signatures to begin with.

use scim_core::schema::Registry;

use crate::{Definition, Language, Mapping, Severity, Signature};

fn with_starters() -> Mapping {
    let mut definition = Definition::builtin().clone();
    definition.signatures = Signature::starters();
    let registry = Registry::builtin();
    Mapping::new(&definition, registry.by_name("User").unwrap()).unwrap()
}

#[test]
fn mail_programs_have_nothing_against_them() {
    let mapping = with_starters();
    let mut remarks = mapping.remarks();
    remarks.retain(|(_, _, remark)| remark.severity != Severity::Info);
    assert_eq!(remarks, []);
}

#[test]
fn there_are_three_in_four_languages() {
    let starters = Signature::starters();
    assert_eq!(starters.len(), 3);
    assert!(starters.iter().all(|it| {
        Language::ALL
            .iter()
            .all(|language| it.templates.contains_key(language))
    }));
}
