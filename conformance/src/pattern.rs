//! The patterns of `--only` and `--skip`: which cases they mean, and what may have been meant by one that means none.

use crate::case::Case;
use crate::group::Group;

/// So many patterns that exist are named in place of one that does not.
const NEARBY_MAX: usize = 5;
/// A shorter word says too little to be taken for a likeness.
const WORD_LETTERS_MIN: usize = 3;

/// Whether `pattern` means the case: its group by name, a part of its id, or, without a slash, a part of its name.
pub(crate) fn means(pattern: &str, case: &Case) -> bool {
    if Group::of(pattern).is_some() {
        return case.group() == pattern;
    }
    matches(pattern, &case.id) || (!pattern.contains('/') && matches(pattern, &case.name))
}

/// Whether `text` contains `pattern`, ignoring case; the pieces between `*` must come in that order.
fn matches(pattern: &str, text: &str) -> bool {
    let text = text.to_lowercase();
    let mut rest = text.as_str();
    pattern
        .to_lowercase()
        .split('*')
        .all(|piece| match rest.split_once(piece) {
            Some((_, behind)) => {
                rest = behind;
                true
            }
            None => false,
        })
}

/// What to type instead of a pattern that means none of `cases`.
pub(crate) fn hint(pattern: &str, cases: &[Case]) -> String {
    let mut groups: Vec<&str> = cases.iter().map(Case::group).collect();
    groups.dedup();
    let files = cases.iter().filter_map(|case| case.id.rsplit('/').next());
    let typed = pattern.to_lowercase();
    let distance = |name: &str| strsim::damerau_levenshtein(&typed, name);
    let is_misspelt = |name: &&str| distance(name) * 3 <= typed.chars().count();
    let mut nearby: Vec<&str> = groups
        .iter()
        .copied()
        .chain(files)
        .filter(is_misspelt)
        .collect();
    nearby.sort_by_key(|name| distance(name));
    if nearby.is_empty() {
        nearby = groups
            .iter()
            .copied()
            .filter(|group| shares_a_word(&typed, group))
            .collect();
    }
    nearby.truncate(NEARBY_MAX);
    match nearby.is_empty() {
        true => format!("the groups are {}", groups.join(", ")),
        false => format!("nearby there are {}", nearby.join(", ")),
    }
}

fn shares_a_word(typed: &str, group: &str) -> bool {
    let mut words = typed.split(|letter: char| !letter.is_alphanumeric());
    words.any(|word| word.len() >= WORD_LETTERS_MIN && group.split('_').any(|other| other == word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::built_in;

    #[test]
    fn patterns_are_parts_of_the_text_with_stars() {
        let table = [
            ("okta", "okta_spec/01_list", true),
            ("OKTA*list", "okta_spec/01_list", true),
            ("list*okta", "okta_spec/01_list", false),
            ("entra", "okta_spec/01_list", false),
            ("", "x", true),
        ];
        for (pattern, text, expected) in table {
            assert_eq!(matches(pattern, text), expected, "{pattern} in {text}");
        }
    }

    #[test]
    fn what_means_nothing_is_answered_with_what_is_like_it() {
        let cases = built_in().unwrap();
        let table = [
            ("okta_usrs", "nearby there are okta_users"),
            ("Pagign", "nearby there are paging"),
            ("01_path_is_requird", "nearby there are 01_path_is_required"),
            (
                "entra_people/07",
                "nearby there are entra_groups, entra_users",
            ),
            (
                "nonexistent",
                "the groups are async, authentication, authentik, ",
            ),
        ];
        for (pattern, expected) in table {
            let hint = hint(pattern, &cases);
            assert!(hint.starts_with(expected), "{pattern}: {hint}");
        }
    }
}
