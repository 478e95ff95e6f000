-- A token may belong to a person, and then opens only what is theirs (/Me).
ALTER TABLE tokens ADD COLUMN person_id BLOB;
ALTER TABLE tokens ADD COLUMN may_write INTEGER NOT NULL DEFAULT 0;

-- Requests that are answered later (RFC 9967). Whoever works on one holds its lease; `attempts` counts the leases
-- and tells a holder that lost its own. The request is encrypted, and gone when it is finished.
-- Not WITHOUT ROWID: requests are too long for the nodes of an index tree.
CREATE TABLE jobs (
    tenant_id     TEXT    NOT NULL,
    id            BLOB    NOT NULL,
    connection_id BLOB    NOT NULL,
    created_at    INTEGER NOT NULL,
    lease_until   INTEGER NOT NULL,
    attempts      INTEGER NOT NULL,
    request       BLOB,
    progress      TEXT    NOT NULL,
    finished_at   INTEGER,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id)
) STRICT;
CREATE INDEX jobs_open ON jobs (tenant_id, id) WHERE finished_at IS NULL;

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('jobs', 'sqlite_autoindex_jobs_1', '100000 10000 1'),
    ('jobs', 'jobs_open', '100 10 1');
