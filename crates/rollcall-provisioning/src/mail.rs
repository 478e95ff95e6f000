//! E-mail, by the installation's mail server.

use std::sync::Arc;
use std::time::Duration;

use lettre::message::{Mailbox, MultiPart};
use lettre::{Message, SmtpTransport, Transport as _};

use crate::{Error, Provisioning, Result};

/// How long a mail server may take to answer, in seconds.
const ANSWER_SECONDS_MAX: u64 = 20;

/// The mail server, and who sends.
#[derive(Clone)]
pub struct Mailer(Arc<Inner>);

struct Inner {
    transport: SmtpTransport,
    from: Mailbox,
}

impl std::fmt::Debug for Mailer {
    /// Without the server's password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mailer(from {})", self.0.from)
    }
}

impl Mailer {
    /// By this server (`smtps://user:password@host:465`; `smtp://host:587?tls=required`; `smtp://host` without encryption), as this
    /// sender (`Rollcall <rollcall@example.com>`).
    ///
    /// # Errors
    /// What is wrong with one of them; the server's password is not in it.
    pub fn new(url: &str, from: &str) -> std::result::Result<Self, String> {
        let transport = SmtpTransport::from_url(url).map_err(|_| {
            "it is smtps://USER:PASSWORD@HOST:PORT, or smtp://HOST:PORT?tls=required".to_owned()
        })?;
        Ok(Self(Arc::new(Inner {
            transport: transport
                .timeout(Some(Duration::from_secs(ANSWER_SECONDS_MAX)))
                .build(),
            from: mailbox(from)?,
        })))
    }

    /// Sends a message to each of these addresses, and waits until the server has taken it. Not for where others wait.
    ///
    /// # Errors
    /// In words, why the server did not take it; nothing secret is in them.
    pub(crate) fn send(&self, to: &[String], letter: &Letter) -> std::result::Result<(), String> {
        let mut message = Message::builder()
            .from(self.0.from.clone())
            .subject(&letter.subject);
        for address in to {
            message = message.to(mailbox(address)?);
        }
        let body = MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone());
        let message = message.multipart(body).map_err(|error| error.to_string())?;
        let sent = self.0.transport.send(&message);
        sent.map(drop).map_err(|error| error.to_string())
    }
}

/// What is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

impl Letter {
    /// A letter that is about a link.
    pub fn with_link(subject: &str, before: &str, url: &str, after: &str) -> Self {
        let (said, link) = (escaped(before), escaped(url));
        Self {
            subject: one_line(subject),
            text: format!("{before}\n\n{url}\n\n{after}\n"),
            html: format!(
                "<p>{said}</p><p><a href=\"{link}\">{link}</a></p><p><small>{}</small></p>",
                escaped(after)
            ),
        }
    }

    /// A letter of several paragraphs, below which stands why one gets it.
    pub fn of_paragraphs(subject: &str, paragraphs: &[Paragraph], foot: &str) -> Self {
        let (mut text, mut html) = (String::new(), String::new());
        for it in paragraphs {
            text.push_str(&format!("{}\n{}\n{}\n\n", it.title, it.words, it.when));
            html.push_str(&format!(
                "<h3>{}</h3><p>{}</p><p><small>{}</small></p>",
                escaped(&it.title),
                escaped(&it.words),
                escaped(&it.when)
            ));
        }
        text.push_str(&format!("--\n{foot}\n"));
        html.push_str(&format!("<hr><p><small>{}</small></p>", escaped(foot)));
        Self {
            subject: one_line(subject),
            text,
            html,
        }
    }

    /// A letter of one sentence.
    pub fn of_words(subject: &str, words: &str) -> Self {
        Self {
            subject: one_line(subject),
            text: format!("{words}\n"),
            html: format!("<p>{}</p>", escaped(words)),
        }
    }
}

/// A part of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// What it is about.
    pub title: String,
    /// What it says.
    pub words: String,
    /// When that was.
    pub when: String,
}

/// A subject: a name in it may hold what a header must not.
fn one_line(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().map(plain).collect()
}

/// Sends a letter to one address; none without a mail server, else why the server did not take it, in words without a secret.
pub async fn send(
    p: &Provisioning,
    to: &str,
    letter: Letter,
) -> Option<std::result::Result<(), String>> {
    let (mailer, to) = (p.mailer()?.clone(), to.to_owned());
    let sent = tokio::task::spawn_blocking(move || mailer.send(&[to], &letter));
    Some(sent.await.unwrap_or_else(|error| Err(error.to_string())))
}

fn mailbox(text: &str) -> std::result::Result<Mailbox, String> {
    text.parse()
        .map_err(|_| format!("{text:?} is no e-mail address"))
}

/// Refuses what is no e-mail address.
pub(crate) fn check_address(text: &str) -> Result<()> {
    mailbox(text)
        .map(drop)
        .map_err(|why| Error::Input(format!("{why}.")))
}

/// Text in HTML.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_without_the_password() {
        for (url, from) in [
            ("mail.example.com", "rollcall@example.com"),
            ("ftp://user:hunter2@example.com", "rollcall@example.com"),
            ("smtps://user:hunter2@example.com", "rollcall"),
        ] {
            let why = Mailer::new(url, from).unwrap_err();
            assert!(!why.contains("hunter2"), "{why}");
        }
        let mailer = Mailer::new(
            "smtps://user:hunter2@example.com:465",
            "Rollcall <rollcall@example.com>",
        );
        assert!(!format!("{:?}", mailer.unwrap()).contains("hunter2"));
    }
}
