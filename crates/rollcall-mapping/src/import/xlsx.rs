//! XLSX: a sheet of a workbook, which is a packed folder of XML.

use std::collections::BTreeMap;
use std::io::{self, BufReader, Cursor, Read};
use std::ops::ControlFlow;

use calamine::{DataRef, ExcelDateTime, Reader as _, Xlsx};
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::table::{Cell, Row, Table, few_columns, few_rows, no_header};
use super::{Limits, Options, Refusal};

/// Files in a workbook at most: one for each sheet, picture and so on.
const ENTRIES_MAX: usize = 2_000;

/// Formats of cells at most; spreadsheet programs make no more than half as many.
const FORMATS_MAX: usize = 131_072;

/// Whether the file is a packed folder, as workbooks are.
pub(super) fn is_xlsx(file: &[u8]) -> bool {
    file.starts_with(b"PK\x03\x04")
}

/// Reads the cells of the sheet.
pub(super) fn read(file: &[u8], options: &Options) -> Result<Table, Refusal> {
    let limits = &options.limits;
    refuse_bombs(file, limits)?;
    let unreadable = |error: &dyn std::fmt::Display| {
        Refusal(format!(
            "The workbook cannot be read: {error}. Save it as XLSX (not as XLS, and without a password) or as CSV."
        ))
    };
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(file)).map_err(|error| unreadable(&error))?;
    let sheet = sheet(&workbook.sheet_names(), options.sheet.as_deref())?;
    let mut cells = workbook
        .worksheet_cells_reader(&sheet)
        .map_err(|error| unreadable(&error))?;
    let mut table = Table::default();
    let mut row: (u32, BTreeMap<usize, Cell>) = (0, BTreeMap::new());
    // A text that is packed once can stand in every cell.
    let mut left = limits.unpacked_bytes_max;
    while let Some(cell) = cells.next_cell().map_err(|error| unreadable(&error))? {
        let (number, column) = cell.get_position();
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if number != row.0 {
            let (line, cells) = std::mem::replace(&mut row, (number, BTreeMap::new()));
            add(&mut table, line, cells, limits)?;
        }
        if let Some(cell) = text(cell.get_value(), limits.cell_chars_max) {
            few_columns(column.saturating_add(1), limits)?;
            let bytes = u64::try_from(cell.text.len()).unwrap_or(u64::MAX);
            left = left.checked_sub(bytes).ok_or_else(|| {
                Refusal(format!(
                    "The cells of the sheet have more than {} bytes of text. Leave out the columns that are not needed.",
                    limits.unpacked_bytes_max
                ))
            })?;
            row.1.insert(column, cell);
        }
    }
    add(&mut table, row.0, row.1, limits)?;
    if table.header.is_empty() {
        return Err(no_header());
    }
    Ok(table)
}

/// The sheet of that name, else the first.
fn sheet(names: &[String], wanted: Option<&str>) -> Result<String, Refusal> {
    let found = match wanted {
        Some(wanted) => names.iter().find(|name| *name == wanted),
        None => names.first(),
    };
    found.cloned().ok_or_else(|| {
        Refusal(format!(
            "The workbook has no sheet {:?}; it has {}.",
            wanted.unwrap_or_default(),
            names.join(", ")
        ))
    })
}

/// Unpacks everything once, to nowhere: what a workbook says of its sizes may be wrong.
fn refuse_bombs(file: &[u8], limits: &Limits) -> Result<(), Refusal> {
    let broken = |error: &dyn std::fmt::Display| {
        Refusal(format!(
            "The file is no workbook that can be unpacked: {error}."
        ))
    };
    let mut archive = ZipArchive::new(Cursor::new(file)).map_err(|error| broken(&error))?;
    let too_large = || {
        Refusal(format!(
            "The workbook is longer than {} bytes once it is unpacked, or has more than {ENTRIES_MAX} parts. \
             Save the one sheet that is needed as CSV.",
            limits.unpacked_bytes_max
        ))
    };
    if archive.len() > ENTRIES_MAX {
        return Err(too_large());
    }
    let mut left = limits.unpacked_bytes_max;
    for number in 0..archive.len() {
        let entry = archive.by_index(number).map_err(|error| broken(&error))?;
        let name = entry
            .name()
            .map_err(|error| broken(&error))?
            .to_ascii_lowercase();
        if entry.size() > left {
            return Err(too_large());
        }
        let unpacked = io::copy(&mut entry.take(left.saturating_add(1)), &mut io::sink())
            .map_err(|error| broken(&error))?;
        left = left.checked_sub(unpacked).ok_or_else(too_large)?;
        let (has_strings, has_styles) = (
            name.ends_with("sharedstrings.xml"),
            name.ends_with("styles.xml"),
        );
        if has_strings || has_styles {
            let entry = archive.by_index(number).map_err(|error| broken(&error))?;
            match has_strings {
                true => refuse_reserved(entry.take(unpacked), unpacked, limits)?,
                false => refuse_multiplied(entry.take(unpacked), limits)?,
            }
        }
    }
    Ok(())
}

