//! What the first start on an empty database prints: everything to go on, and the token, once.

use std::fmt::Write as _;
use std::net::SocketAddr;

use rollcall_provisioning::FirstStart;

use super::invocation;
use crate::config::{ConfigArgs, Loaded};

const RULE_LENGTH: usize = 78;

/// The framed text. `address` is where this machine reaches the server.
pub(super) fn text(
    loaded: &Loaded,
    args: &ConfigArgs,
    address: SocketAddr,
    first: &FirstStart,
) -> String {
    let local = format!("http://{address}/scim");
    let base = loaded
        .config
        .public_url
        .as_ref()
        .map_or_else(|| local.clone(), |url| format!("{url}/scim"));
    let site = base.trim_end_matches("/scim");
    let set_up = &first.set_up_link.code;
    let program = invocation::command(args);
    let token = &first.token.secret;
    let mut text = format!(
        "Rollcall runs. Its tenant {:?} has a secret token, which is shown only now:\n\n\
         \x20 SCIM base URL   {base}\n\
         \x20 Secret token    {token}\n\n\
         In Okta (app \"SCIM 2.0 Test App (OAuth Bearer Token)\", Provisioning, Integration):\n\n\
         \x20 SCIM 2.0 Base Url    the SCIM base URL\n\
         \x20 OAuth Bearer Token   the secret token\n\n\
         In other providers' forms they are called \"Tenant URL\" and \"Secret Token\".\n",
        first.tenant,
    );
    // Writing to a String cannot fail.
    let _ = write!(
        text,
        "\nThe console's first account is made by this link, once, within {} minutes:\n\n\x20 {site}/set-up/{set_up}\n",
        loaded.config.limits.set_up_link_minutes
    );
    if !base.starts_with("https://") || loaded.config.public_url.is_none() {
        text.push_str(
            "\nOkta calls from the internet and needs a public https URL: put a proxy or a tunnel\n\
             in front of this server and set ROLLCALL_PUBLIC_URL to its https:// address.\n",
        );
    }
    let secrets = invocation::secret_variables(args);
    let place = if !secrets.is_empty() {
        format!(
            "with what is secret in this command line in {}",
            secrets.join(" and ")
        )
    } else if invocation::needs_variables(loaded) {
        "with the same ROLLCALL_* variables".to_owned()
    } else {
        "in this folder".to_owned()
    };
    let _ = write!(
        text,
        "\nTry it now, in another terminal, {place}:\n\n\
         \x20 {program} simulate okta --url {local} --token {token}\n\
         \x20 {program} export target-users --format csv\n"
    );
    framed(&text)
}

/// Lines above and below, none at the sides: what is copied must not bring a frame along.
fn framed(text: &str) -> String {
    let rule = "─".repeat(RULE_LENGTH);
    let indented: Vec<_> = text
        .lines()
        .map(|line| {
            if line.is_empty() {
                String::new()
            } else {
                format!(" {line}")
            }
        })
        .collect();
    format!("{rule}\n{}\n{rule}", indented.join("\n"))
}
