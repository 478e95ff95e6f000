//! Which signature a person gets, and why.

use jiff::Timestamp;
use scim_core::schema::ResourceType;
use serde::Serialize;
use serde_json::Value;

use super::Mapping;
use super::evaluate::{Values, Won};
use crate::campaign::CampaignState;
use crate::rule::{ReadyRule, Sighted, beginning};
use crate::transform::is_date;
use crate::{FieldKind, Layer, Person, RenderError, Rendered};

/// The longest signature with its campaigns, in bytes of both forms.
const LAYERED_BYTES_MAX: usize = 400_000;
/// Under this name what is set by hand has a person's signature: no field is called so.
pub const SIGNATURE_BY_HAND: &str = "$signature";

/// Which signature a person gets, if any, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// The signature's key.
    pub signature: Option<String>,
    /// Why.
    pub because: Because,
}

/// Why a person gets a signature, or none.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Because {
    /// The person was deactivated.
    Inactive,
    /// It was set by hand.
    Hand,
    /// The person is an exception.
    Exception {
        /// What people call it.
        name: String,
    },
    /// It is that of a rule that applies.
    Rule {
        /// The rule's key.
        key: String,
        /// What people call it.
        name: String,
    },
    /// It is the one for everybody.
    Default,
    /// Nothing gives them one.
    Nothing,
}

/// [`Choice`], with everything that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// What the person gets.
    #[serde(flatten)]
    pub choice: Choice,
    /// What they would get if it were not for that.
    pub next: Option<Choice>,
    /// Every rule, in order.
    pub rules: Vec<RuleOutcome>,
    /// Every campaign, in order.
    pub campaigns: Vec<CampaignOutcome>,
    /// A signature that was set by hand and that there is not any more.
    pub unknown_by_hand: Option<String>,
}

/// Whether a rule applies to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleOutcome {
    /// The rule's key.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Its signature.
    pub signature: String,
    /// Whether the person fulfils its condition.
    pub applies: bool,
}

/// Whether a campaign is laid upon a person's signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CampaignOutcome {
    /// The campaign's key.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// What is laid upon the signature.
    pub signature: String,
    /// Where.
    pub layer: Layer,
    /// Whether the person fulfils its condition.
    pub applies: bool,
    /// Whether it is under way.
    #[serde(flatten)]
    pub state: CampaignState,
}

/// A filter over people that knows smart fields too, as `fields.department`.
#[derive(Debug, Clone)]
pub struct PersonFilter(ReadyRule);

impl Mapping {
    /// Which signature a person gets.
    pub fn choice(&self, person: &Person<'_>) -> Choice {
        let values = self.evaluate(person, Some(&self.0.for_rules));
        let mut chain = self.chain(person, &values);
        chain.next().unwrap_or(NOTHING)
    }

    /// The key of the signature that a person with these values gets.
    pub(super) fn assigned(&self, person: &Person<'_>, values: &Values<'_>) -> Option<String> {
        self.chain(person, values).next()?.signature
    }

    /// Which signature a person gets at a moment, and why.
    pub fn explain_signature(&self, person: &Person<'_>, now: Timestamp) -> Explanation {
        let values = self.evaluate(person, Some(&self.0.for_rules));
        let mut chain = self.chain(person, &values);
        let assignment = &self.0.rules.assignment;
        let rules = assignment.rules.iter().map(|rule| RuleOutcome {
            key: rule.key.clone(),
            name: rule.name.clone(),
            signature: rule.signature.clone(),
            applies: self.holds(&rule.rule, person, &values),
        });
        let campaigns = assignment.campaigns.iter().map(|it| CampaignOutcome {
            key: it.key.clone(),
            name: it.name.clone(),
            signature: it.signature.clone(),
            layer: it.layer,
            applies: self.applies(it.rule.as_ref(), person, &values),
            state: it.schedule.at(now),
        });
        let by_hand = by_hand(person).flatten();
        let unknown = by_hand.filter(|key| !self.signatures().any(|known| known == *key));
        Explanation {
            choice: chain.next().unwrap_or(NOTHING),
            next: chain.next(),
            rules: rules.collect(),
            campaigns: campaigns.collect(),
            unknown_by_hand: unknown.map(str::to_owned),
        }
    }

