//! Letters and words.

use unicode_segmentation::UnicodeSegmentation;

pub(super) fn one_space_each(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ")
}

/// The first characters, as people count them: none is cut in two.
pub(super) fn first(text: &str, count: usize) -> String {
    text.graphemes(true).take(count).collect()
}

/// The first letter of each word, as a capital. A word is what stands between white space or hyphens.
pub(super) fn initials(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c == '-');
    let firsts = words.filter_map(|word| word.graphemes(true).find(|it| is_letters(it)));
    firsts.map(str::to_uppercase).collect()
}

fn is_letters(grapheme: &str) -> bool {
    grapheme.chars().next().is_some_and(char::is_alphanumeric)
}

/// A capital at the beginning of each word, where the word says nothing of its own by mixing.
pub(super) fn title(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    for word in text.split_word_bounds() {
        let is_plain = word == word.to_lowercase() || word == word.to_uppercase();
        match word.graphemes(true).next() {
            Some(capital) if is_plain => {
                made.push_str(&capital.to_uppercase());
                made.push_str(&word[capital.len()..].to_lowercase());
            }
            _ => made.push_str(word),
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_those_of_words() {
        let table = [
            ("Ada Lovelace", "AL"),
            ("jean-luc picard", "JLP"),
            ("Dr. (Ann) O'Neil", "DAO"),
            ("山田 太郎", "山太"),
            ("  ", ""),
            ("👩‍🔬 zoë", "Z"),
        ];
        for (text, wanted) in table {
            assert_eq!(initials(text), wanted, "{text}");
        }
    }

    #[test]
    fn titles_keep_what_is_mixed() {
        let table = [
            ("SENIOR ENGINEER", "Senior Engineer"),
            ("head of r&d", "Head Of R&D"),
            ("McArthur", "McArthur"),
            ("élodie d'arc", "Élodie D'arc"),
        ];
        for (text, wanted) in table {
            assert_eq!(title(text), wanted, "{text}");
        }
    }

    #[test]
    fn no_character_is_cut_in_two() {
        assert_eq!(first("e\u{301}te\u{301}", 1), "e\u{301}");
        assert_eq!(first("👩‍🔬ab", 2), "👩‍🔬a");
        assert_eq!(first("ab", 9), "ab");
    }
}
