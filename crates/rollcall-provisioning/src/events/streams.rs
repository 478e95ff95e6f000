//! Streams: made, listed, paused, resumed, deleted.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};

use rollcall_storage::{Conn, changes, event_streams};
use serde_json::{Value, json};
use url::{Host, Url};
use uuid::Uuid;

pub use rollcall_storage::event_streams::EventStream;

use super::{Detail, Reach};
use crate::audit::{Act, note_change_in, note_in};
use crate::{Error, Provisioning, Result, tenants};

const STREAMS_MAX: usize = 100;
const NAME_CHARACTERS_MAX: usize = 100;
const AUDIENCE_BYTES_MAX: usize = 1_000;
const ENDPOINT_BYTES_MAX: usize = 2_000;
const AUTHORIZATION_BYTES_MAX: usize = 4_000;

pub(super) const POLL: &str = "poll";
const PUSH: &str = "push";
const NOTICE: &str = "notice";
pub(super) const FULL: &str = "full";

/// Where a push goes: `https`, or `http` to this machine itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointUrl(Url);

impl EndpointUrl {
    /// Reads the URL.
    ///
    /// # Errors
    /// [`Error::Input`] when it is not an `https` URL (or an `http` one of a loopback address), has a login or
    /// a fragment in it, or is one of the link-local addresses where clouds keep machines' credentials.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = |why: &str| Err(Error::Input(format!("The receiver's URL {why}.")));
        if text.len() > ENDPOINT_BYTES_MAX {
            return wrong(&format!("is longer than {ENDPOINT_BYTES_MAX} bytes"));
        }
        let Ok(url) = Url::parse(text) else {
            return wrong("is not a URL; write for example https://receiver.example.com/events");
        };
        let (loopback, link_local) = match url.host() {
            Some(Host::Domain(name)) => (name == "localhost", false),
            Some(Host::Ipv4(ip)) => (ip.is_loopback(), ip.is_link_local() || ip.is_unspecified()),
            Some(Host::Ipv6(ip)) => {
                let mapped = ip.to_ipv4_mapped().map(IpAddr::V4);
                let odd = mapped.is_some() || ip.is_unspecified() || ip.is_unicast_link_local();
                (ip.is_loopback(), odd)
            }
            None => (false, false),
        };
        match url.scheme() {
            _ if link_local => {
                wrong("is a link-local or unspecified address, which is no receiver's")
            }
            _ if !url.username().is_empty() || url.password().is_some() => {
                wrong("has a login in it; give the receiver's credentials as its authorization")
            }
            _ if url.fragment().is_some() => wrong("has a fragment (#), which is never sent"),
            "https" => Ok(Self(url)),
            "http" if loopback => Ok(Self(url)),
            _ => wrong(
                "must begin with https:// (http:// only to this machine itself): events are personal data",
            ),
        }
    }

    /// Refuses a literal address that is out of reach. What a name stands for is looked at when it is resolved, at
    /// each push.
    pub(crate) fn within(&self, reach: Reach) -> Result<()> {
        let address = match self.0.host() {
            Some(Host::Ipv4(ip)) => IpAddr::V4(ip),
            Some(Host::Ipv6(ip)) => IpAddr::V6(ip),
            Some(Host::Domain(name)) if name == "localhost" || name.ends_with(".localhost") => {
                IpAddr::V4(Ipv4Addr::LOCALHOST)
            }
            _ => return Ok(()),
        };
        if reach.opens(address) {
            return Ok(());
        }
        Err(Error::Input(match Reach::needed(address) {
            Some(Reach::Machine) => opened_by("this machine itself", Reach::Machine),
            Some(needed) => opened_by("an address of a private network", needed),
            None => {
                "The receiver's URL is an address where no receiver can be, whatever push_reach is."
                    .to_owned()
            }
        }))
    }

    /// The URL as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// How events reach their receiver.
#[derive(Clone)]
pub enum Delivery {
    /// It asks for them (RFC 8936).
    Poll,
    /// They are sent to it (RFC 8935).
    Push {
        /// Where to.
        endpoint: EndpointUrl,
        /// The whole `Authorization` header that it asks for, such as `Bearer x`.
        authorization: Option<String>,
    },
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Poll => f.write_str("Poll"),
            Self::Push { endpoint, .. } => write!(f, "Push({:?}, …)", endpoint.as_str()),
        }
    }
}

