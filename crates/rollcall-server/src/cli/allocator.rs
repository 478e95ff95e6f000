//! What the allocator is told.

/// Where mimalloc looks for how long, in milliseconds, it keeps memory that nobody uses.
const PURGE_DELAY: &str = "MIMALLOC_PURGE_DELAY";

/// Has the allocator give memory back at once, unless the operator says otherwise. By itself it waits for a second and then for
/// somebody to allocate, so that a server keeps what its largest moment took. Without `unsafe` it can only be told by
/// the environment, which it reads before `main`, hence the program begins anew, in the same process. Where that cannot be done it
/// goes on as it is.
pub(super) fn give_back_at_once() {
    #[cfg(unix)]
    if std::env::var_os(PURGE_DELAY).is_none()
        && let Ok(program) = std::env::current_exe()
    {
        use std::os::unix::process::CommandExt as _;

        let mut arguments = std::env::args_os();
        let name = arguments.next().unwrap_or_default();
        // Under a loader of its own (`ld-linux.so rollcall serve`) the program that runs is the loader.
        if std::path::Path::new(&name).file_name() != program.file_name() {
            return;
        }
        let mut anew = std::process::Command::new(program);
        // It comes back only if it failed.
        drop(anew.arg0(name).args(arguments).env(PURGE_DELAY, "0").exec());
    }
}
