//! The guard. A provider may deactivate or delete so many people within a while; what it does to more is held: it gets its usual
//! answers and reads what it wrote, and everything that is made of people goes on as before, until an administrator releases
//! them (they leave now) or rejects it (they stay).

mod count;
mod decide;
mod list;
mod settings;

pub use decide::{DECISIONS_MAX, Decision, People, reject, release};
pub use list::{HeldBy, HeldPerson, PAGE_MAX, Page, list};
pub use rollcall_storage::guards::Guard;
pub use rollcall_storage::resources::HeldAs;
pub use settings::{DEFAULT, Settings, set, set_of, settings};

pub(crate) use count::lets_go;
