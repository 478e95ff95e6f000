//! What a verb is called with, and what it answers.

use rollcall_storage::resources::{Scope, Stored, Unread, View};
use rollcall_storage::{Conn, Error as StorageError, memberships, schemas};
use scim_core::etag::EntityTags;
use scim_core::list::Paged;
use scim_core::project::Projection;
use scim_core::render::{self, Base, Json, Relations};
use scim_core::schema::ResourceType;
use scim_core::{Error as ScimError, ErrorKind, Result as ScimResult};
use uuid::Uuid;

use super::commit::Committed;
use super::rehearsal::Rehearsal;
use crate::auth::Caller;
use crate::provisioning::resource_type;
use crate::{Error, Provisioning, Result};

/// Who calls, from which request, and how the answer is to look.
#[derive(Debug, Clone)]
pub struct Call {
    /// The token's owner.
    pub caller: Caller,
    /// The request's id, kept with each change it makes.
    pub request_id: String,
    /// The base URL as this client sees it, without a slash at the end.
    pub base_url: String,
    /// `attributes` and `excludedAttributes`.
    pub projection: Projection,
    /// The `If-Match` header.
    pub if_match: Option<String>,
    /// The `If-None-Match` header.
    pub if_none_match: Option<String>,
    /// Where it is only tried: what it would have changed is noted here, and nothing of it stays.
    pub rehearsal: Option<Rehearsal>,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// 201: the resource is new, or a leaver has come back.
    Created,
    /// 200, to a request that only reads.
    Read,
    /// 200, to a request that changes.
    Ok,
    /// 204: done; the answer has no body.
    NoContent,
    /// 304: the client has this version.
    NotModified,
}

impl Outcome {
    /// Its HTTP status.
    pub fn status(self) -> u16 {
        match self {
            Self::Created => 201,
            Self::Read | Self::Ok => 200,
            Self::NoContent => 204,
            Self::NotModified => 304,
        }
    }
}

/// The answer to a request for one resource.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Which status.
    pub outcome: Outcome,
    /// The resource's id.
    pub id: String,
    /// The projected resource; absent where the outcome has no body.
    pub object: Option<Json>,
    /// The weak entity tag of the version.
    pub etag: String,
    /// The absolute URL.
    pub location: String,
}

/// One page of a list.
#[derive(Debug, Clone)]
pub struct Page {
    /// How many resources match in all.
    pub total: i64,
    /// Where in the whole this is.
    pub paged: Paged,
    /// The projected resources.
    pub resources: Vec<Json>,
}

impl Call {
    /// Whether the database still has the schemas that this call goes by. If so nobody changes them until the
    /// transaction ends; if not, nothing may be written.
    pub(crate) fn is_current(&self, tx: &mut Conn) -> Result<bool> {
        Ok(schemas::hold(tx, &self.caller.tenant)? == self.caller.definitions_version)
    }

    /// The same call by the schemas that there are now.
    pub(crate) async fn renewed(mut self, p: &Provisioning) -> Result<Self> {
        let schemas = p.registries().anew(p, &self.caller.tenant).await?;
        self.caller.registry = schemas.registry;
        self.caller.definitions_version = schemas.version.definitions;
        Ok(self)
    }

    /// Whether it is the program's own, or an administrator's, and no provider's.
    pub(crate) fn is_own(&self) -> bool {
        self.caller.connection.is_nil()
    }

    /// How it sees people who are held: a provider sees what it did.
    pub(crate) fn view(&self) -> View {
        if self.is_own() {
            View::Counted
        } else {
            View::Pushed
        }
    }

    /// The resource type that is served below `endpoint` (`Users`).
    ///
    /// # Errors
    /// 404 that names the endpoints there are.
    pub(super) fn endpoint(&self, endpoint: &str) -> Result<&ResourceType> {
        resource_type(&self.caller.registry, endpoint)
    }

    /// The tenant and resource type to work in.
    pub(super) fn scope<'a>(&'a self, resource_type: &'a ResourceType) -> Scope<'a> {
        Scope {
            tenant: &self.caller.tenant,
            resource_type,
        }
    }

