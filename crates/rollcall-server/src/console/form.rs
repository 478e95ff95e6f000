//! What a form sent: read within limits, and given out by its names. What a field's name says of its value is [`field`]'s to know.

mod field;

use std::time::Duration;

use actix_multipart::Multipart;
use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Bytes, BytesMut};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt as _;
use serde_json::{Map, Value};
use url::form_urlencoded;

use self::field::{Field, place};
use crate::config::HttpLimits;
use crate::error::{Failure, Result};
use crate::extract::{Room, Taken};

/// What is typed into one form is shorter, all fields together.
const FORM_BYTES_MAX: usize = 4 * 1024 * 1024;
/// A form has fewer fields.
const FIELDS_MAX: usize = 4096;
/// Places that a field's name names are less deep: whatever is made of them is built, and let go, a level at a time.
const DEPTH_MAX: usize = 16;

/// A form as it was sent.
#[derive(Default)]
pub(super) struct Form {
    fields: Vec<(String, String)>,
    file: Option<File>,
    taken: Taken,
}

/// A file that came with it.
pub(super) struct File {
    pub(super) name: String,
    pub(super) bytes: Bytes,
}

impl Form {
    /// Reads a request's body, within the limits that the API has for a file and with what this takes of the room for bodies.
    ///
    /// # Errors
    /// 400 for what is no form, 408 for what comes too slowly, 413 for what is too long, 503 where others have the room.
    pub(super) async fn of(
        request: &HttpRequest,
        payload: Payload,
        limits: &HttpLimits,
        room: &Room,
    ) -> Result<Self> {
        let kind = request.headers().get(CONTENT_TYPE);
        let in_parts = kind.is_some_and(|it| it.as_bytes().starts_with(b"multipart/form-data"));
        let reading = async {
            if in_parts {
                return Self::in_parts(request, payload, limits.file_body_bytes_max, room).await;
            }
            let mut taken = Taken::default();
            let bytes = whole(payload, room, &mut taken).await?;
            Ok(Self {
                taken,
                ..Self::read(&bytes)
            })
        };
        let reading = async { reading.await?.bounded() };
        let seconds = limits.body_seconds_max;
        let read = tokio::time::timeout(Duration::from_secs(seconds), reading).await;
        read.unwrap_or_else(|_| {
            let detail = format!("The form did not arrive within {seconds} seconds.");
            Err(Failure::new(StatusCode::REQUEST_TIMEOUT, detail))
        })
    }

    /// Refuses names of places that no page of the console has.
    fn bounded(self) -> Result<Self> {
        let depth = |name: &str| name.bytes().filter(|byte| *byte == b'/').count();
        if self.fields().any(|field| depth(field.path) > DEPTH_MAX) {
            let detail = format!("A field's name has at most {DEPTH_MAX} levels.");
            return Err(Failure::new(StatusCode::BAD_REQUEST, detail));
        }
        Ok(self)
    }

    /// Gives its room back: the API takes its own for what it is sent of this, and may need all that there is.
    pub(super) fn give_room_back(&mut self) {
        self.taken = Taken::default();
    }

    /// Reads `application/x-www-form-urlencoded`.
    pub(super) fn read(body: &[u8]) -> Self {
        Self {
            fields: form_urlencoded::parse(body).into_owned().collect(),
            ..Self::default()
        }
    }

    async fn in_parts(
        request: &HttpRequest,
        payload: Payload,
        file_bytes_max: usize,
        room: &Room,
    ) -> Result<Self> {
        let unreadable = |error: actix_multipart::MultipartError| {
            Failure::new(
                StatusCode::BAD_REQUEST,
                format!("The form cannot be read: {error}."),
            )
        };
        let mut form = Self::default();
        let mut parts = Multipart::new(request.headers(), payload);
        let (mut number, mut typed_bytes, mut file_bytes) = (0, 0, 0);
        while let Some(part) = parts.next().await {
            let mut part = part.map_err(unreadable)?;
            number += 1;
            if number > FIELDS_MAX {
                return Err(too_long(&format!("{FIELDS_MAX} fields")));
            }
            let name = part.name().unwrap_or_default().to_owned();
            let disposition = part.content_disposition();
            let file_name = disposition
                .and_then(|it| it.get_filename())
                .map(str::to_owned);
            let mut bytes = BytesMut::new();
            while let Some(chunk) = part.next().await {
                let chunk = chunk.map_err(unreadable)?;
                let (counted, most) = match file_name {
                    Some(_) => (&mut file_bytes, file_bytes_max),
                    None => (&mut typed_bytes, FORM_BYTES_MAX),
                };
                *counted += chunk.len();
                if *counted > most {
                    return Err(too_long(&format!("{most} bytes")));
                }
                room.take(&mut form.taken, typed_bytes + file_bytes, number)?;
                bytes.extend_from_slice(&chunk);
            }
            match file_name {
                Some(name) => {
                    form.file = Some(File {
                        name,
                        bytes: bytes.freeze(),
                    });
                }
                None => form
                    .fields
                    .push((name, String::from_utf8_lossy(&bytes).into_owned())),
            }
        }
        form.file_sent_again()?;
        Ok(form)
    }

