//! Scripts that put the signatures of a bundle where mail programs look for them.

/// A script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Script {
    /// The name by which commands and requests choose it.
    pub name: &'static str,
    /// The suggested name of the file.
    pub file_name: &'static str,
    /// What it does, and what it needs.
    pub doc: &'static str,
    text: &'static str,
}

/// Every script.
pub const SCRIPTS: &[Script] = &[
    Script {
        name: "gmail",
        file_name: "install-signatures-gmail.py",
        doc: "Gmail: sets each person's signature by the Gmail API (`users.settings.sendAs`), as a service account with domain-wide delegation and the scope `gmail.settings.basic`. Python 3 with the package google-auth.",
        text: include_str!("scripts/gmail.py"),
    },
    Script {
        name: "exchange",
        file_name: "Install-Signatures-Exchange.ps1",
        doc: "Exchange Online: sets the signature of Outlook on the web (`Set-MailboxMessageConfiguration`). PowerShell with ExchangeOnlineManagement; roaming signatures have to be postponed for the organisation.",
        text: include_str!("scripts/exchange.ps1"),
    },
    Script {
        name: "outlook",
        file_name: "Install-Signature-Outlook.ps1",
        doc: "Outlook for Windows: at logon, copies the person's own signature from a share into the Signatures folder and makes it the default. PowerShell 5.",
        text: include_str!("scripts/outlook.ps1"),
    },
];

impl Script {
    /// The script, with the version of this program in its head.
    pub fn text(&self) -> String {
        self.text
            .replace("@ROLLCALL_VERSION@", env!("CARGO_PKG_VERSION"))
    }

    /// The script of that name.
    ///
    /// # Errors
    /// [`crate::Error::Unknown`], which names those that there are.
    pub fn find(name: &str) -> crate::Result<&'static Self> {
        SCRIPTS.iter().find(|it| it.name == name).ok_or_else(|| {
            let known: Vec<_> = SCRIPTS.iter().map(|it| it.name).collect();
            crate::Error::Unknown(format!(
                "There is no script {name:?}; there are {}.",
                known.join(", ")
            ))
        })
    }
}
