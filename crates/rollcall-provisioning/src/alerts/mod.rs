//! Alerts: what goes wrong without anybody having asked. A background round finds out what is so and what is no more, and tells of
//! it by e-mail and by webhook: when it begins, once a day while it lasts, and when it is over.

mod checks;
mod completeness;
mod kinds;
mod list;
mod reached;
mod settings;
mod tell;
mod words;
mod work;

pub use kinds::{KINDS, Kind, Severity};
pub use list::{Page, ShownAlert, ShownSubject, SubjectKind, list};
pub use settings::{Changed, NewSettings, Settings, Thresholds, set, settings};
pub use tell::{Hook, HookMessage, Letters, Says, Told, Ways, test};
pub use words::{Arguments, WORDINGS, Wording};
pub(crate) use work::KEPT_DAYS;
pub use work::work_round;
