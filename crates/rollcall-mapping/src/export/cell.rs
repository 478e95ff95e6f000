//! What stands in a column of a tool's file, and how it is written there.

use std::borrow::Cow;

use super::spelling::{LanguageCode, international, one_line, zone};
use super::spreadsheet::Cell as Written;
use crate::transform::{country_code, country_name};
use crate::{Column, Mapping, TargetUser};

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    /// The address by which the tool knows people.
    Address,
    /// A column of ours as it is.
    Text(Column),
    /// The first of these columns that has something.
    FirstOf(&'static [Column]),
    /// A telephone number as `+` and digits.
    Phone(Column),
    Language(LanguageCode),
    /// `DE`
    CountryCode,
    /// `Germany`
    CountryName,
    /// As tzdata names it.
    TimeZone,
    /// The manager's address; the manager has to be in the file.
    ManagerInFile,
    /// The one group that the tool takes.
    FirstGroup,
    /// A group of which the person is; there is a record for each.
    EachGroup,
    /// All groups with this between two.
    Groups(&'static str),
    /// The words for active and inactive people.
    Status(&'static str, &'static str),
    Always(&'static str),
}

impl Cell {
    /// For the manual.
    #[cfg(test)]
    pub(super) fn told(self) -> String {
        let named = |column: Column| format!("`{}`", column.name());
        match self {
            Self::Address => named(Column::Email),
            Self::Text(column) => named(column),
            Self::FirstOf(columns) => {
                let names: Vec<_> = columns.iter().map(|column| named(*column)).collect();
                names.join(", else ")
            }
            Self::Phone(column) => format!("{}, as `+` and digits", named(column)),
            Self::Language(LanguageCode::Small) => "`language`, as `de`".to_owned(),
            Self::Language(LanguageCode::Capital) => "`language`, as `DE`".to_owned(),
            Self::Language(LanguageCode::Listed { codes, .. }) => {
                format!("`language`, one of {}", codes.join(" "))
            }
            Self::CountryCode => "`country`, as `DE`".to_owned(),
            Self::CountryName => "`country`, as `Germany`".to_owned(),
            Self::TimeZone => "`time_zone`, as `Europe/Berlin`".to_owned(),
            Self::ManagerInFile => named(Column::ManagerEmail),
            Self::FirstGroup => "the first of `groups`".to_owned(),
            Self::EachGroup => "each of `groups`: a body".to_owned(),
            Self::Groups(separator) => format!("`groups` with `{separator}` between two"),
            Self::Status("", inactive) => format!("`{inactive}` if deactivated"),
            Self::Status(active, inactive) => format!("`{active}` or `{inactive}`"),
            Self::Always("") => "nothing".to_owned(),
            Self::Always(text) => format!("`{text}`"),
        }
    }

    /// Whether there is something to write.
    pub(super) fn is_filled(self, user: &TargetUser) -> bool {
        match self {
            Self::Address | Self::Status(..) => true,
            Self::Text(column) | Self::Phone(column) => !user.cell(column).is_empty(),
            Self::FirstOf(columns) => columns.iter().any(|one| !user.cell(*one).is_empty()),
            Self::ManagerInFile => user.manager_email.is_some(),
            Self::Language(_) => user.language.is_some(),
            Self::CountryCode | Self::CountryName => user.country.is_some(),
            Self::TimeZone => user.time_zone.is_some(),
            Self::FirstGroup | Self::EachGroup | Self::Groups(_) => !user.groups.is_empty(),
            Self::Always(text) => !text.is_empty(),
        }
    }

    /// The text for the tool; `None` where what is known of the person cannot be said in it.
    pub(super) fn text<'u>(self, user: &'u TargetUser, mapping: &Mapping) -> Option<Cow<'u, str>> {
        let known = |text: &'u Option<String>, spelled: fn(&str) -> Option<String>| match text {
            None => Some(Cow::Borrowed("")),
            Some(text) => spelled(text).map(Cow::Owned),
        };
        match self {
            Self::Address => Some(user.cell(Column::Email)),
            Self::ManagerInFile => Some(user.cell(Column::ManagerEmail)),
            Self::Text(column) => Some(user.cell(column)),
            Self::FirstOf(columns) => {
                let mut cells = columns.iter().map(|column| user.cell(*column));
                Some(cells.find(|cell| !cell.is_empty()).unwrap_or_default())
            }
            Self::Phone(column) => {
                let phone = user.cell(column);
                if phone.is_empty() {
                    return Some(phone);
                }
                international(&phone, user, mapping).map(Cow::Owned)
            }
            Self::Language(code) => match &user.language {
                None => Some(Cow::Borrowed("")),
                Some(tag) => code.of(tag).map(Cow::Owned),
            },
            Self::CountryCode => known(&user.country, country_code),
            Self::CountryName => known(&user.country, country_name),
            Self::TimeZone => known(&user.time_zone, |text| zone(text).map(str::to_owned)),
            Self::FirstGroup | Self::EachGroup => Some(
                user.groups
                    .first()
                    .map_or(Cow::Borrowed(""), |group| Cow::Borrowed(group.as_str())),
            ),
            Self::Groups(separator) => Some(Cow::Owned(user.groups.join(separator))),
            Self::Status(active, inactive) => {
                let is_inactive = user.deactivated || user.status.eq_ignore_ascii_case("inactive");
                Some(Cow::Borrowed(if is_inactive { inactive } else { active }))
            }
            Self::Always(text) => Some(Cow::Borrowed(text)),
        }
    }

    /// The cell of the file. What the tool has no word for is left empty, but for telephone numbers, which somebody may read.
    pub(super) fn written<'u>(self, user: &'u TargetUser, mapping: &Mapping) -> Written<'u> {
        match (self, self.text(user, mapping)) {
            (Self::Address | Self::Always(_) | Self::Status(..), Some(text)) => Written::Bare(text),
            // It is a plus and digits: no formula, and with an apostrophe no number either.
            (Self::Phone(_), Some(text)) => Written::Bare(text),
            (Self::Phone(column), None) => Written::Guarded(one_line(user.cell(column))),
            (_, Some(text)) => Written::Guarded(one_line(text)),
            (_, None) => Written::Bare(Cow::Borrowed("")),
        }
    }
}
