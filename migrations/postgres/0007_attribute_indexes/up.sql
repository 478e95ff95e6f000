-- Attributes that a tenant wants indexed beside those that every tenant has in columns and attribute_values.
CREATE TABLE attribute_indexes (
    tenant_id     TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id),
    id            BYTEA  NOT NULL,
    resource_type TEXT COLLATE "C" NOT NULL,
    path          TEXT COLLATE "C" NOT NULL, -- as in a filter; the next three are its parts
    urn           TEXT COLLATE "C",
    attribute     TEXT COLLATE "C" NOT NULL,
    sub_attribute TEXT COLLATE "C",
    form          TEXT COLLATE "C" NOT NULL, -- how its values are compared: boolean, number, instant, folded, exact
    state         TEXT COLLATE "C" NOT NULL, -- building, ready, deleting; filters use it while it is ready
    position      BYTEA,                     -- building: every resource up to this id has its entries
    seen_count    BIGINT NOT NULL,           -- how many those are
    lease_until   BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX attribute_indexes_path ON attribute_indexes (tenant_id, resource_type, path);

-- The values, in a form that sorts byte by byte as they compare; texts by their first 255 characters.
-- No foreign key to attribute_indexes: every insert would lock the same row of it.
CREATE TABLE attribute_entries (
    tenant_id   TEXT COLLATE "C" NOT NULL,
    index_id    BYTEA NOT NULL,
    value       BYTEA NOT NULL,
    resource_id BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, index_id, value, resource_id),
    FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX attribute_entries_resource ON attribute_entries (tenant_id, resource_id);