/// What a stream is made from.
#[derive(Debug, Clone)]
pub struct NewStream {
    /// The tenant's id.
    pub tenant: String,
    /// For people; unique within the tenant.
    pub name: String,
    /// How its events get there.
    pub delivery: Delivery,
    /// How much they say.
    pub detail: Detail,
    /// Their `aud`; the stream's own URN if not given.
    pub audience: Option<String>,
    /// Whether everything that ever happened is told, rather than what happens from now on.
    pub from_beginning: bool,
}

/// A stream in a list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The stream.
    pub stream: EventStream,
    /// When the oldest change happened that its receiver has not acknowledged, in microseconds since the
    /// epoch. `None`: it knows everything.
    pub waiting_since: Option<i64>,
}

/// Makes a stream.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist, [`Error::Exists`] for a name that is taken,
/// [`Error::Input`] for a name, audience or authorization that cannot be, a receiver out of reach
/// ([`crate::Settings::push_reach`]), or when there are too many streams.
pub async fn create(p: &Provisioning, new: NewStream) -> Result<EventStream> {
    check(&new)?;
    if let Delivery::Push { endpoint, .. } = &new.delivery {
        endpoint.within(p.push_reach())?;
    }
    tenants::find(p, &new.tenant).await?;
    let verb = p.clone();
    p.store().write(move |tx| create_in(tx, &verb, &new)).await
}

fn check(new: &NewStream) -> Result<()> {
    let wrong = |text: String| Err(Error::Input(text));
    let name = new.name.trim();
    if name.is_empty()
        || name.chars().count() > NAME_CHARACTERS_MAX
        || name.contains(char::is_control)
    {
        return wrong(format!(
            "A stream needs a name of 1 to {NAME_CHARACTERS_MAX} characters, for example \"SIEM\"."
        ));
    }
    let audience_fits = |audience: &String| {
        !audience.trim().is_empty()
            && audience.len() <= AUDIENCE_BYTES_MAX
            && !audience.contains(char::is_control)
    };
    if !new.audience.as_ref().is_none_or(audience_fits) {
        return wrong(format!(
            "An audience is a text of 1 to {AUDIENCE_BYTES_MAX} bytes."
        ));
    }
    if let Delivery::Push {
        authorization: Some(header),
        ..
    } = &new.delivery
    {
        let visible = |c: char| c == ' ' || c.is_ascii_graphic();
        if header.trim().is_empty()
            || header.len() > AUTHORIZATION_BYTES_MAX
            || !header.chars().all(visible)
        {
            return wrong(format!(
                "An authorization is a whole header of at most {AUTHORIZATION_BYTES_MAX} visible ASCII characters, \
                 for example \"Bearer x\"."
            ));
        }
    }
    Ok(())
}

fn create_in(tx: &mut Conn, p: &Provisioning, new: &NewStream) -> Result<EventStream> {
    if event_streams::list(tx, &new.tenant)?.len() >= STREAMS_MAX {
        return Err(Error::Input(format!(
            "Tenant {:?} has {STREAMS_MAX} event streams, which is as many as there may be.",
            new.tenant
        )));
    }
    let id = Uuid::now_v7();
    let (delivery, endpoint, authorization) = match &new.delivery {
        Delivery::Poll => (POLL, None, None),
        Delivery::Push {
            endpoint,
            authorization,
        } => {
            let sealed = authorization
                .as_ref()
                .map(|header| p.issuer().seal(&place(&new.tenant, id), header.trim()));
            (
                PUSH,
                Some(endpoint.as_str().to_owned()),
                sealed.transpose()?,
            )
        }
    };
    let position = if new.from_beginning {
        0
    } else {
        changes::latest(tx, &new.tenant)?
    };
    let stream = EventStream {
        tenant: new.tenant.clone(),
        id,
        name: new.name.trim().to_owned(),
        delivery: delivery.to_owned(),
        detail: match new.detail {
            Detail::Notice => NOTICE,
            Detail::Full => FULL,
        }
        .to_owned(),
        audience: new
            .audience
            .clone()
            .unwrap_or_else(|| format!("urn:uuid:{id}")),
        endpoint,
        authorization,
        position,
        paused_at: None,
        last_error: None,
        attempts: 0,
        next_attempt_at: 0,
        lease_id: None,
        lease_until: 0,
        created_at: p.now(),
    };
    match event_streams::insert(tx, &stream) {
        Ok(()) => {
            let act = done_to("event_stream.create", &stream).after(how_it_is(&stream));
            note_in(tx, p, &stream.tenant, act)?;
            Ok(stream)
        }
        Err(rollcall_storage::Error::Uniqueness { .. }) => Err(Error::Exists(format!(
            "There is an event stream {:?} already; `rollcall stream list --tenant {}` shows all.",
            stream.name, stream.tenant
        ))),
        Err(error) => Err(error.into()),
    }
}

