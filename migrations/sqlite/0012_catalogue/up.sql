-- Which attributes each connection sent, and how often; values are kept as shapes only. Takes the place of observations, which
-- had only those that were not kept; what older versions count there from now on is not taken over.
CREATE TABLE received_attributes (
    tenant_id     TEXT    NOT NULL,
    connection_id BLOB    NOT NULL,
    resource_type TEXT    NOT NULL, -- '': from before it was noted
    path          TEXT    NOT NULL, -- first 255 characters
    fate          TEXT    NOT NULL, -- kept, withheld (a secret), dropped (no schema has it)
    seen_count    INTEGER NOT NULL, -- requests
    first_seen_at INTEGER NOT NULL,
    last_seen_at  INTEGER NOT NULL,
    sample        TEXT,             -- the shape of one value: Xxxxx 999
    PRIMARY KEY (tenant_id, connection_id, resource_type, path),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO received_attributes (tenant_id, connection_id, resource_type, path, fate, seen_count, first_seen_at, last_seen_at)
    SELECT tenant_id, connection_id, '', path, 'dropped', seen_count, first_seen_at, last_seen_at FROM observations;

-- Fields whose first value stays: what the sources said before they said something else.
CREATE TABLE first_values (
    tenant_id   TEXT    NOT NULL,
    resource_id BLOB    NOT NULL,
    field       TEXT    NOT NULL,
    value       TEXT    NOT NULL, -- before transforms, as JSON
    kept_at     INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, resource_id, field),
    FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The version of the mapping in force if it has such fields: every write reads this row anyway.
ALTER TABLE schema_versions ADD COLUMN first_values INTEGER NOT NULL DEFAULT 0;

-- What happened to one resource: when a value last changed, and by which request.
CREATE INDEX changes_resource ON changes (tenant_id, resource_id, seq);

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('received_attributes', 'received_attributes', '1000 100 50 25 1'),
    ('first_values', 'first_values', '1000 200 2 1'),
    ('changes', 'sqlite_autoindex_changes_1', '100000 20000 1'),
    ('changes', 'changes_resource', '100000 20000 5 1');
