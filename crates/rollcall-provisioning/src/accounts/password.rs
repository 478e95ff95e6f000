//! Passwords: which can be one, and how they are kept.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use scim_core::fold;
use tokio::sync::Semaphore;

use super::Refusal;
use crate::{Error, Limits, Result};

/// NIST SP 800-63B rev. 4 asks for 15 characters where there is nothing else and 8 beside a second factor; it wants long ones
/// taken.
const CHARACTERS: std::ops::RangeInclusive<usize> = 12..=256;
/// What has to be left of a password without the words that anybody would guess first.
const REST_CHARACTERS_MIN: usize = 4;
/// OWASP's first choice for Argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIBIBYTES: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// How long somebody waits for their turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// Hashes passwords and compares with them, a few at a time: each takes memory and a thread for some hundredths of a second.
pub(crate) struct Passwords {
    places: Arc<Semaphore>,
    /// What an account is compared with that is not there, so that it takes as long.
    of_nobody: Arc<OnceLock<String>>,
}

/// Whether a password can be one: 12 to 256 characters, and more than the e-mail address or this product's name. Which characters
/// it is made of is free, as NIST SP 800-63B has it: such rules make passwords that are forgotten, not ones that are hard to guess.
///
/// # Errors
/// [`Error::Input`] that says what is asked; the password is not in it.
pub(super) fn check(password: &str, email: &str) -> Result<()> {
    if !CHARACTERS.contains(&password.chars().count()) {
        return Err(Error::Input(format!(
            "A password has {} to {} characters; which, is free. A few words in a row are easy to remember.",
            CHARACTERS.start(),
            CHARACTERS.end()
        )));
    }
    let mut rest = fold(password).into_owned();
    let email = fold(email).into_owned();
    let local = email.split('@').next().unwrap_or_default();
    for word in [email.as_str(), local, "rollcall"] {
        if word.chars().count() >= REST_CHARACTERS_MIN {
            rest = rest.replace(word, "");
        }
    }
    if rest.chars().count() < REST_CHARACTERS_MIN {
        return Err(Error::Input(
            "A password that is the e-mail address, or this product's name again and again, is the first that is tried. Take \
             another."
                .to_owned(),
        ));
    }
    Ok(())
}

impl Passwords {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            places: Arc::new(Semaphore::new(limits.passwords_at_once_max)),
            of_nobody: Arc::default(),
        }
    }

    /// The password as it is kept: Argon2id in PHC form.
    ///
    /// # Errors
    /// [`Error::Refused`] when too many wait.
    pub(super) async fn hash(&self, password: String) -> Result<String> {
        self.run(move || hash(&password)).await?
    }

    /// Whether it is the password of that hash; without one it is not, and takes as long to be found out.
    ///
    /// # Errors
    /// [`Error::Refused`] when too many wait.
    pub(super) async fn is_right(&self, password: String, stored: Option<String>) -> Result<bool> {
        let of_nobody = self.of_nobody.clone();
        self.run(move || {
            let (stored, is_somebody) = match stored {
                Some(stored) => (stored, true),
                None => (nobody(&of_nobody)?, false),
            };
            let parsed = PasswordHash::new(&stored).map_err(internal)?;
            let fits = argon2()?
                .verify_password(password.as_bytes(), &parsed)
                .is_ok();
            Ok(fits && is_somebody)
        })
        .await?
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let place = tokio::time::timeout(PATIENCE, self.places.clone().acquire_owned());
        let Ok(Ok(place)) = place.await else {
            return Err(Refusal {
                retry_after_seconds: Some(5),
                ..Refusal::new(
                    429,
                    "sign_in_busy",
                    "Too many people sign in at this moment; try again in a few seconds.",
                )
            }
            .into());
        };
        let done = tokio::task::spawn_blocking(move || {
            let _place = place;
            work()
        });
        done.await.map_err(internal)
    }
}

fn nobody(of_nobody: &OnceLock<String>) -> Result<String> {
    if let Some(known) = of_nobody.get() {
        return Ok(known.clone());
    }
    let made = hash("the password of nobody")?;
    Ok(of_nobody.get_or_init(|| made).clone())
}

fn hash(password: &str) -> Result<String> {
    let hashed = argon2()?
        .hash_password(password.as_bytes())
        .map_err(internal)?;
    Ok(hashed.to_string())
}

fn argon2() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIBIBYTES, PASSES, LANES, None).map_err(internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn internal(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Internal(Box::new(error))
}

#[cfg(test)]
mod tests {
    use super::{check, hash};

    #[test]
    fn long_passwords_are_taken_whatever_they_are_made_of() {
        for password in [
            "correct horse battery",
            "aaaaaaaaaaaa",
            "пароль из слов",
            &"x".repeat(256),
        ] {
            assert!(check(password, "ada@example.com").is_ok(), "{password}");
        }
        for password in [
            "short",
            "elevenchars",
            "ada@example.com",
            "ADA@EXAMPLE.COM1",
            "rollcallrollcall",
            "Rollcall1Rollcall2",
            &"x".repeat(257),
        ] {
            let error = check(password, "ada@example.com").unwrap_err().to_string();
            assert!(!error.contains(password), "{error}");
        }
    }

    #[test]
    fn a_hash_says_how_it_was_made() {
        let hashed = hash("correct horse battery").unwrap();
        assert!(
            hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hashed}"
        );
    }
}
