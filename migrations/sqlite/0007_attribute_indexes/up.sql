-- Attributes that a tenant wants indexed beside those that every tenant has in columns and attribute_values.
CREATE TABLE attribute_indexes (
    tenant_id     TEXT    NOT NULL REFERENCES tenants (tenant_id),
    id            BLOB    NOT NULL,
    resource_type TEXT    NOT NULL,
    path          TEXT    NOT NULL, -- as in a filter; the next three are its parts
    urn           TEXT,
    attribute     TEXT    NOT NULL,
    sub_attribute TEXT,
    form          TEXT    NOT NULL, -- how its values are compared: boolean, number, instant, folded, exact
    state         TEXT    NOT NULL, -- building, ready, deleting; filters use it while it is ready
    position      BLOB,             -- building: every resource up to this id has its entries
    seen_count    INTEGER NOT NULL, -- how many those are
    lease_until   INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX attribute_indexes_path ON attribute_indexes (tenant_id, resource_type, path);

-- The values, in a form that sorts byte by byte as they compare; texts by their first 255 characters.
-- No foreign key to attribute_indexes: on PostgreSQL every insert would lock the same row of it.
CREATE TABLE attribute_entries (
    tenant_id   TEXT NOT NULL,
    index_id    BLOB NOT NULL,
    value       BLOB NOT NULL,
    resource_id BLOB NOT NULL,
    PRIMARY KEY (tenant_id, index_id, value, resource_id),
    FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX attribute_entries_resource ON attribute_entries (tenant_id, resource_id);

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('attribute_indexes', 'attribute_indexes', '20 5 1'),
    ('attribute_indexes', 'attribute_indexes_path', '20 5 3 1'),
    ('attribute_entries', 'attribute_entries', '300000 60000 20000 5 1'),
    ('attribute_entries', 'attribute_entries_resource', '300000 60000 3');
