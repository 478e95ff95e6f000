//! CSV that spreadsheet programs may open: one line, safe cells.

use std::borrow::Cow;
use std::io;

use csv::{QuoteStyle, Terminator, WriterBuilder};

/// With one of these at its start, a spreadsheet program takes a cell for a formula (OWASP, "CSV Injection").
/// The last four are the full-width forms, which programs set to Japanese take for the same.
pub const FORMULA_STARTS: [char; 11] =
    ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// The text with an apostrophe before it if a spreadsheet program would evaluate it. Telephone numbers are no
/// exception: `+49-30-1` is evaluated too, and shown as 18. Characters that nobody sees do not hide a formula
/// behind them, nor does a separator at which some programs begin a new cell.
pub fn safe_cell(text: &str) -> Cow<'_, str> {
    let seen = text.trim_start_matches(|c: char| {
        c.is_control()
            || c.is_whitespace()
            || matches!(
                c,
                ';' | '|' | '\'' | '"' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
            )
    });
    if text.starts_with(FORMULA_STARTS) || seen.starts_with(FORMULA_STARTS) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// A cell to be written.
pub(super) enum Cell<'c> {
    /// Made safe for spreadsheet programs.
    Guarded(Cow<'c, str>),
    /// As it is: it cannot begin a formula.
    Bare(Cow<'c, str>),
}

/// Appends one line as RFC 4180 has it, each cell made safe.
pub(crate) fn line<'c>(
    texts: impl IntoIterator<Item = Cow<'c, str>>,
    out: &mut Vec<u8>,
) -> io::Result<()> {
    cells(texts.into_iter().map(Cell::Guarded), false, out)
}

/// Appends one line as RFC 4180 has it, each cell in quotes or only those that need them.
pub(super) fn cells<'c>(
    cells: impl IntoIterator<Item = Cell<'c>>,
    is_quoted: bool,
    out: &mut Vec<u8>,
) -> io::Result<()> {
    /// Most lines fit, so that the writer costs one allocation.
    const LINE_BYTES: usize = 512;
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .quote_style(if is_quoted {
            QuoteStyle::Always
        } else {
            QuoteStyle::Necessary
        })
        .buffer_capacity(LINE_BYTES)
        .from_writer(out);
    for cell in cells {
        match cell {
            Cell::Guarded(text) => writer.write_field(safe_cell(&text).as_bytes())?,
            Cell::Bare(text) => writer.write_field(text.as_bytes())?,
        }
    }
    writer.write_record(None::<&[u8]>)?;
    writer.flush()
}

#[cfg(test)]
mod tests {
    use super::safe_cell;

    #[test]
    fn whatever_a_spreadsheet_would_evaluate_gets_an_apostrophe() {
        for formula in [
            "=1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n1",
            "＝1",
            "＋1",
            "－1",
            "＠1",
            " =1",
            "\u{feff}=1",
            "\u{200b}=1",
            "\u{1f}=1",
            ";=1",
            "\"=1",
            "'=1",
        ] {
            assert_eq!(safe_cell(formula), format!("'{formula}"), "{formula:?}");
        }
        for text in ["", "Ada", "1=1", "a+b", "O'Neill", "; Sales", "'", "é"] {
            assert_eq!(safe_cell(text), text, "{text:?}");
        }
    }
}
