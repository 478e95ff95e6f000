//! The memory that the bodies of all requests under way may take together: a body of few bytes can become many values,
//! and many large ones can come at once.

use std::sync::Arc;

use actix_web::http::StatusCode;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::{Failure, Result};

/// What a value of a parsed body takes, with the name it has and what is made of it while it is worked on.
const VALUE_BYTES: usize = 256;
/// A body that takes no more than this is let in without being counted.
const UNCOUNTED_BYTES_MAX: usize = 256 * 1024;
/// What room is measured in.
const UNIT_BYTES: usize = 1024;

/// The room that there is.
pub struct Room {
    free: Arc<Semaphore>,
    units: u32,
}

/// The part of it that one body takes, as long as this is kept.
#[derive(Debug, Default)]
pub struct Taken {
    permit: Option<OwnedSemaphorePermit>,
    units: u32,
}

impl Room {
    /// Room for so many bytes.
    pub fn new(bytes: usize) -> Self {
        let units = u32::try_from(bytes / UNIT_BYTES).unwrap_or(u32::MAX);
        let units = units.clamp(1, u32::try_from(Semaphore::MAX_PERMITS).unwrap_or(u32::MAX));
        Self {
            free: Arc::new(Semaphore::new(units as usize)),
            units,
        }
    }

    /// Takes what a body of so many bytes and values needs, beyond what it has taken already. A body that needs more
    /// than there is takes all.
    ///
    /// # Errors
    /// 503 when others have the room.
    pub fn take(&self, taken: &mut Taken, bytes: usize, values: usize) -> Result<()> {
        let needed = bytes.saturating_add(values.saturating_mul(VALUE_BYTES));
        if needed <= UNCOUNTED_BYTES_MAX {
            return Ok(());
        }
        let units = u32::try_from(needed / UNIT_BYTES)
            .unwrap_or(u32::MAX)
            .min(self.units);
        let more = units.saturating_sub(taken.units);
        let permit = self.free.clone().try_acquire_many_owned(more);
        let permit = permit.map_err(|_| {
            let detail = "Too many large requests are under way. Try again in a moment, or send smaller ones.";
            Failure::new(StatusCode::SERVICE_UNAVAILABLE, detail).retry_after_seconds(2)
        })?;
        match &mut taken.permit {
            Some(had) => had.merge(permit),
            None => taken.permit = Some(permit),
        }
        taken.units = taken.units.max(units);
        Ok(())
    }
}

/// How many values a text of JSON has at most: one more than what separates and opens them.
pub(super) fn values_in(text: &[u8]) -> usize {
    let (mut values, mut quoted, mut escaped) = (1, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b',' | b'[' | b'{' if !quoted => values += 1,
            _ => {}
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_without_building_them() {
        for (text, values) in [("1", 1), (r#"{"a":"x,[{\"","b":[1,2]}"#, 5), ("[[],[]]", 5)] {
            assert_eq!(values_in(text.as_bytes()), values, "{text}");
        }
    }

    #[test]
    fn large_bodies_share_the_room_and_give_it_back() {
        let room = Room::new(4 << 20);
        let (mut one, mut two, mut three) = (Taken::default(), Taken::default(), Taken::default());
        room.take(&mut one, 1 << 20, 0).unwrap();
        room.take(&mut one, 3 << 20, 0).unwrap();
        let refused = room.take(&mut two, 2 << 20, 0).unwrap_err();
        assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
        room.take(&mut two, 100, 100).unwrap();
        drop(one);
        // More than there is: alone, it is let in.
        room.take(&mut three, 1 << 20, 1 << 20).unwrap();
        assert!(room.take(&mut two, 1 << 20, 0).is_err());
        drop(three);
        room.take(&mut two, 1 << 20, 0).unwrap();
    }
}
