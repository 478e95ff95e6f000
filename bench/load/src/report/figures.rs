//! Figures as people read them.

/// A number with its thousands separated.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A rate: as many digits as it has meaning.
pub fn short(value: f64) -> String {
    match value {
        small if small < 10.0 => format!("{small:.2}"),
        middle if middle < 100.0 => format!("{middle:.1}"),
        large => count(large.round() as u64),
    }
}

/// A ratio.
pub fn ratio(value: f64) -> String {
    match value {
        small if small < 10.0 => format!("{small:.2}"),
        large => count(large.round() as u64),
    }
}

/// Bytes in MB.
pub fn megabytes(bytes: u64) -> String {
    format!("{:.0}", bytes as f64 / 1e6)
}

/// Microseconds in milliseconds.
pub fn milliseconds(microseconds: f64) -> String {
    format!("{:.2}", microseconds / 1e3)
}

/// A figure that may be missing.
pub fn or_dash(text: Option<String>) -> String {
    text.unwrap_or_else(|| "–".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated() {
        assert_eq!(
            ["7", "999", "1,000", "1,234,567"].map(str::to_owned),
            [7, 999, 1_000, 1_234_567].map(count)
        );
    }

    #[test]
    fn rates_have_as_many_digits_as_they_mean() {
        assert_eq!(
            [short(1.234), short(56.78), short(12_345.6)],
            ["1.23", "56.8", "12,346"]
        );
    }
}
