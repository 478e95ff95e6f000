//! The definition that every tenant begins with.

use std::sync::LazyLock;

use super::Definition;

static BUILTIN: LazyLock<Definition> = LazyLock::new(compiled_in);

#[expect(
    clippy::expect_used,
    reason = "the file is compiled in, and a test reads it"
)]
fn compiled_in() -> Definition {
    Definition::read(include_bytes!("../builtin.json")).expect("the file is a definition")
}

impl Definition {
    /// The fields of an e-mail signature and of a target user: what every tenant begins with, and has until it publishes a
    /// definition of its own.
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }
}