    /// The signature that a person gets at a moment, with what campaigns lay upon it; `None` where they get none.
    ///
    /// # Errors
    /// [`RenderError`] for a template that takes too long, goes too deep, or makes too much for this person.
    pub fn signature(
        &self,
        person: &Person<'_>,
        now: Timestamp,
    ) -> Result<Option<Rendered>, RenderError> {
        let values = self.evaluate(person, None);
        let Some(Choice {
            signature: Some(base),
            ..
        }) = self.chain(person, &values).next()
        else {
            return Ok(None);
        };
        let active = self.0.rules.assignment.campaigns.iter().filter(|it| {
            let is_active = matches!(it.schedule.at(now), CampaignState::Active { .. });
            is_active && self.applies(it.rule.as_ref(), person, &values)
        });
        let active: Vec<_> = active.collect();
        let instead = active.iter().find(|it| it.layer == Layer::Instead);
        let shown = instead.map_or(base.as_str(), |it| &it.signature);
        let Some(mut made) = self.rendered(shown, person, &values)? else {
            return Ok(None);
        };
        made.signature = base;
        made.campaigns.extend(instead.map(|it| it.key.clone()));
        let mut above = Vec::new();
        let mut bytes = made.html.len() + made.text.len();
        for campaign in active {
            if campaign.layer == Layer::Instead {
                continue;
            }
            let Some(layer) = self.rendered(&campaign.signature, person, &values)? else {
                continue;
            };
            bytes += layer.html.len() + layer.text.len();
            if bytes > LAYERED_BYTES_MAX {
                let why = format!("with its campaigns it has more than {LAYERED_BYTES_MAX} bytes");
                return Err(RenderError(why));
            }
            if campaign.layer == Layer::Above {
                above.push(layer);
            } else {
                made.html.push_str(&layer.html);
                made.text.push_str(&format!("\n\n{}", layer.text));
            }
            made.campaigns.push(campaign.key.clone());
        }
        for layer in above.into_iter().rev() {
            made.html.insert_str(0, &layer.html);
            made.text.insert_str(0, &format!("{}\n\n", layer.text));
        }
        Ok(Some(made))
    }

    /// Where a reason stands among all: the order in which they are looked at.
    pub fn order(&self, because: &Because) -> (u8, usize) {
        let assignment = &self.0.rules.assignment;
        match because {
            Because::Inactive => (0, 0),
            Because::Hand => (1, 0),
            Because::Exception { name } => {
                let place = assignment.exceptions.iter().position(|it| it.name == *name);
                (2, place.unwrap_or_default())
            }
            Because::Rule { key, .. } => {
                let place = assignment.rules.iter().position(|it| it.key == *key);
                (3, place.unwrap_or_default())
            }
            Because::Default => (4, 0),
            Because::Nothing => (5, 0),
        }
    }

    /// Prepares a filter over people of this type and their fields.
    ///
    /// # Errors
    /// In words: what does not parse, an attribute or field that there is not, a value of another type.
    pub fn filter(&self, people: &ResourceType, when: &str) -> Result<PersonFilter, String> {
        let fields: Vec<_> = self.fields().cloned().collect();
        Sighted::new(people, &fields).ready(when).map(PersonFilter)
    }

    /// Whether a person fulfils a filter of this mapping.
    pub fn fulfils(&self, person: &Person<'_>, filter: &PersonFilter) -> bool {
        self.holds(&filter.0, person, &self.evaluate(person, None))
    }

