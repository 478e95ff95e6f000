//! CSV as it is found: separated by commas, semicolons, tabs or bars, with or without quotes.

use ::csv::{ReaderBuilder, StringRecord};

use super::table::{Row, Table, few_columns, few_rows, no_header};
use super::{Limits, LineProblem, Refusal};

/// What may stand between cells. The first one wins where none is more frequent.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Reads the cells. Lines with too many or too few of them are problems; empty ones are nothing.
pub(super) fn read(
    text: &str,
    limits: &Limits,
    problems: &mut Vec<LineProblem>,
) -> Result<Table, Refusal> {
    let (separator, text, skipped) = separator(text);
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut table = Table::default();
    let mut lines = Lines {
        text,
        byte: 0,
        line: 1 + skipped,
    };
    let mut record = StringRecord::new();
    loop {
        let read = reader.read_record(&mut record);
        match read {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => return Err(Refusal(format!("The file cannot be read: {error}."))),
        }
        let line = lines.of(&record);
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        few_columns(record.len(), limits)?;
        if table.header.is_empty() {
            table.header = record.iter().map(|cell| cell.trim().to_owned()).collect();
            continue;
        }
        let lines_before = table.rows.len() + problems.len();
        few_rows(lines_before + 1, table.header.len(), limits)?;
        match wrong_length(&record, table.header.len()) {
            Some(detail) => problems.push(LineProblem {
                line,
                column: None,
                detail,
                left_out: true,
            }),
            None => table.rows.push(Row {
                line,
                cells: record.iter().map(|cell| cell.to_owned().into()).collect(),
            }),
        }
    }
    if table.header.is_empty() {
        return Err(no_header());
    }
    Ok(table)
}

/// On which line a record begins. The reader's own count has the empty lines before it, and of `\r\n` sees one end before the other.
struct Lines<'t> {
    text: &'t str,
    byte: usize,
    line: u64,
}

impl Lines<'_> {
    fn of(&mut self, record: &StringRecord) -> u64 {
        let byte = record.position().map_or(0, ::csv::Position::byte);
        let byte = usize::try_from(byte).unwrap_or(usize::MAX);
        let bytes = self.text.as_bytes();
        let is_end = |byte: &&u8| matches!(**byte, b'\r' | b'\n');
        let rest = bytes.get(byte..).unwrap_or_default();
        let start = byte.saturating_add(rest.iter().take_while(is_end).count());
        let passed = bytes.get(self.byte..start).unwrap_or_default();
        let next = passed.iter().skip(1).chain(bytes.get(start));
        for pair in passed.iter().zip(next) {
            let ends =
                matches!(pair, (b'\n', _)) || matches!(pair, (b'\r', next) if *next != b'\n');
            self.line += u64::from(ends);
        }
        self.byte = start;
        self.line
    }
}

fn wrong_length(record: &StringRecord, columns: usize) -> Option<String> {
    let cells = record.len();
    (cells != columns).then(|| {
        let what = match record.iter().any(|cell| cell.contains('\n')) {
            true => "Somewhere above a quotation mark is not closed.",
            false => "A cell that has the separator in it must stand in quotation marks.",
        };
        format!("The line has {cells} cells, and there are {columns} columns. {what}")
    })
}

/// The separator, what comes after the line that names it if there is one, and how many lines that was.
fn separator(text: &str) -> (u8, &str, u64) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    // What Excel itself writes and reads.
    if let Some(named) = first.trim_end_matches('\r').strip_prefix("sep=")
        && let [separator] = named.as_bytes()
        && separator.is_ascii()
    {
        return (*separator, rest, 1);
    }
    let header = text.lines().find(|line| !line.trim().is_empty());
    let header = outside_quotes(header.unwrap_or_default());
    let count = |separator: &u8| header.iter().filter(|byte| *byte == separator).count();
    let mut best = (SEPARATORS[0], 0);
    for separator in SEPARATORS {
        let number = count(&separator);
        if number > best.1 {
            best = (separator, number);
        }
    }
    (best.0, text, 0)
}

fn outside_quotes(line: &str) -> Vec<u8> {
    let mut quoted = false;
    let outside = line.bytes().filter(|byte| {
        quoted ^= *byte == b'"';
        !quoted
    });
    outside.collect()
}
