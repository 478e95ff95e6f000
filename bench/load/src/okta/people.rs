//! Users by their numbers alone: nothing of them is kept.

use std::fmt::{self, Write as _};

use jiff::Timestamp;

/// When the first of them was made: 2020-01-01, in seconds since the Unix epoch.
const FIRST_SECONDS: u64 = 1_577_836_800;
/// Between one change and the next: within the five minutes that are read once more there are some.
const STEP_SECONDS: u64 = 10;
/// Between one round of changes and the next.
const PAUSE_SECONDS: u64 = 3_600;
/// One of so many changes in a round.
const EACH: u64 = 100;

const GIVEN: [&str; 8] = [
    "Ada", "Grace", "Linus", "Barbara", "Edsger", "Radia", "Ken", "Frances",
];
const FAMILY: [&str; 7] = [
    "Lovelace", "Hopper", "Liskov", "Dijkstra", "Perlman", "Thompson", "Allen",
];
const DEPARTMENTS: [&str; 6] = [
    "Platform", "Sales", "Support", "Finance", "Legal", "Research",
];

/// An organization: users by numbers from 0, of whom in each round of changes another hundredth got another title.
#[derive(Debug, Clone, Copy)]
pub struct Organization {
    /// How many users.
    pub users: u64,
    /// How many rounds of changes so far.
    pub changes: u64,
}

/// A user in the order of their last changes: in which round that was (0: when they were made), and their number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    round: u64,
    number: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.round, self.number)
    }
}

impl Place {
    /// As it stands in the address of a page.
    pub fn read(text: &str) -> Option<Self> {
        let (round, number) = text.split_once('-')?;
        Some(Self {
            round: round.parse().ok()?,
            number: number.parse().ok()?,
        })
    }
}

/// How many of so many users change in a round, from 1.
pub fn changed_in(users: u64, round: u64) -> u64 {
    (users + EACH - round).div_euclid(EACH)
}

impl Organization {
    /// In which round somebody changed; 0 for who did not.
    fn round_of(&self, number: u64) -> u64 {
        let round = number % EACH + 1;
        if round <= self.changes { round } else { 0 }
    }

    /// Seconds from the start of a round to the start of the next.
    fn span(&self) -> u64 {
        self.users * STEP_SECONDS + PAUSE_SECONDS
    }

    fn seconds(&self, place: Place) -> u64 {
        FIRST_SECONDS + place.round * self.span() + place.number * STEP_SECONDS
    }

    /// The first one who changed after the moment of a search: `lastUpdated gt "…"`.
    pub fn after(&self, search: &str) -> Option<Place> {
        let moment = search
            .strip_prefix("lastUpdated gt \"")?
            .strip_suffix('"')?;
        let seconds = moment.parse::<Timestamp>().ok()?.as_second();
        let since = u64::try_from(seconds).unwrap_or(0);
        let Some(since) = since.checked_sub(FIRST_SECONDS) else {
            return Some(Place {
                round: 0,
                number: 0,
            });
        };
        Some(Place {
            round: since / self.span(),
            number: since % self.span() / STEP_SECONDS + 1,
        })
    }

    /// So many users from a place on, and who comes next.
    pub fn page(&self, from: Place, people: usize) -> (Vec<Place>, Option<Place>) {
        let rounds = from.round..=self.changes;
        let all = rounds.flat_map(|round| {
            let first = if round == from.round { from.number } else { 0 };
            let numbers = (first..self.users).filter(move |number| self.round_of(*number) == round);
            numbers.map(move |number| Place { round, number })
        });
        let mut page: Vec<Place> = all.take(people + 1).collect();
        let next = page.get(people).copied();
        page.truncate(people);
        (page, next)
    }

