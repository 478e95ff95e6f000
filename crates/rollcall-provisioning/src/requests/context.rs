//! What entries tell that only the database knows: who has a name that is taken, who is held, what was set by hand.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rollcall_storage::{held, id, overrides, resources};
use scim_core::fold;
use scim_core::schema::{Registry, ResourceType};
use serde_json::Value;
use uuid::Uuid;

use super::Exchange;
use super::entry::{member, parsed, text};
use crate::people;
use crate::provisioning::people as people_type;
use crate::{Error, Provisioning, Result};

/// Holders of a name that are looked for in one batch.
const HOLDERS_MAX: usize = 20;

/// Who has a name that somebody else was to get.
#[derive(Debug, Clone)]
pub(super) struct Holder {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) active: bool,
}

/// What was found out about a tenant's exchanges with the database.
pub(super) struct Context {
    pub(super) tenant: String,
    pub(super) registry: Arc<Registry>,
    /// By the exchange's id.
    pub(super) holders: HashMap<Uuid, Holder>,
    /// The requests after which somebody is held.
    pub(super) held: HashSet<String>,
    /// Fields that were set by hand and for which the sources say something else, by person.
    pub(super) overridden: HashMap<Uuid, Vec<String>>,
}

impl Context {
    /// Looks for what the entries of these exchanges are to tell. What cannot be found out they do not tell: that is no reason
    /// to be without them.
    pub(super) async fn read(
        p: &Provisioning,
        tenant: &str,
        registry: &Arc<Registry>,
        exchanges: &[Exchange],
    ) -> Self {
        let mut names = Vec::new();
        for exchange in exchanges {
            if let Some(name) = wanted_name(registry, exchange) {
                names.push((exchange.id, exchange.named().0.to_owned(), name));
            }
        }
        names.truncate(HOLDERS_MAX);
        let mut context = Self {
            tenant: tenant.to_owned(),
            registry: registry.clone(),
            holders: HashMap::new(),
            held: HashSet::new(),
            overridden: HashMap::new(),
        };
        let people: Vec<_> = exchanges
            .iter()
            .filter_map(|it| changed_person(registry, it))
            .collect();
        let looked = match people.is_empty() {
            true => Ok(()),
            false => context.look_at(p, people).await,
        };
        let found = match names.is_empty() {
            true => Ok(()),
            false => context.find_holders(p, names).await,
        };
        for error in [looked, found].into_iter().filter_map(Result::err) {
            tracing::warn!(tenant, cause = %error, "the request log does not tell everything about some requests");
        }
        context
    }

    /// Finds who has the names that exchanges, each with its id and endpoint, were to give to somebody.
    async fn find_holders(
        &mut self,
        p: &Provisioning,
        names: Vec<(Uuid, String, String)>,
    ) -> Result<()> {
        let (tenant, registry) = (self.tenant.clone(), self.registry.clone());
        let found = p.store().read(move |conn| {
            let mut found = HashMap::new();
            for (exchange, endpoint, name) in &names {
                let Some(rt) = registry.by_endpoint(endpoint) else {
                    continue;
                };
                let scope = resources::Scope {
                    tenant: &tenant,
                    resource_type: rt,
                };
                if let Some(it) = resources::find_by_unique_key(conn, &scope, &fold(name))? {
                    let holder = Holder {
                        id: it.id,
                        name: text(&it.attributes, &unique_name(rt)).unwrap_or_default(),
                        active: it.attributes.get("active") != Some(&false.into()),
                    };
                    found.insert(*exchange, holder);
                }
            }
            Ok::<_, Error>(found)
        });
        self.holders = found.await?;
        Ok(())
    }

    /// Finds out who of those whom changes were about is held, and has values set by hand that differ.
    async fn look_at(&mut self, p: &Provisioning, people: Vec<Uuid>) -> Result<()> {
        let (tenant, registry) = (self.tenant.clone(), self.registry.clone());
        let current = p.mappings().of(p, &tenant).await?;
        let found = p.store().read(move |conn| {
            let held = held::among(conn, &tenant, &people)?;
            let held = held.into_iter().map(|it| it.request).collect();
            let mut overridden = HashMap::new();
            let mut by_hand = overrides::of(conn, &tenant, &people)?;
            by_hand.retain(|_, values| values.iter().any(|it| it.locked));
            let scope = resources::Scope {
                tenant: &tenant,
                resource_type: people_type(&registry)?,
            };
            for (id, values) in by_hand {
                let Some(stored) = resources::find(conn, &scope, id)? else {
                    continue;
                };
                let relations = people::in_groups(conn, &scope, id)?;
                let mapping = std::slice::from_ref(&current.mapping);
                let records = people::records(conn, &scope, mapping, vec![(stored, relations)])?;
                let Some(record) = records.first() else {
                    continue;
                };
                let differs = values.into_iter().filter(|it| {
                    let sourced = current.mapping.sourced(&record.person(0), &it.field);
                    it.locked && sourced.map(|value| value.to_string()) != it.instead_of
                });
                let fields: Vec<_> = differs.map(|it| it.field).collect();
                if !fields.is_empty() {
                    overridden.insert(id, fields);
                }
            }
            Ok::<_, Error>((held, overridden))
        });
        (self.held, self.overridden) = found.await?;
        Ok(())
    }
}

/// The person whom a change that was carried out is about.
fn changed_person(registry: &Registry, exchange: &Exchange) -> Option<Uuid> {
    let (endpoint, named) = exchange.named();
    let is_change = matches!(exchange.method.as_str(), "PUT" | "PATCH" | "DELETE");
    let is_done = (200..300).contains(&exchange.status) && exchange.rehearsal.is_none();
    let people = people_type(registry).ok()?;
    let is_person = registry.by_endpoint(endpoint)?.name == people.name;
    id::parse(named).filter(|_| is_change && is_done && is_person)
}

fn unique_name(rt: &ResourceType) -> String {
    let unique = rt.unique_attribute();
    unique.map_or_else(String::new, |attribute| attribute.name.clone())
}

/// The name that somebody has already, if that is why an exchange failed.
fn wanted_name(registry: &Registry, exchange: &Exchange) -> Option<String> {
    let refusal = exchange.refusal.as_ref()?;
    if refusal.scim_type != Some("uniqueness") {
        return None;
    }
    let rt = registry.by_endpoint(exchange.named().0)?;
    let body = parsed(exchange.request.as_ref())?;
    // PostgreSQL takes no NUL, so nobody has such a name.
    sent_name(&body, &unique_name(rt)).filter(|name| !name.contains('\0'))
}

/// The value of an attribute in a resource or a PATCH.
fn sent_name(body: &Value, attribute: &str) -> Option<String> {
    let object = body.as_object()?;
    if let Some(text) = text(object, attribute) {
        return Some(text);
    }
    let operations = member(object, "Operations")?.as_array()?;
    operations.iter().rev().find_map(|operation| {
        let operation = operation.as_object()?;
        let value = member(operation, "value")?;
        match text(operation, "path") {
            Some(path) if path.eq_ignore_ascii_case(attribute) => value.as_str().map(str::to_owned),
            Some(_) => None,
            None => text(value.as_object()?, attribute),
        }
    })
}