    /// A page that was made of a file has it with it, so that it need not be chosen again.
    fn file_sent_again(&mut self) -> Result<()> {
        let Some(text) = self.text("_file_base64") else {
            return Ok(());
        };
        let bytes = STANDARD.decode(text).map_err(|_| {
            Failure::new(
                StatusCode::BAD_REQUEST,
                "The file that the page brought along is damaged. Choose it again.",
            )
        })?;
        let name = self.text("_file_name").unwrap_or_default().to_owned();
        self.file = Some(File {
            name,
            bytes: bytes.into(),
        });
        Ok(())
    }

    /// The file that came with it.
    pub(super) fn file(&self) -> Option<&File> {
        self.file.as_ref()
    }

    /// What was sent under a name, first.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// All that was sent under a name.
    pub(super) fn texts<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        let named = self.fields.iter().filter(move |(known, _)| known == name);
        named.map(|(_, value)| value.as_str())
    }

    /// What was typed, to fill the form in again; no secret is shown again.
    pub(super) fn typed(&self) -> Value {
        let is_shown = |(name, text): &&(String, String)| {
            !name.starts_with('_') && Field::of(name, text).kind != "secret"
        };
        let shown = self.fields.iter().filter(is_shown);
        let named = shown.map(|(name, value)| {
            let name = name.split([':', '?']).next().unwrap_or_default();
            (name.to_owned(), Value::from(value.as_str()))
        });
        named.collect::<Map<_, _>>().into()
    }

    /// What was typed and would be lost where somebody else was quicker.
    pub(super) fn unsaved(&self) -> Value {
        let Value::Object(mut typed) = self.typed() else {
            return Value::Null;
        };
        typed.retain(|_, text| text.as_str().is_some_and(|text| !text.is_empty()));
        typed.into()
    }

    /// The fields of the body.
    pub(super) fn fields(&self) -> impl Iterator<Item = Field<'_>> {
        let of_body = self
            .fields
            .iter()
            .filter(|(name, _)| !name.starts_with('_') && !name.ends_with("?query"));
        of_body.map(|(name, text)| Field::of(name, text))
    }

    /// The query of the call, with its mark; empty where it has none.
    pub(super) fn query(&self) -> String {
        let pairs = self.fields.iter().filter_map(|(name, text)| {
            let name = name.strip_suffix("?query")?;
            (!text.is_empty()).then_some((name, text))
        });
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        if query.is_empty() {
            query
        } else {
            format!("?{query}")
        }
    }

    /// The body of the call.
    ///
    /// # Errors
    /// 400 that names the field whose text is not of its type.
    pub(super) fn body(&self) -> Result<Value> {
        let mut body = Map::new();
        for field in self.fields().filter(|field| !field.is_silent()) {
            place(&mut body, field.path, field.kind, field.value()?);
        }
        Ok(body.into())
    }
}

async fn whole(mut payload: Payload, room: &Room, taken: &mut Taken) -> Result<BytesMut> {
    let mut bytes = BytesMut::new();
    let mut fields = 1;
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| {
            Failure::new(
                StatusCode::BAD_REQUEST,
                format!("The form broke off: {error}."),
            )
        })?;
        bytes.extend_from_slice(&chunk);
        if bytes.len() > FORM_BYTES_MAX {
            return Err(too_long(&format!("{FORM_BYTES_MAX} bytes")));
        }
        fields += chunk.iter().filter(|byte| **byte == b'&').count();
        if fields > FIELDS_MAX {
            return Err(too_long(&format!("{FIELDS_MAX} fields")));
        }
        room.take(taken, bytes.len(), fields)?;
    }
    Ok(bytes)
}

