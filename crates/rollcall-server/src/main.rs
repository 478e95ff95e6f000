//! The `rollcall` binary.

use std::process::ExitCode;

/// A request allocates a few hundred small texts on one thread and frees them on another, which is what the C library's
/// allocator is slow at, and why it keeps memory that nobody uses any more (docs/PERFORMANCE.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    rollcall_server::cli::main()
}
