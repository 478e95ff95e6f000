//! An identity provider's own call sequence, played against any SCIM server: for the command, and for the console against itself.

mod answer;
pub(crate) mod client;
pub(crate) mod demo;
pub(crate) mod names;
pub(crate) mod play;
pub(crate) mod report;
pub(crate) mod steps;

use tokio::sync::mpsc;

pub(crate) use self::client::{Asked, Client};
pub(crate) use self::play::{Afterwards, Ending, play};

/// Plays Okta against a server in this process, on this thread, and removes what it made; the report as the command prints it.
///
/// # Errors
/// The reason in words when the server answers nothing.
pub(crate) fn play_here(
    server: mpsc::UnboundedSender<Asked>,
    base: &str,
    token: &str,
) -> Result<serde_json::Value, String> {
    let client = Client::here(server, base, &format!("Bearer {token}"));
    match play(client, Afterwards::CleanOwn, &mut |_| {}) {
        Ending::Unreachable(reason) => Err(reason),
        Ending::Played(report) => serde_json::to_value(report).map_err(|error| error.to_string()),
    }
}
