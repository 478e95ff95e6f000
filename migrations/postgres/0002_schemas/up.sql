-- Schemas and resource types that a tenant's administrator defined: the JSON of RFC 7643 section 6 and 7.
CREATE TABLE schema_definitions (
    tenant_id   TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id),
    kind        TEXT COLLATE "C" NOT NULL,    -- schema, resource_type
    name        TEXT COLLATE "C" NOT NULL,    -- a schema's URN, a type's name; folded
    definition  TEXT COLLATE "C" NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, kind, name)
);

-- What was learned from what providers send under URNs that no schema knows: one schema for each.
CREATE TABLE learned_schemas (
    tenant_id     TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id),
    resource_type TEXT COLLATE "C" NOT NULL,
    name          TEXT COLLATE "C" NOT NULL,    -- the URN, folded
    definition    TEXT COLLATE "C" NOT NULL,
    modified_at   BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, resource_type, name)
);

-- Counts the changes of the two above, so that every replica sees by one row whether what it knows is old.
CREATE TABLE schema_versions (
    tenant_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES tenants (tenant_id),
    version   BIGINT NOT NULL
);

-- The values that no two resources of a type may share, beside resources.unique_key. Folded unless caseExact.
CREATE TABLE unique_values (
    tenant_id     TEXT COLLATE "C" NOT NULL,
    resource_type TEXT COLLATE "C" NOT NULL,
    path          TEXT COLLATE "C" NOT NULL,
    value         TEXT COLLATE "C" NOT NULL,
    resource_id   BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, resource_type, path, value),
    FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX unique_values_resource ON unique_values (tenant_id, resource_id);