    /// Users as Okta writes them.
    pub fn written(&self, page: &[Place], origin: &str) -> String {
        let mut text = String::with_capacity(page.len() * 1_600 + 2);
        text.push('[');
        for (index, place) in page.iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            self.write(&mut text, *place, origin);
        }
        text.push(']');
        text
    }

    fn write(&self, text: &mut String, place: Place, origin: &str) {
        let (number, round) = (place.number, place.round);
        let of = |names: &[&'static str], by: u64| names[(by % names.len() as u64) as usize];
        let (given, family) = (of(&GIVEN, number), of(&FAMILY, number / 8));
        let login = login(number);
        let (manager, chief) = (number / 10, of(&GIVEN, number / 10));
        let moment = |seconds: u64| {
            let at = i64::try_from(seconds)
                .ok()
                .and_then(|seconds| Timestamp::from_second(seconds).ok());
            at.map_or_else(String::new, |at| {
                at.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string()
            })
        };
        let (made, changed) = (
            moment(self.seconds(Place { round: 0, number })),
            moment(self.seconds(place)),
        );
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "{{\"id\":\"00u{number:015}d7\",\"status\":\"ACTIVE\",\"created\":\"{made}\",\"activated\":\"{made}\",\"statusChanged\":\"{made}\",\
             \"lastLogin\":\"{changed}\",\"lastUpdated\":\"{changed}\",\"passwordChanged\":\"{made}\",\"type\":{{\"id\":\"oty1bench\"}},\"profile\":{{\
             \"login\":\"{login}\",\"email\":\"{login}\",\"secondEmail\":\"home.{login}\",\"firstName\":\"{given}\",\"lastName\":\"{family}\",\
             \"displayName\":\"{given} {family}\",\"title\":\"{}\",\"department\":\"{}\",\"division\":\"Engineering\",\"organization\":\"Example Corp\",\
             \"costCenter\":\"CC-{}\",\"employeeNumber\":\"E{number:08}\",\"userType\":\"Employee\",\"manager\":\"{chief} of {manager}\",\
             \"managerId\":\"E{manager:08}\",\"primaryPhone\":\"+1-555-{number:08}\",\"mobilePhone\":\"+1-556-{number:08}\",\
             \"streetAddress\":\"{} Main Street\",\"city\":\"Springfield\",\"state\":\"IL\",\"zipCode\":\"62701\",\"countryCode\":\"US\",\
             \"locale\":\"en_US\",\"timezone\":\"America/Chicago\",\"preferredLanguage\":\"en\"}},\
             \"_links\":{{\"self\":{{\"href\":\"{origin}/api/v1/users/00u{number:015}d7\"}}}}}}",
            title(round),
            of(&DEPARTMENTS, number / 50),
            4_000 + number % 50,
            number % 900 + 1,
        );
    }
}

/// What somebody signs in with.
pub fn login(number: u64) -> String {
    format!("user.{number:08}@example.com")
}

/// The title since a round of changes.
pub fn title(round: u64) -> String {
    match round {
        0 => "Engineer".to_owned(),
        round => format!("Senior Engineer {round}"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    /// Everybody's numbers, page by page.
    fn all(organization: &Organization, from: Place, people: usize) -> Vec<u64> {
        let (mut numbers, mut at) = (Vec::new(), Some(from));
        while let Some(from) = at {
            let (page, next) = organization.page(from, people);
            numbers.extend(page.iter().map(|place| place.number));
            at = next;
        }
        numbers
    }

    #[test]
    fn everybody_is_met_once_whatever_changed() {
        for changes in 0..3 {
            let organization = Organization {
                users: 250,
                changes,
            };
            let met = all(
                &organization,
                Place {
                    round: 0,
                    number: 0,
                },
                7,
            );
            assert_eq!(met.len(), 250);
            assert_eq!(met.iter().collect::<BTreeSet<_>>().len(), 250);
        }
    }

    #[test]
    fn a_search_finds_who_changed_since() {
        let organization = Organization {
            users: 250,
            changes: 2,
        };
        let (page, _) = organization.page(
            Place {
                round: 0,
                number: 0,
            },
            250,
        );
        let read: Value = serde_json::from_str(&organization.written(&page, "http://x")).unwrap();
        let changed: Vec<&str> = read
            .as_array()
            .unwrap()
            .iter()
            .map(|user| user["lastUpdated"].as_str().unwrap())
            .collect();
        assert!(changed.is_sorted(), "{changed:?}");
        for (place, moment) in changed.iter().enumerate() {
            let from = organization
                .after(&format!("lastUpdated gt \"{moment}\""))
                .unwrap();
            assert_eq!(
                all(&organization, from, 100).len(),
                249 - place,
                "after {moment}"
            );
        }
        assert_eq!(
            organization.after("lastUpdated gt \"1970-01-01T00:00:00Z\""),
            Some(Place {
                round: 0,
                number: 0
            })
        );
        assert_eq!(organization.after("status eq \"ACTIVE\""), None);
        assert_eq!(
            (
                changed_in(250, 1),
                changed_in(250, 51),
                changed_in(10_000, 2)
            ),
            (3, 2, 100)
        );
        let of_the_second = read
            .as_array()
            .unwrap()
            .iter()
            .filter(|user| user["profile"]["title"] == title(2).as_str());
        assert_eq!(of_the_second.count() as u64, changed_in(250, 2));
        assert!(read[0]["profile"].as_object().unwrap().len() >= 15);
    }
}
