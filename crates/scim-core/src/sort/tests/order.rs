//! The order is one: of any two keys one comes first, and of any three none before itself.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;

fn key() -> impl Strategy<Value = SortKey> {
    let number = prop_oneof![
        Just(0.0),
        Just(-0.0),
        Just(f64::NAN),
        Just(f64::MAX),
        any::<f64>()
    ];
    prop_oneof![
        any::<bool>().prop_map(SortKey::Boolean),
        (-2_i64..3).prop_map(SortKey::Integer),
        number.prop_map(SortKey::Decimal),
        (-2_i64..3).prop_map(SortKey::Instant),
        select(vec!["", "a", "b", "é"]).prop_map(|text| SortKey::Text(text.to_owned())),
        Just(SortKey::Missing),
    ]
}

proptest! {
    #[test]
    fn any_keys_have_one_order(a in key(), b in key(), c in key()) {
        for sort_order in ["ascending", "descending"] {
            let sort = parsed("userName", Some(sort_order)).unwrap().unwrap();
            prop_assert!(sort.compare(&a, &a).is_eq());
            prop_assert_eq!(sort.compare(&a, &b), sort.compare(&b, &a).reverse());
            prop_assert_eq!(sort.compare(&a, &b).is_eq(), a == b);
            if sort.compare(&a, &b).is_le() && sort.compare(&b, &c).is_le() {
                prop_assert!(sort.compare(&a, &c).is_le());
            }
        }
    }

    #[test]
    fn a_missing_value_is_last_ascending_and_first_descending(other in key()) {
        let compare = |sort_order| parsed("userName", Some(sort_order)).unwrap().unwrap().compare(&SortKey::Missing, &other);
        if other != SortKey::Missing {
            prop_assert!(compare("ascending").is_gt() && compare("descending").is_lt());
        }
    }
}
