//! What every command takes that lists something of one tenant.

use clap::Args;

/// `rollcall … list …`
#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// Tenant's id
    #[arg(long, default_value = "default")]
    pub(super) tenant: String,
    /// As JSON
    #[arg(long)]
    pub(super) json: bool,
}
