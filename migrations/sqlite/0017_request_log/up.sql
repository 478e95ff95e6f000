-- Requests as they came, so that somebody can be told what happened. The tenant is empty where nobody knows whose they were.
-- Not WITHOUT ROWID: rows with bodies are too long for the nodes of an index tree.
CREATE TABLE request_log (
    tenant_id     TEXT    NOT NULL,
    id            BLOB    NOT NULL, -- UUIDv7, so its order is that in which they came
    at            INTEGER NOT NULL,
    outcome       TEXT,             -- info, refused, failed; none: carried out
    cause         TEXT,
    connection_id BLOB,
    subject_id    BLOB,             -- whom or what it was about
    subject_key   TEXT,             -- their folded name, first 255 characters
    bytes         INTEGER NOT NULL, -- of this row, about
    about         TEXT    NOT NULL, -- JSON: everything else
    bodies        BLOB,             -- of request and answer, encrypted
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX request_log_outcome ON request_log (tenant_id, outcome, id) WHERE outcome IS NOT NULL;
CREATE INDEX request_log_connection ON request_log (tenant_id, connection_id, id) WHERE connection_id IS NOT NULL;
CREATE INDEX request_log_subject ON request_log (tenant_id, subject_id, id) WHERE subject_id IS NOT NULL;
CREATE INDEX request_log_subject_key ON request_log (tenant_id, subject_key, id) WHERE subject_key IS NOT NULL;

-- How many bytes each tenant's requests take there.
CREATE TABLE request_log_sizes (
    tenant_id TEXT    NOT NULL PRIMARY KEY,
    bytes     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How many requests there were each hour, so that nobody has to count them.
CREATE TABLE request_counts (
    tenant_id TEXT    NOT NULL,
    hour      INTEGER NOT NULL, -- its beginning
    outcome   TEXT    NOT NULL, -- ok, info, refused, failed
    cause     TEXT    NOT NULL, -- empty where there is none
    number    INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, hour, outcome, cause)
) STRICT, WITHOUT ROWID;

-- The connections whose changes are only tried.
CREATE TABLE connections_in_test (
    tenant_id     TEXT NOT NULL,
    connection_id BLOB NOT NULL,
    PRIMARY KEY (tenant_id, connection_id),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('request_log', 'sqlite_autoindex_request_log_1', '200000 40000 1'),
    ('request_log', 'request_log_outcome', '10000 2000 700 1'),
    ('request_log', 'request_log_connection', '200000 40000 20000 1'),
    ('request_log', 'request_log_subject', '200000 40000 20 1'),
    ('request_log', 'request_log_subject_key', '200000 40000 20 1'),
    ('request_log_sizes', 'request_log_sizes', '5 1'),
    ('request_counts', 'request_counts', '5000 1000 5 2 1'),
    ('connections_in_test', 'connections_in_test', '5 2 1');