    /// Where resources are, as this client sees it.
    pub(super) fn base(&self) -> Base<'_> {
        Base::new(&self.base_url, &self.caller.registry)
    }

    /// Refuses to change a version that `If-Match` does not name (RFC 7644 §3.14), or that `If-None-Match` does
    /// (RFC 9110 §13.1.2: whatever the method, unless it only reads).
    pub(super) fn check_version(&self, version: i64) -> ScimResult<()> {
        if let Some(tags) = &self.if_none_match
            && EntityTags::new(tags).name_version(version)
        {
            return Err(ScimError::new(
                ErrorKind::PreconditionFailed,
                format!(
                    "If-None-Match names {tags}, and the resource is at version {version}. \
                     Leave the header out to change it."
                ),
            ));
        }
        self.check_match(version)
    }

    /// Refuses what is asked of a version that `If-Match` does not name, a GET too (RFC 9110 §13.1.1).
    pub(super) fn check_match(&self, version: i64) -> ScimResult<()> {
        match &self.if_match {
            Some(tags) if !EntityTags::new(tags).name_version(version) => Err(ScimError::new(
                ErrorKind::PreconditionFailed,
                format!(
                    "If-Match names {tags}, but the resource is now at version {version}. \
                     Read it again without that header, and repeat what you would do."
                ),
            )),
            _ => Ok(()),
        }
    }

    /// The answer of a version without a body.
    pub(super) fn bare<A>(
        &self,
        rt: &ResourceType,
        stored: &Stored<A>,
        relations: &Relations,
        outcome: Outcome,
    ) -> Answer {
        Answer {
            outcome,
            id: stored.id.to_string(),
            object: None,
            etag: render::etag(stored.version, relations),
            location: render::location(rt, &self.base_url, &stored.id.to_string()),
        }
    }

    /// The answer with the resource as the client wants to see it, or 304 where `If-None-Match` names it.
    pub(super) fn answer(
        &self,
        conn: &mut Conn,
        rt: &ResourceType,
        stored: &Stored<Unread>,
        outcome: Outcome,
    ) -> Result<Answer> {
        let relations = self.relations(conn, rt, stored.id)?;
        self.answer_with(rt, stored, &relations, outcome)
    }

    /// As [`Call::answer`], after a change, which may have read already what belongs to the resource.
    pub(super) fn answer_committed(
        &self,
        conn: &mut Conn,
        rt: &ResourceType,
        committed: Committed,
        outcome: Outcome,
    ) -> Result<Answer> {
        let stored = self.view().of(committed.stored.written()?)?;
        let stored =
            stored.ok_or_else(|| Error::Internal("who is held as removed was answered".into()))?;
        match committed.relations {
            Some(relations) if self.projection.wants(rt, "groups") => {
                self.answer_with(rt, &stored, &relations, outcome)
            }
            _ => self.answer(conn, rt, &stored, outcome),
        }
    }

    /// As [`Call::answer`], where it is known what belongs to the resource.
    pub(super) fn answer_with(
        &self,
        rt: &ResourceType,
        stored: &Stored<Unread>,
        relations: &Relations,
        outcome: Outcome,
    ) -> Result<Answer> {
        let mut answer = self.bare(rt, stored, relations, outcome);
        let known = self.if_none_match.as_deref();
        if outcome == Outcome::Read
            && known.is_some_and(|tags| EntityTags::new(tags).name(&answer.etag))
        {
            answer.outcome = Outcome::NotModified;
        } else {
            answer.object = Some(self.object(rt, stored, relations)?);
        }
        Ok(answer)
    }

    /// The projected resource.
    pub(super) fn object(
        &self,
        rt: &ResourceType,
        stored: &Stored<Unread>,
        relations: &Relations,
    ) -> Result<Json> {
        render::text(rt, &stored.into(), relations, self.base(), &self.projection)
            .map_err(|_| StorageError::Corrupt("resources.document is not a JSON object").into())
    }

    /// Members of a group, groups of a person: read only if they will be shown.
    fn relations(&self, conn: &mut Conn, rt: &ResourceType, id: Uuid) -> Result<Relations> {
        let tenant = &self.caller.tenant;
        let mut relations = Relations::default();
        if rt.has_members() {
            if self.projection.wants(rt, "members") {
                relations.members = memberships::members(conn, tenant, id, self.view())?;
            }
        } else if self.projection.wants(rt, "groups") {
            relations.groups = memberships::groups_of(conn, tenant, &[id])?
                .remove(&id)
                .unwrap_or_default();
        }
        Ok(relations)
    }
}