/// Refuses more shared strings than there can be: memory is reserved for as many as the part says, before any is read.
fn refuse_reserved(part: impl Read, bytes: u64, limits: &Limits) -> Result<(), Refusal> {
    let most = bytes.min(u64::try_from(limits.cells_max).unwrap_or(u64::MAX));
    each_tag(part, |tag| {
        if tag.local_name().as_ref() != "sst" {
            return Ok(ControlFlow::Continue(()));
        }
        for attribute in tag.attributes().with_checks(false) {
            // Of what cannot be read nobody knows what another reader sees in it.
            let is_more = attribute.map_or(true, |attribute| {
                attribute.key.as_ref() == "uniqueCount"
                    && attribute.value.trim().parse().unwrap_or(u64::MAX) > most
            });
            if is_more {
                return Err(Refusal(format!(
                    "The workbook says of its shared strings (uniqueCount) that they are more than {most}, which do not fit \
                     or are too many. Save the one sheet that is needed as CSV."
                )));
            }
        }
        Ok(ControlFlow::Break(()))
    })
}

/// Refuses styles that become much longer once they are read: each format gets a copy of its font's name and of its number
/// format, however long these are.
fn refuse_multiplied(part: impl Read, limits: &Limits) -> Result<(), Refusal> {
    let (mut formats, mut longest) = (0_usize, 0_usize);
    each_tag(part, |tag| {
        match tag.local_name().as_ref() {
            "xf" => formats += 1,
            "name" | "numFmt" => longest = longest.max(tag.len()),
            _ => return Ok(ControlFlow::Continue(())),
        }
        let bytes = u64::try_from(formats.saturating_mul(longest)).unwrap_or(u64::MAX);
        if formats > FORMATS_MAX || bytes > limits.unpacked_bytes_max {
            return Err(Refusal(
                "The workbook has too many formats of cells, or too long ones. Save the one sheet that is needed as CSV."
                    .to_owned(),
            ));
        }
        Ok(ControlFlow::Continue(()))
    })
}

/// Shows the start tags of a part, as they are read later too, until `see` has seen enough.
fn each_tag(
    part: impl Read,
    mut see: impl FnMut(&BytesStart<'_>) -> Result<ControlFlow<()>, Refusal>,
) -> Result<(), Refusal> {
    let mut xml = quick_xml::Reader::from_reader(BufReader::new(part));
    let config = xml.config_mut();
    config.check_end_names = false;
    config.expand_empty_elements = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let enough = match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => see(&tag)?,
            // Whoever reads it later comes no further either.
            Ok(Event::Eof) | Err(_) => ControlFlow::Break(()),
            Ok(_) => ControlFlow::Continue(()),
        };
        if enough.is_break() {
            return Ok(());
        }
    }
}

/// Adds a row. The first one that is not empty has the names.
fn add(
    table: &mut Table,
    number: u32,
    cells: BTreeMap<usize, Cell>,
    limits: &Limits,
) -> Result<(), Refusal> {
    let is_empty = cells.values().all(|cell| cell.text.trim().is_empty());
    let Some(last) = cells.keys().next_back().copied().filter(|_| !is_empty) else {
        return Ok(());
    };
    let columns = match table.header.is_empty() {
        true => last + 1,
        false => table.header.len(),
    };
    let mut row = vec![Cell::default(); columns];
    for (column, cell) in cells {
        // What stands beside the columns has no name, and so no meaning.
        if let Some(place) = row.get_mut(column) {
            *place = cell;
        }
    }
    if table.header.is_empty() {
        table.header = row
            .into_iter()
            .map(|cell| cell.text.trim().to_owned())
            .collect();
        return Ok(());
    }
    few_rows(table.rows.len() + 1, columns, limits)?;
    table.rows.push(Row {
        line: u64::from(number) + 1,
        cells: row,
    });
    Ok(())
}

/// The text of a cell; none where it is empty. What is longer than can be taken is cut, and stays longer.
fn text(value: &DataRef<'_>, chars_max: usize) -> Option<Cell> {
    let of = |text: String| Some(Cell::from(text));
    match value {
        DataRef::Empty => None,
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            of(cut(text, chars_max))
        }
        DataRef::SharedString(text) => of(cut(text, chars_max)),
        DataRef::Bool(is_true) => of(is_true.to_string()),
        DataRef::DateTime(moment) => of(date(moment)),
        // Such as #N/A of a formula: no value, and not to be taken for one.
        DataRef::Error(error) => of(error.to_string()),
        DataRef::Int(number) => Some(Cell {
            text: number.to_string(),
            is_number: true,
        }),
        // Whole numbers are shown without a fraction.
        DataRef::Float(number) => Some(Cell {
            text: number.to_string(),
            is_number: true,
        }),
    }
}

fn cut(text: &str, chars_max: usize) -> String {
    let text = text.trim();
    match text.char_indices().nth(chars_max.saturating_add(1)) {
        None => text.to_owned(),
        // With an end that is no space, which whoever counts would take off.
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
    }
}

fn date(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    match (hour, minute, second) {
        (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"),
    }
}
