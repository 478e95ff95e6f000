//! What revel8 imports.

use super::spelling::LanguageCode;
use super::tool::{Cell, Tool, ToolColumn};
use super::{Format, Passes, nothing_after};
use crate::Column;

/// Malay and Brazilian Portuguese have the codes of countries there.
const LANGUAGES: LanguageCode = LanguageCode::Listed {
    codes: &[
        "EN", "DE", "ES", "FR", "PT", "BR", "IT", "NL", "KO", "MY", "ZH", "JA", "RU", "AR", "HI",
        "TR", "PL", "SV", "DA", "FI", "CS", "EL", "BG", "HR", "SL", "SK", "LT", "TH", "RO", "ID",
    ],
    special: &[("pt-BR", "BR"), ("ms", "MY")],
};

const COLUMNS: &[ToolColumn] = &[
    ToolColumn::text("First Name", Column::FirstName),
    ToolColumn::text("Last Name", Column::LastName),
    ToolColumn::new("E-Mail", Cell::Address).required(),
    ToolColumn::new("Management", Cell::ManagerInFile),
    ToolColumn::new("Group", Cell::FirstGroup),
    ToolColumn::new("Main Phone Number", Cell::Phone(Column::WorkPhone)),
    ToolColumn::new("Mobile Phone Number", Cell::Phone(Column::MobilePhone)),
    ToolColumn::new("Status", Cell::Status("ACTIVE", "INACTIVE")),
    ToolColumn::new("Salutation", Cell::Always("UNDEFINED")),
    ToolColumn::new("Language", Cell::Language(LANGUAGES)),
    ToolColumn::text("Job Title", Column::JobTitle),
    ToolColumn::new("Country", Cell::CountryName),
    ToolColumn::new("Time Zone", Cell::TimeZone),
    ToolColumn::text("Department", Column::Department),
];

const TOOL: Tool = Tool::new("revel8", COLUMNS);

pub(super) const TARGET_USERS: Format = Format {
    name: "revel8",
    media_type: "text/csv; charset=utf-8",
    file_name: "revel8-users.csv",
    doc: "All columns of the template in its order: none may be renamed, moved or left out. Management is the manager's address, \
          and the manager has to be in the file too. One group. Languages as `DE`, those of revel8's list. Time zones as Java \
          names them (tzdata); Java takes a name that it does not know for GMT, so such a one is left empty. Status is INACTIVE for \
          the deactivated: export with `status` any. Salutation is UNDEFINED, since Rollcall knows nobody's gender. *Unverified: \
          how countries are spelled; ours are English names.*",
    begin: |context, out| TOOL.head(context, out),
    record: |user, context, _, out| TOOL.row(user, context, out),
    end: nothing_after,
    passes: Passes::One,
    tool: Some(&TOOL),
};
