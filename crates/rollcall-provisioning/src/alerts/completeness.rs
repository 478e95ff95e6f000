//! How complete the required fields are, counted once a day.

use std::collections::BTreeMap;

use rollcall_storage::alerts::Alert;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::SubjectKind;
use super::checks::Finding;
use super::kinds::COMPLETENESS_DROP;
use super::words::Words;
use crate::Result;
use crate::mappings::{Completeness, Count};

/// Of fewer people a percentage says nothing.
const PEOPLE_MIN: u64 = 10;

/// How complete the fields were.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Seen {
    /// How many people there were.
    people: u64,
    /// How many of them had each required field.
    fields: BTreeMap<String, u64>,
}

impl Seen {
    fn of(counted: &Completeness) -> Self {
        let required = counted.fields.iter().filter(|field| field.required);
        Self {
            people: counted.people,
            fields: required
                .map(|field| (field.field.clone(), field.have))
                .collect(),
        }
    }

    /// How many of a hundred have it.
    fn percent(&self, field: &str) -> Option<i64> {
        if self.people < PEOPLE_MIN {
            return None;
        }
        let have = self.fields.get(field)?;
        i64::try_from(have * 100 / self.people).ok()
    }
}

/// Counts; `renew` is asked now and then whether to go on.
pub(super) async fn count(
    mut count: Count,
    renew: impl AsyncFn() -> Result<bool>,
) -> Result<Option<Seen>> {
    const STEPS: usize = 50;
    let mut steps = 0;
    while count.next().await?.is_some() {
        steps += 1;
        if steps % STEPS == 0 && !renew().await? {
            return Ok(None);
        }
    }
    Ok(Some(Seen::of(count.counted())))
}

/// The fields that have become less complete by more than so many points of a hundred, and those that had and are so still.
pub(super) fn drops(before: &Seen, now: &Seen, points: i64, open: &[Alert]) -> Vec<Finding> {
    let found = now.fields.keys().filter_map(|field| {
        let is = now.percent(field)?;
        let was_open = open
            .iter()
            .find(|alert| alert.kind == COMPLETENESS_DROP.code && alert.subject_id == *field);
        // What it was before it began to be wrong.
        let was = match was_open {
            Some(alert) => alert.level,
            None => before.percent(field)?,
        };
        (was - is > points).then(|| Finding {
            kind: &COMPLETENESS_DROP,
            subject_kind: SubjectKind::Field,
            subject_id: field.clone(),
            subject_name: field.clone(),
            words: Words::of(
                "completeness_drop",
                json!({ "field": field, "percent": is, "before": was }),
            ),
            level: was,
        })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(people: u64, have: u64) -> Seen {
        Seen {
            people,
            fields: BTreeMap::from([("job_title".to_owned(), have)]),
        }
    }

    fn told(before: &Seen, now: &Seen, open: &[Alert]) -> Vec<i64> {
        let found = drops(before, now, 10, open);
        found.iter().map(|finding| finding.level).collect()
    }

    #[test]
    fn a_drop_is_told_until_it_is_made_good() {
        assert_eq!(told(&seen(100, 90), &seen(100, 80), &[]), [0; 0]);
        assert_eq!(told(&seen(100, 90), &seen(100, 79), &[]), [90]);
        assert_eq!(told(&seen(9, 9), &seen(9, 0), &[]), [0; 0]);
        assert_eq!(told(&Seen::default(), &seen(100, 0), &[]), [0; 0]);
        let open = Alert {
            tenant_id: "acme".to_owned(),
            kind: COMPLETENESS_DROP.code.to_owned(),
            subject_id: "job_title".to_owned(),
            subject_kind: "field".to_owned(),
            subject_name: "job_title".to_owned(),
            text: String::new(),
            level: 90,
            opened_at: 0,
            closed_at: None,
            mailed_at: None,
            mailed_as: None,
            hooked_at: None,
            hooked_as: None,
            words: None,
        };
        // The next day it is as bad as the day before, and not good.
        let open = [open];
        assert_eq!(told(&seen(100, 79), &seen(100, 79), &open), [90]);
        assert_eq!(told(&seen(100, 79), &seen(100, 80), &open), [0; 0]);
    }
}
