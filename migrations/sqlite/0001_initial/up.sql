-- Every primary key, unique index and foreign key begins with tenant_id: tenants cannot meet.
-- Ids are 16 bytes (UUIDv7), times are microseconds since the Unix epoch, documents are JSON as text.
-- Text that is compared without its case is folded before it comes here; comparison is by bytes.

CREATE TABLE tenants (
    tenant_id  TEXT    NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE connections (
    tenant_id     TEXT    NOT NULL REFERENCES tenants (tenant_id),
    id            BLOB    NOT NULL,
    name          TEXT    NOT NULL,
    kind          TEXT    NOT NULL,
    profile       TEXT    NOT NULL,
    basic_allowed INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX connections_name ON connections (tenant_id, name);

-- The secret itself is nowhere: a token proves itself by its signature, and is looked up by its id.
CREATE TABLE tokens (
    tenant_id         TEXT    NOT NULL,
    id                BLOB    NOT NULL,
    connection_id     BLOB    NOT NULL,
    name              TEXT    NOT NULL,
    scope             TEXT    NOT NULL,
    created_at        INTEGER NOT NULL,
    expires_at        INTEGER,
    revoked_at        INTEGER,
    revoked_by        TEXT,
    last_used_at      INTEGER,
    last_used_address TEXT,
    last_used_agent   TEXT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- No foreign key to tenants: on PostgreSQL every insert would lock the same row of it.
-- Not WITHOUT ROWID: documents are too long for the nodes of an index tree.
CREATE TABLE resources (
    tenant_id     TEXT    NOT NULL,
    id            BLOB    NOT NULL,
    resource_type TEXT    NOT NULL,
    version       INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    modified_at   INTEGER NOT NULL,
    unique_key    TEXT,             -- folded value that no other of this type may have
    external_id   TEXT,             -- as sent
    display_name  TEXT,             -- folded, first 255 characters
    active        INTEGER,
    email         TEXT,             -- folded, the primary one
    label         TEXT,             -- what members lists show
    document      TEXT    NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX resources_type ON resources (tenant_id, resource_type, id);
CREATE UNIQUE INDEX resources_unique_key ON resources (tenant_id, resource_type, unique_key);
CREATE INDEX resources_external_id ON resources (tenant_id, resource_type, external_id)
    WHERE external_id IS NOT NULL;
CREATE INDEX resources_display_name ON resources (tenant_id, resource_type, display_name)
    WHERE display_name IS NOT NULL;

-- Values of further attributes that are filtered by; folded, first 255 characters.
CREATE TABLE attribute_values (
    tenant_id     TEXT NOT NULL,
    resource_type TEXT NOT NULL,
    path          TEXT NOT NULL,
    value         TEXT NOT NULL,
    resource_id   BLOB NOT NULL,
    PRIMARY KEY (tenant_id, resource_type, path, value, resource_id),
    FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX attribute_values_resource ON attribute_values (tenant_id, resource_id);

CREATE TABLE memberships (
    tenant_id TEXT NOT NULL,
    group_id  BLOB NOT NULL,
    member_id BLOB NOT NULL,
    PRIMARY KEY (tenant_id, group_id, member_id),
    FOREIGN KEY (tenant_id, group_id) REFERENCES resources (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, member_id) REFERENCES resources (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_member ON memberships (tenant_id, member_id, group_id);

-- One row for each committed change, numbered within the tenant by the only writer.
CREATE TABLE changes (
    tenant_id     TEXT    NOT NULL,
    seq           INTEGER NOT NULL,
    at            INTEGER NOT NULL,
    resource_type TEXT    NOT NULL,
    resource_id   BLOB    NOT NULL,
    operation     TEXT    NOT NULL,
    version       INTEGER NOT NULL,
    connection_id BLOB,
    request_id    TEXT,
    "before"      TEXT,
    "after"       TEXT,
    PRIMARY KEY (tenant_id, seq)
) STRICT;

-- Attributes that were received and not kept.
CREATE TABLE observations (
    tenant_id     TEXT    NOT NULL,
    connection_id BLOB    NOT NULL,
    path          TEXT    NOT NULL,
    seen_count    INTEGER NOT NULL,
    first_seen_at INTEGER NOT NULL,
    last_seen_at  INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, connection_id, path),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What the planner is to assume, instead of ANALYZE at run time: the same plans in every installation. Without it,
-- a filter by externalId would walk all resources in the order of their ids.
-- Rows of the index, then rows with the same first, first two, first three … columns.
ANALYZE;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('resources', 'sqlite_autoindex_resources_1', '100000 20000 1'),
    ('resources', 'resources_type', '100000 20000 10000 1'),
    ('resources', 'resources_unique_key', '100000 20000 10000 1'),
    ('resources', 'resources_external_id', '100000 20000 10000 1'),
    ('resources', 'resources_display_name', '100000 20000 10000 2'),
    ('attribute_values', 'attribute_values', '300000 60000 50000 20000 2 1'),
    ('attribute_values', 'attribute_values_resource', '300000 60000 3'),
    ('memberships', 'memberships', '500000 100000 100 1'),
    ('memberships', 'memberships_member', '500000 100000 5 1');