/// Says which value of the setting lets events be pushed there.
fn opened_by(place: &str, needed: Reach) -> String {
    let word = Reach::WORDS.iter().find(|(_, reach)| *reach == needed);
    format!(
        "The receiver's URL is {place}, where events are pushed to only if the server's operator opens it \
         (push_reach = {:?}).",
        word.map_or("", |(word, _)| word)
    )
}

/// Where a stream's credentials belong.
pub(super) fn place(tenant: &str, id: Uuid) -> Vec<u8> {
    format!("{tenant}/{id}").into_bytes()
}

/// The tenant's streams, by name.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist.
pub async fn list(p: &Provisioning, tenant: &str) -> Result<Vec<Listed>> {
    tenants::find(p, tenant).await?;
    let tenant = tenant.to_owned();
    p.store()
        .read(move |conn| {
            let streams = event_streams::list(conn, &tenant)?;
            streams
                .into_iter()
                .map(|stream| listed(conn, stream))
                .collect()
        })
        .await
}

/// The stream of that id or name.
///
/// # Errors
/// [`Error::Unknown`] when the tenant has none such.
pub async fn find(p: &Provisioning, tenant: &str, id_or_name: &str) -> Result<Listed> {
    let (tenant, wanted) = (tenant.to_owned(), id_or_name.to_owned());
    p.store()
        .read(move |conn| {
            let stream = pick(conn, &tenant, &wanted)?;
            listed(conn, stream)
        })
        .await
}

fn listed(conn: &mut Conn, stream: EventStream) -> Result<Listed> {
    // Only a poll can have acknowledged something beyond its position.
    let known = event_streams::acknowledged(conn, &stream.tenant, stream.id)?;
    let limit = i64::try_from(known.len()).unwrap_or(i64::MAX - 1) + 1;
    let numbers = changes::numbers_after(conn, &stream.tenant, stream.position, limit)?;
    let oldest = numbers
        .into_iter()
        .find(|number| known.binary_search(number).is_err());
    let oldest = match oldest {
        Some(number) => changes::find_all(conn, &stream.tenant, &[number])?.pop(),
        None => None,
    };
    Ok(Listed {
        waiting_since: oldest.map(|change| change.at),
        stream,
    })
}

/// Lets a stream rest: nothing is sent or handed out until it is resumed, and nothing is lost.
///
/// # Errors
/// [`Error::Unknown`] when the tenant has no such stream.
pub async fn pause(p: &Provisioning, tenant: &str, id_or_name: &str) -> Result<EventStream> {
    let now = p.now();
    changed(
        p,
        tenant,
        id_or_name,
        "event_stream.pause",
        move |_, stream| {
            stream.paused_at = stream.paused_at.or(Some(now));
            Ok(())
        },
    )
    .await
}

/// Lets a stream go on where it stopped, at once. With `skip` the event at which it stopped is given up: for a
/// receiver that will never take that one.
///
/// # Errors
/// [`Error::Unknown`] when the tenant has no such stream.
pub async fn resume(
    p: &Provisioning,
    tenant: &str,
    id_or_name: &str,
    skip: bool,
) -> Result<EventStream> {
    changed(
        p,
        tenant,
        id_or_name,
        "event_stream.resume",
        move |tx, stream| {
            let next = changes::numbers_after(tx, &stream.tenant, stream.position, 1)?;
            if let (true, Some(number)) = (skip, next.first()) {
                stream.position = *number;
            }
            stream.paused_at = None;
            stream.last_error = None;
            stream.attempts = 0;
            stream.next_attempt_at = 0;
            Ok(())
        },
    )
    .await
}

