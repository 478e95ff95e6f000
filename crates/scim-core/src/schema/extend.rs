//! A registry with more schemas and resource types than another.

use super::check::{self, NAME_BYTES_MAX};
use super::{
    Definitions, Extension, Invalid, Registry, ResourceType, ResourceTypeDefinition, Schema,
};

type Result<T> = std::result::Result<T, Invalid>;

/// The most schemas of one registry.
pub(super) const SCHEMAS_MAX: usize = 200;
/// The most resource types of one registry.
const RESOURCE_TYPES_MAX: usize = 50;
/// The most extensions of one resource type.
pub(super) const EXTENSIONS_MAX: usize = 50;

/// What stands below the base URL beside resource types (RFC 7644 §3.2, §4).
const RESERVED: &[&str] = &[
    "Me",
    "Bulk",
    "Schemas",
    "ResourceTypes",
    "ServiceProviderConfig",
    "v1",
    "v2",
];

impl Registry {
    /// This registry and these definitions. A definition of a type that is here already may only add
    /// extensions to it; whatever else is here stays as it is.
    ///
    /// # Errors
    /// [`Invalid`]: a URN, name or endpoint that is taken or reserved, a schema that is named and not defined,
    /// an attribute that breaks a rule of RFC 7643 §7, too many of anything.
    pub fn extend(
        &self,
        schemas: &[Schema],
        resource_types: &[ResourceTypeDefinition],
    ) -> Result<Self> {
        let mut extended = self.clone();
        for schema in schemas {
            extended.add_schema(schema)?;
        }
        for (index, definition) in resource_types.iter().enumerate() {
            let same =
                |other: &ResourceTypeDefinition| other.name.eq_ignore_ascii_case(&definition.name);
            if resource_types.iter().take(index).any(same) {
                return Err(Invalid::new(
                    &definition.name,
                    "This resource type is defined twice.",
                ));
            }
            extended.add_type(definition)?;
        }
        let attached = |urn: &str| extended.is_attached(urn);
        let unused = extended
            .unused
            .iter()
            .filter(|schema| !attached(&schema.id))
            .cloned()
            .collect();
        extended.unused = unused;
        Ok(extended)
    }

    /// What this registry has and `base`, which it extends, has not: `base` [extended](Self::extend) by it is this
    /// registry again.
    pub fn beyond(&self, base: &Self) -> Definitions {
        let all = self.schemas().into_iter().chain(&self.unused);
        let known = |rt: &&ResourceType| base.types.contains(rt);
        Definitions {
            schemas: all
                .filter(|schema| base.schema(&schema.id).is_none())
                .cloned()
                .collect(),
            resource_types: self
                .types
                .iter()
                .filter(|rt| !known(rt))
                .map(ResourceType::definition)
                .collect(),
        }
    }

    /// The schema of that URN, in any case, whether a type uses it or not.
    pub fn schema(&self, urn: &str) -> Option<&Schema> {
        let used = self.types.iter().flat_map(|rt| {
            std::iter::once(&rt.schema)
                .chain(rt.extensions.iter().map(|extension| &extension.schema))
        });
        used.chain(&self.unused)
            .find(|schema| schema.id.eq_ignore_ascii_case(urn))
    }

    fn is_attached(&self, urn: &str) -> bool {
        self.types
            .iter()
            .any(|rt| rt.schema.id.eq_ignore_ascii_case(urn) || rt.extension(urn).is_some())
    }

    fn add_schema(&mut self, schema: &Schema) -> Result<()> {
        check::schema(schema)?;
        if self.schema(&schema.id).is_some() {
            return Err(Invalid::new(
                &schema.id,
                "There is a schema with this URN already.",
            ));
        }
        if self.schemas().len() + self.unused.len() >= SCHEMAS_MAX {
            return Err(Invalid::new(
                &schema.id,
                format!("At most {SCHEMAS_MAX} schemas are taken."),
            ));
        }
        self.unused.push(schema.clone());
        Ok(())
    }

