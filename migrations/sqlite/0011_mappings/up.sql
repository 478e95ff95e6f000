-- What a tenant decided about its people, version by version: JSON (rollcall_mapping::Definition). The greatest version is in
-- force; a tenant without any has the built-in one.
CREATE TABLE mappings (
    tenant_id    TEXT    NOT NULL REFERENCES tenants (tenant_id),
    version      INTEGER NOT NULL,
    definition   TEXT    NOT NULL,
    note         TEXT    NOT NULL,
    published_at INTEGER NOT NULL,
    published_by TEXT    NOT NULL,
    PRIMARY KEY (tenant_id, version)
) STRICT, WITHOUT ROWID;

-- What it is about to decide.
CREATE TABLE mapping_drafts (
    tenant_id    TEXT    NOT NULL PRIMARY KEY REFERENCES tenants (tenant_id),
    base_version INTEGER NOT NULL, -- the version that it was made from; 0 for the built-in one
    revision     INTEGER NOT NULL, -- counts its changes, so that two who edit it notice
    definition   TEXT    NOT NULL,
    changed_at   INTEGER NOT NULL,
    changed_by   TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

-- Values of fields that were set by hand.
CREATE TABLE overrides (
    tenant_id   TEXT    NOT NULL,
    resource_id BLOB    NOT NULL,
    field       TEXT    NOT NULL,
    value       TEXT,             -- NULL: empty by hand
    locked      INTEGER NOT NULL,
    instead_of  TEXT,             -- what the sources said then, as JSON
    set_at      INTEGER NOT NULL,
    set_by      TEXT    NOT NULL,
    PRIMARY KEY (tenant_id, resource_id, field),
    FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('mappings', 'mappings', '50 10 1'),
    ('mapping_drafts', 'mapping_drafts', '5 1'),
    ('overrides', 'overrides', '1000 200 2 1');