fn too_long(most: &str) -> Failure {
    Failure::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        format!("What was sent is longer than {most}."),
    )
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use serde_json::json;

    use super::{DEPTH_MAX, FIELDS_MAX, FORM_BYTES_MAX, Form};
    use crate::config::HttpLimits;
    use crate::error::Result;
    use crate::extract::Room;

    /// Reads a form of these parts: name, name of the file if it is one, how many bytes.
    fn in_parts(parts: &[(&str, Option<&str>, usize)], room: &Room) -> Result<Form> {
        let mut body = String::new();
        for (name, file, bytes) in parts {
            let file = file.map_or_else(String::new, |file| format!("; filename=\"{file}\""));
            body.push_str("--x\r\nContent-Disposition: form-data; name=\"");
            body.push_str(&format!("{name}\"{file}\r\n\r\n"));
            body.push_str(&"a".repeat(*bytes));
            body.push_str("\r\n");
        }
        body.push_str("--x--\r\n");
        let kind = ("content-type", "multipart/form-data; boundary=x");
        let request = TestRequest::post().insert_header(kind).set_payload(body);
        let (request, payload) = request.to_http_parts();
        let limits = HttpLimits {
            file_body_bytes_max: 8 << 20,
            ..HttpLimits::default()
        };
        let form = Form::of(&request, payload, &limits, room);
        actix_web::rt::System::new().block_on(form)
    }

    #[track_caller]
    fn refused(form: Result<Form>) -> (u16, String) {
        let failure = form.err().unwrap();
        (failure.status().as_u16(), failure.detail().to_owned())
    }

    #[test]
    fn parts_of_a_form_are_counted_together() {
        let room = Room::new(64 << 20);
        let form = in_parts(
            &[("name", None, 3), ("_file", Some("list.csv"), 6 << 20)],
            &room,
        );
        let form = form.unwrap();
        assert_eq!(form.text("name"), Some("aaa"));
        assert_eq!(form.file().unwrap().bytes.len(), 6 << 20);
        let half = FORM_BYTES_MAX / 2 + 1;
        let two = refused(in_parts(&[("a", None, half), ("b", None, half)], &room));
        assert_eq!(
            two,
            (
                413,
                "What was sent is longer than 4194304 bytes.".to_owned()
            )
        );
        let file = |name| ("_file", Some(name), 5 << 20);
        let two = refused(in_parts(&[file("a"), file("b")], &room));
        assert_eq!(
            two,
            (
                413,
                "What was sent is longer than 8388608 bytes.".to_owned()
            )
        );
        let many = refused(in_parts(&vec![("a", None, 1); FIELDS_MAX + 1], &room));
        assert_eq!(
            many,
            (413, "What was sent is longer than 4096 fields.".to_owned())
        );
    }

    /// Reads a form as a browser sends most of them.
    fn sent(body: String) -> Result<Form> {
        let kind = ("content-type", "application/x-www-form-urlencoded");
        let request = TestRequest::post().insert_header(kind).set_payload(body);
        let (request, payload) = request.to_http_parts();
        let (limits, room) = (HttpLimits::default(), Room::new(64 << 20));
        let form = Form::of(&request, payload, &limits, &room);
        actix_web::rt::System::new().block_on(form)
    }

    #[test]
    fn fields_are_neither_too_many_nor_too_deep() {
        let deepest = sent(format!("{}a=1", "a/".repeat(DEPTH_MAX))).unwrap();
        assert!(deepest.body().unwrap()["a"]["a"].is_object());
        let deeper = refused(sent(format!("{}a=1", "a%2F".repeat(100_000))));
        assert_eq!(
            deeper,
            (400, "A field's name has at most 16 levels.".to_owned())
        );
        assert!(sent("a=1&".repeat(FIELDS_MAX - 1)).is_ok());
        let more = refused(sent("a=1&".repeat(FIELDS_MAX)));
        assert_eq!(
            more,
            (413, "What was sent is longer than 4096 fields.".to_owned())
        );
    }

    #[test]
    fn a_form_takes_room_as_other_bodies_do() {
        let room = Room::new(4 << 20);
        let file = [("_file", Some("list.csv"), 3 << 20)];
        let mut first = in_parts(&file, &room).unwrap();
        assert_eq!(refused(in_parts(&file, &room)).0, 503);
        first.give_room_back();
        in_parts(&file, &room).unwrap();
        assert!(first.file().is_some());
    }

    #[test]
    fn what_is_typed_becomes_a_body() {
        let form = Form::read(
            b"_call=PUT+%2Fx&name=Ada+L.&days%3Anumber=90&locked%3Abool=true&domains%3Alines=a.example%0D%0A%0D%0Ab.example\
              &labels%2Fen=Title&labels%2Fde=Titel&people%3Alist=1&people%3Alist=2&note%3F=&expires%3Anumber%3F=&by%3Aor_null=\
              &more%3Ajson=%7B%7D&source%3Fquery=HR+list&missing%3Fquery=",
        );
        assert_eq!(
            form.body().unwrap(),
            json!({
                "name": "Ada L.", "days": 90, "locked": true, "domains": ["a.example", "b.example"],
                "labels": {"en": "Title", "de": "Titel"}, "people": ["1", "2"], "by": null, "more": {},
            })
        );
        assert_eq!(form.query(), "?source=HR+list");
        assert_eq!(form.typed()["days"], "90");
        let wrong = Form::read(b"days%3Anumber=soon").body().unwrap_err();
        assert_eq!(wrong.detail(), "days is a whole number, not \"soon\".");
    }
}
