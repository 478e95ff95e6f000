//! What the allocator is told.

/// Where mimalloc looks for how long, in milliseconds, it keeps memory that nobody uses.
const PURGE_DELAY: &str = "MIMALLOC_PURGE_DELAY";

/// Has the allocator give memory back at once, unless the operator says otherwise. By itself it waits for a second and then for
/// somebody to allocate, so that a server keeps what its largest moment took (docs/PERFORMANCE.md). It takes that from the
/// environment before the program begins, hence the program begins anew, in the same process. Where that cannot be done it
/// goes on as it is.
pub(super) fn give_back_at_once() {
    #[cfg(unix)]
    if std::env::var_os(PURGE_DELAY).is_none()
        && let Ok(program) = std::env::current_exe()
    {
        use std::os::unix::process::CommandExt as _;

        let mut arguments = std::env::args_os();
        let mut anew = std::process::Command::new(program);
        if let Some(name) = arguments.next() {
            anew.arg0(name);
        }
        // It comes back only if it failed.
        drop(anew.args(arguments).env(PURGE_DELAY, "0").exec());
    }
}
