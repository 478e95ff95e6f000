//! That the secret key in force is the one that the database was made with. What was signed, encrypted or sealed
//! under another one cannot be read, so a replica with the wrong key would refuse everybody.

use rollcall_storage::installation::{self, Fact};
use rollcall_storage::{jobs, tenants, tokens};

use crate::jobs::abandon_in;
use crate::{Error, Provisioning, Result};

/// Tenants whose waiting requests are given up with the key that they were encrypted under.
const TENANTS_MAX: i64 = 100_000;

/// Compares the secret key in force with what the database knows of its own.
///
/// # Errors
/// [`Error::Input`] when it is another one, or none is known yet.
pub async fn check(p: &Provisioning) -> Result<()> {
    match known(p).await? {
        Some(known) if known == p.key_mark() => Ok(()),
        Some(_) => Err(another()),
        None => Err(Error::Input(
            "The database does not know its secret key yet: run `rollcall migrate` with the key of the replicas.".to_owned(),
        )),
    }
}

/// As [`check`], but the first start tells the database its key.
///
/// # Errors
/// [`Error::Input`] when it is another one.
pub async fn settle(p: &Provisioning) -> Result<()> {
    match known(p).await? {
        None => first(p).await,
        Some(_) => check(p).await,
    }
}

async fn known(p: &Provisioning) -> Result<Option<String>> {
    p.store()
        .read(|conn| Ok(installation::find(conn, Fact::SecretKey)?))
        .await
}

async fn first(p: &Provisioning) -> Result<()> {
    let verb = p.clone();
    p.store()
        .write(move |tx| match installation::find(tx, Fact::SecretKey)? {
            // Of replicas that start together one was first.
            Some(known) if known == verb.key_mark() => Ok(()),
            Some(_) => Err(another()),
            None => Ok(installation::put(
                tx,
                Fact::SecretKey,
                None,
                verb.key_mark(),
            )?),
        })
        .await
}

/// What ended with the former secret key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ended {
    /// Secret tokens that worked until then.
    pub tokens: usize,
    /// Requests that waited to be carried out.
    pub waiting: usize,
}

/// Makes the secret key in force the one of this database, whichever it had: tokens, cursors, receivers' credentials
/// and requests that wait under the former one end, each operation of them with an answer.
///
/// # Errors
/// When the database does not answer.
pub async fn replace(p: &Provisioning) -> Result<Ended> {
    let verb = p.clone();
    p.store()
        .write(move |tx| {
            let known = installation::find(tx, Fact::SecretKey)?;
            if known.as_deref() == Some(verb.key_mark()) {
                return Ok::<_, Error>(Ended::default());
            }
            let mut ended = Ended::default();
            for tenant in tenants::list(tx)? {
                ended.tokens += tokens::revoke_all(tx, &tenant.id, verb.now(), "new secret key")?;
            }
            for tenant in jobs::tenants_with_jobs(tx, TENANTS_MAX)? {
                for job in jobs::open(tx, &tenant)? {
                    abandon_in(tx, &verb, &job)?;
                    ended.waiting += 1;
                }
            }
            installation::put(tx, Fact::SecretKey, known.as_deref(), verb.key_mark())?;
            Ok(ended)
        })
        .await
}

fn another() -> Error {
    Error::Input(
        "This secret key is not the one that this database was set up with: under it no secret token would be \
         accepted. Compare ROLLCALL_SECRET_KEY, or the file named by ROLLCALL_SECRET_KEY_FILE (without both: the key file \
         beside the SQLite file), with that of the other replicas or of the last start. If the former key is lost or \
         known to others, `rollcall migrate --new-secret-key` goes on with this one, and every token has to be made anew."
            .to_owned(),
    )
}
