//! What to do after trouble in the middle of a run: pure, so that whoever sends does nothing but send and wait.

use std::time::Duration;

use crate::source::Ask;
use crate::{Kind, Trouble, pace};

/// How often something is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Troubles in a row, before a run ends.
    pub in_a_row_max: u32,
    /// How often a run begins anew because its position is not known any more.
    pub beginnings_max: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            in_a_row_max: 10,
            beginnings_max: 3,
        }
    }
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Ask that, after so long (which can be nothing).
    Ask {
        /// What to ask: the same, with fewer people in a page, or from the beginning.
        ask: Ask,
        /// How long to wait before.
        wait: Duration,
    },
    /// Ask that with a refreshed access token.
    Refresh {
        /// What to ask.
        ask: Ask,
    },
    /// Ask that with a proof, which has the nonce if there is one.
    Prove {
        /// What to ask.
        ask: Ask,
        /// What the proof has to have.
        nonce: Option<String>,
    },
    /// End the run: with that, which says what an administrator has to do, if anything.
    Stop(Trouble),
}

/// The troubles of one run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attempts {
    limits: Limits,
    in_a_row: u32,
    beginnings: u32,
    was_refreshed: bool,
}

impl Attempts {
    /// None yet.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            ..Self::default()
        }
    }

    /// A page was read: whatever was wrong is over.
    pub fn answered(&mut self) {
        self.in_a_row = 0;
        self.was_refreshed = false;
    }

    /// What to do after that trouble with `ask`. `random` is any number from the whole range.
    pub fn failed(&mut self, ask: Ask, trouble: Trouble, random: u32) -> Next {
        self.in_a_row = self.in_a_row.saturating_add(1);
        if self.in_a_row > self.limits.in_a_row_max {
            return Next::Stop(trouble);
        }
        match &trouble.kind {
            Kind::RetryAfter(wait) => Next::Ask {
                wait: pace::spread(*wait, random),
                ask,
            },
            Kind::BackOff => self.back_off(ask, random),
            Kind::SmallerPage => match ask.smaller() {
                Some(ask) => Next::Ask {
                    ask,
                    wait: Duration::ZERO,
                },
                None => self.back_off(ask, random),
            },
            Kind::BeginAgain => self.begin_again(ask, trouble),
            Kind::Nonce(nonce) => Next::Prove {
                ask,
                nonce: Some(nonce.clone()),
            },
            Kind::NeedsProof => Next::Prove { ask, nonce: None },
            Kind::NeedsToken if !self.was_refreshed => {
                self.was_refreshed = true;
                Next::Refresh { ask }
            }
            // A token that was made just now, and is not taken: renewing it once more will not do.
            Kind::NeedsToken => Next::Stop(Trouble {
                kind: Kind::NeedsSignIn,
                ..trouble
            }),
            Kind::NeedsSignIn
            | Kind::Forbidden(_)
            | Kind::Settings
            | Kind::NotFound
            | Kind::Broken => Next::Stop(trouble),
        }
    }

    fn back_off(&self, ask: Ask, random: u32) -> Next {
        Next::Ask {
            wait: pace::back_off(self.in_a_row, random),
            ask,
        }
    }

    fn begin_again(&mut self, ask: Ask, trouble: Trouble) -> Next {
        self.beginnings = self.beginnings.saturating_add(1);
        if self.beginnings > self.limits.beginnings_max {
            return Next::Stop(trouble);
        }
        Next::Ask {
            ask: ask.again(),
            wait: Duration::ZERO,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Attempts, Limits, Next};
    use crate::source::{Ask, Position};
    use crate::trouble::Missing;
    use crate::{Kind, Trouble};

    fn ask() -> Ask {
        Ask::everybody(200).at(Position::stored("x"))
    }

    fn trouble(kind: Kind) -> Trouble {
        Trouble::new(kind, "It went wrong.")
    }

    fn asked(ask: Ask, seconds: u64) -> Next {
        Next::Ask {
            ask,
            wait: Duration::from_secs(seconds),
        }
    }

    #[test]
    fn what_passes_is_tried_again() {
        let mut attempts = Attempts::new(Limits::default());
        let mut next = |kind| attempts.failed(ask(), trouble(kind), 0);
        assert_eq!(
            next(Kind::RetryAfter(Duration::from_secs(9))),
            asked(ask(), 9)
        );
        assert_eq!(next(Kind::BackOff), asked(ask(), 1));
        assert_eq!(next(Kind::BackOff), asked(ask(), 2));
        assert_eq!(next(Kind::SmallerPage), asked(ask().smaller().unwrap(), 0));
        assert_eq!(next(Kind::BeginAgain), asked(Ask::everybody(200), 0));
        let nonce = Some("n".to_owned());
        assert_eq!(
            next(Kind::Nonce("n".to_owned())),
            Next::Prove { ask: ask(), nonce }
        );
        assert_eq!(
            next(Kind::NeedsProof),
            Next::Prove {
                ask: ask(),
                nonce: None
            }
        );
    }

    #[test]
    fn what_does_not_pass_ends_the_run() {
        for kind in [
            Kind::NeedsSignIn,
            Kind::Forbidden(Missing::Role),
            Kind::Settings,
            Kind::NotFound,
            Kind::Broken,
        ] {
            let mut attempts = Attempts::default();
            let trouble = trouble(kind);
            assert_eq!(
                attempts.failed(ask(), trouble.clone(), 0),
                Next::Stop(trouble)
            );
        }
    }

    #[test]
    fn a_token_is_refreshed_once_until_it_opens() {
        let mut attempts = Attempts::default();
        let needs_token = || trouble(Kind::NeedsToken);
        assert_eq!(
            attempts.failed(ask(), needs_token(), 0),
            Next::Refresh { ask: ask() }
        );
        let stop = Next::Stop(trouble(Kind::NeedsSignIn));
        assert_eq!(attempts.failed(ask(), needs_token(), 0), stop);
        attempts.answered();
        assert_eq!(
            attempts.failed(ask(), needs_token(), 0),
            Next::Refresh { ask: ask() }
        );
    }

    #[test]
    fn nothing_goes_on_for_ever() {
        let limits = Limits {
            in_a_row_max: 3,
            beginnings_max: 2,
        };
        let mut attempts = Attempts::new(limits);
        let mut tried = 0;
        while let Next::Ask { .. } = attempts.failed(ask(), trouble(Kind::BackOff), 0) {
            tried += 1;
        }
        assert_eq!(tried, 3);
        let mut attempts = Attempts::new(limits);
        let mut begun = 0;
        while let Next::Ask { .. } = attempts.failed(ask(), trouble(Kind::BeginAgain), 0) {
            begun += 1;
            attempts.answered();
        }
        assert_eq!(begun, 2, "pages that are read between do not count");
    }
}