/// Deletes a stream; its receiver is told nothing more.
///
/// # Errors
/// [`Error::Unknown`] when the tenant has no such stream.
pub async fn delete(p: &Provisioning, tenant: &str, id_or_name: &str) -> Result<EventStream> {
    let (verb, tenant, wanted) = (p.clone(), tenant.to_owned(), id_or_name.to_owned());
    p.store()
        .write(move |tx| {
            let stream = pick(tx, &tenant, &wanted)?;
            event_streams::delete(tx, &tenant, stream.id)?;
            let act = done_to("event_stream.delete", &stream).before(how_it_is(&stream));
            note_in(tx, &verb, &tenant, act)?;
            Ok(stream)
        })
        .await
}

async fn changed(
    p: &Provisioning,
    tenant: &str,
    id_or_name: &str,
    action: &'static str,
    change: impl Fn(&mut Conn, &mut EventStream) -> Result<()> + Send + 'static,
) -> Result<EventStream> {
    let (verb, tenant, wanted) = (p.clone(), tenant.to_owned(), id_or_name.to_owned());
    p.store()
        .write(move |tx| {
            let picked = pick(tx, &tenant, &wanted)?;
            let locked = event_streams::lock(tx, &tenant, picked.id)?;
            let mut stream = locked.ok_or_else(|| unknown(&tenant, &wanted))?;
            let before = how_it_is(&stream);
            change(tx, &mut stream)?;
            event_streams::update(tx, &stream)?;
            let changed = (before, how_it_is(&stream));
            note_change_in(tx, &verb, &tenant, done_to(action, &stream), changed)?;
            Ok(stream)
        })
        .await
}

/// What the audit log says; where a stream leads may be as good as a password.
fn done_to(action: &'static str, stream: &EventStream) -> Act {
    Act::new(action, "event_stream").to(stream.id, &stream.name)
}

/// What is changed of a stream, for the audit log: how far it is, and whether it goes on.
fn how_it_is(stream: &EventStream) -> Value {
    json!({
        "delivery": stream.delivery,
        "detail": stream.detail,
        "paused": stream.paused_at.is_some(),
        "failing": stream.last_error.is_some(),
        "cursor": stream.position,
    })
}

fn pick(conn: &mut Conn, tenant: &str, id_or_name: &str) -> Result<EventStream> {
    let meant =
        |stream: &EventStream| stream.id.to_string() == id_or_name || stream.name == id_or_name;
    let mut streams = event_streams::list(conn, tenant)?.into_iter();
    streams
        .find(meant)
        .ok_or_else(|| unknown(tenant, id_or_name))
}

pub(super) fn unknown(tenant: &str, id_or_name: &str) -> Error {
    Error::Unknown(format!(
        "Tenant {tenant:?} has no event stream {id_or_name:?}; `rollcall stream list --tenant {tenant}` shows all."
    ))
}

#[cfg(test)]
mod tests {
    use super::EndpointUrl;

    #[test]
    fn events_leave_the_machine_only_encrypted() {
        for (url, taken) in [
            ("https://receiver.example.com/events", true),
            ("https://10.0.0.7/events", true),
            ("http://127.0.0.1:8080/events", true),
            ("http://localhost/events", true),
            ("http://[::1]:9/", true),
            ("http://receiver.example.com/events", false),
            ("http://localhost.example.com/", false),
            ("http://10.0.0.7/events", false),
            ("https://169.254.169.254/latest", false),
            ("https://[fe80::1]/", false),
            ("https://[::ffff:169.254.169.254]/", false),
            ("https://0.0.0.0/", false),
            ("https://user:secret@receiver.example.com/", false),
            ("https://receiver.example.com/#x", false),
            ("ftp://receiver.example.com/", false),
            ("file:///etc/passwd", false),
            ("receiver.example.com", false),
        ] {
            let parsed = EndpointUrl::parse(url);
            assert_eq!(parsed.is_ok(), taken, "{url}");
            if let Err(error) = parsed {
                assert!(!error.to_string().contains("secret@"), "{error}");
            }
        }
    }
}
