-- Schemas and resource types that a tenant's administrator defined: the JSON of RFC 7643 section 6 and 7.
CREATE TABLE schema_definitions (
    tenant_id   TEXT NOT NULL REFERENCES tenants (tenant_id),
    kind        TEXT NOT NULL,    -- schema, resource_type
    name        TEXT NOT NULL,    -- a schema's URN, a type's name; folded
    definition  TEXT NOT NULL,
    modified_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, kind, name)
) STRICT, WITHOUT ROWID;

-- What was learned from what providers send under URNs that no schema knows: one schema for each.
CREATE TABLE learned_schemas (
    tenant_id     TEXT NOT NULL REFERENCES tenants (tenant_id),
    resource_type TEXT NOT NULL,
    name          TEXT NOT NULL,    -- the URN, folded
    definition    TEXT NOT NULL,
    modified_at   INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, resource_type, name)
) STRICT, WITHOUT ROWID;

-- Counts the changes of the two above, so that every replica sees by one row whether what it knows is old.
CREATE TABLE schema_versions (
    tenant_id TEXT NOT NULL PRIMARY KEY REFERENCES tenants (tenant_id),
    version   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The values that no two resources of a type may share, beside resources.unique_key. Folded unless caseExact.
CREATE TABLE unique_values (
    tenant_id     TEXT NOT NULL,
    resource_type TEXT NOT NULL,
    path          TEXT NOT NULL,
    value         TEXT NOT NULL,
    resource_id   BLOB NOT NULL,
    PRIMARY KEY (tenant_id, resource_type, path, value),
    FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX unique_values_resource ON unique_values (tenant_id, resource_id);

-- As the migration before did for its indexes.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('unique_values', 'unique_values', '100000 20000 10000 5000 1'),
    ('unique_values', 'unique_values_resource', '100000 20000 2'),
    ('learned_schemas', 'learned_schemas', '1000 5 4 1'),
    ('schema_definitions', 'schema_definitions', '1000 10 5 1');
