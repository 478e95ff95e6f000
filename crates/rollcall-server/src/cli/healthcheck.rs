//! `rollcall healthcheck`, for containers: their image has no other HTTP client.

use std::net::ToSocketAddrs as _;
use std::time::Duration;

use super::failure::CliError;
use super::reachable::reachable;
use crate::config::Loaded;

const TIMEOUT: Duration = Duration::from_secs(3);

/// Asks `/healthz` of the server that listens as configured.
pub(super) fn run(loaded: &Loaded) -> Result<(), CliError> {
    let listen = &loaded.config.listen;
    let address = listen.to_socket_addrs()?.next();
    let address = address
        .ok_or_else(|| CliError::Failed(format!("{listen} is no address of this machine.")))?;
    let url = format!("http://{}/healthz", reachable(address));
    let answer = ureq::get(&url)
        .config()
        .timeout_global(Some(TIMEOUT))
        .build()
        .call();
    answer
        .map(drop)
        .map_err(|error| CliError::Failed(format!("{url} does not answer: {error}.")))
}