    /// The signatures that campaigns lay upon that of a person whenever they are under way.
    pub fn campaign_signatures(&self, person: &Person<'_>) -> Vec<&str> {
        let values = self.evaluate(person, Some(&self.0.for_rules));
        let campaigns = self.0.rules.assignment.campaigns.iter();
        let laid = campaigns.filter(|it| self.applies(it.rule.as_ref(), person, &values));
        laid.map(|it| it.signature.as_str()).collect()
    }

    /// What a campaign is at a moment, by its place in the definition's list of those that can be used.
    pub fn campaigns(&self, now: Timestamp) -> impl Iterator<Item = (&str, CampaignState)> {
        let campaigns = self.0.rules.assignment.campaigns.iter();
        campaigns.map(move |it| (it.key.as_str(), it.schedule.at(now)))
    }

    /// What a person gets, and then what they would get if it were not for that, and so on; evaluated as it is asked for.
    fn chain<'c, 'p>(
        &'c self,
        person: &'c Person<'p>,
        values: &'c Values<'p>,
    ) -> impl Iterator<Item = Choice> + use<'c, 'p> {
        let assignment = &self.0.rules.assignment;
        let is_active = person.object.get("active") != Some(&Value::Bool(false));
        let inactive = (!is_active).then_some(Choice {
            signature: None,
            because: Because::Inactive,
        });
        let known = |key: &str| self.signatures().any(|known| known == key);
        let by_hand = by_hand(person).filter(|set| set.is_none_or(known));
        let by_hand = by_hand.map(|key| Choice {
            signature: key.map(str::to_owned),
            because: Because::Hand,
        });
        let exceptions = assignment.exceptions.iter();
        let exception = exceptions
            .filter(|it| self.holds(&it.rule, person, values))
            .map(|it| Choice {
                signature: None,
                because: Because::Exception {
                    name: it.name.clone(),
                },
            });
        let rules = assignment.rules.iter();
        let rules = rules
            .filter(|it| self.holds(&it.rule, person, values))
            .map(|it| Choice {
                signature: Some(it.signature.clone()),
                because: Because::Rule {
                    key: it.key.clone(),
                    name: it.name.clone(),
                },
            });
        let default = assignment.default.clone().map(|key| Choice {
            signature: Some(key),
            because: Because::Default,
        });
        let chain = inactive.into_iter().chain(by_hand).chain(exception);
        chain.chain(rules).chain(default)
    }

    fn applies(&self, rule: Option<&ReadyRule>, person: &Person<'_>, values: &Values<'_>) -> bool {
        rule.is_none_or(|rule| self.holds(rule, person, values))
    }

    /// Whether a person fulfils a condition.
    pub(super) fn holds(&self, rule: &ReadyRule, person: &Person<'_>, values: &Values<'_>) -> bool {
        rule.holds(person.object, |key| {
            let place = self.fields().position(|field| field.key == key)?;
            let won = values.get(place)?.as_ref()?;
            match self.0.fields[place].field.kind {
                FieldKind::Date => instant(won),
                _ => Some(won.content.as_ref()?.to_value()),
            }
        })
    }
}

const NOTHING: Choice = Choice {
    signature: None,
    because: Because::Nothing,
};

/// What was set by hand: a signature's key, or none.
fn by_hand<'p>(person: &Person<'p>) -> Option<Option<&'p str>> {
    let set = person.overrides.get(SIGNATURE_BY_HAND)?;
    Some(set.value.as_deref())
}

/// A date as conditions compare it, whatever is made of it for people.
fn instant(won: &Won<'_>) -> Option<Value> {
    let sent = won.untransformed()?.as_text()?;
    is_date(sent).then(|| match sent.get(10..) {
        Some("") | None => beginning(sent).into(),
        // With a time of a zone it is an instant already; without one it counts as UTC.
        Some(_) if sent.parse::<Timestamp>().is_ok() => sent.into(),
        Some(time) => beginning(&sent[..sent.len() - time.len()]).into(),
    })
}