    fn add_type(&mut self, definition: &ResourceTypeDefinition) -> Result<()> {
        check_names(definition)?;
        let known = self
            .types
            .iter()
            .position(|rt| rt.name.eq_ignore_ascii_case(&definition.name));
        let mut rt = match known.and_then(|index| self.types.get(index)) {
            Some(known) => same(known, definition)?.clone(),
            None => self.new_type(definition)?,
        };
        for extension in &definition.schema_extensions {
            let schema = self.named_schema(definition, &extension.schema)?;
            match rt
                .extensions
                .iter_mut()
                .find(|known| known.schema.id == schema.id)
            {
                Some(known) => known.required |= extension.required,
                None if schema.id == rt.schema.id => {
                    return Err(Invalid::new(
                        &definition.name,
                        format!(
                            "{} is its base schema, and cannot be an extension too.",
                            schema.id
                        ),
                    ));
                }
                None => rt.extensions.push(Extension {
                    schema: schema.clone(),
                    required: extension.required,
                    learned: false,
                }),
            }
        }
        if rt.extensions.len() > EXTENSIONS_MAX {
            return Err(Invalid::new(
                &definition.name,
                format!("At most {EXTENSIONS_MAX} extensions are taken."),
            ));
        }
        match known.and_then(|index| self.types.get_mut(index)) {
            Some(known) => *known = rt,
            None => self.types.push(rt),
        }
        Ok(())
    }

    fn new_type(&self, definition: &ResourceTypeDefinition) -> Result<ResourceType> {
        let name = &definition.name;
        let endpoint = definition.endpoint();
        if self.types.len() >= RESOURCE_TYPES_MAX {
            return Err(Invalid::new(
                name,
                format!("At most {RESOURCE_TYPES_MAX} resource types are taken."),
            ));
        }
        if let Some(other) = self
            .types
            .iter()
            .find(|rt| rt.endpoint.eq_ignore_ascii_case(endpoint))
        {
            return Err(Invalid::new(
                name,
                format!(
                    "The endpoint /{endpoint} is that of {} already.",
                    other.name
                ),
            ));
        }
        let schema = self.named_schema(definition, &definition.schema)?;
        if let Some(other) = self.types.iter().find(|rt| rt.schema.id == schema.id) {
            return Err(Invalid::new(
                name,
                format!(
                    "{} is the base schema of {} already.",
                    schema.id, other.name
                ),
            ));
        }
        check::base(schema)?;
        Ok(ResourceType {
            name: name.clone(),
            endpoint: endpoint.to_owned(),
            description: definition.description.clone(),
            schema: schema.clone(),
            extensions: Vec::new(),
        })
    }

    fn named_schema(&self, definition: &ResourceTypeDefinition, urn: &str) -> Result<&Schema> {
        self.schema(urn).ok_or_else(|| {
            Invalid::new(
                &definition.name,
                format!("It names the schema {urn}, which is not defined. Define it too."),
            )
        })
    }
}

/// A definition of a type that is there must mean that type.
fn same<'t>(
    known: &'t ResourceType,
    definition: &ResourceTypeDefinition,
) -> Result<&'t ResourceType> {
    let means_it = known.name == definition.name
        && known.endpoint == definition.endpoint()
        && known.schema.id.eq_ignore_ascii_case(&definition.schema);
    if means_it {
        return Ok(known);
    }
    let reason = format!(
        "There is a resource type {} at /{} with the schema {} already; only extensions can be added to it.",
        known.name, known.endpoint, known.schema.id
    );
    Err(Invalid::new(&definition.name, reason))
}

fn check_names(definition: &ResourceTypeDefinition) -> Result<()> {
    let name = &definition.name;
    let endpoint = definition.endpoint();
    if !check::is_plain_name(name) {
        let reason = format!(
            "A resource type's name is a letter, then letters, digits, - and _, at most {NAME_BYTES_MAX}."
        );
        return Err(Invalid::new(name, reason));
    }
    if !check::is_plain_name(endpoint) {
        let reason = format!(
            "The endpoint {:?} is none: a slash, a letter, then letters, digits, - and _, at most {NAME_BYTES_MAX}.",
            definition.endpoint
        );
        return Err(Invalid::new(name, reason));
    }
    if RESERVED
        .iter()
        .any(|reserved| reserved.eq_ignore_ascii_case(endpoint))
    {
        return Err(Invalid::new(
            name,
            format!("The endpoint /{endpoint} has another meaning in SCIM (RFC 7644 §3.2)."),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
