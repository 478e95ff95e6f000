-- All of the resource since a PUT, so that an event can tell it whole. Other changes leave it out.
ALTER TABLE changes ADD COLUMN document TEXT;

-- Who is told of changes, and how far that has got.
CREATE TABLE event_streams (
    tenant_id       TEXT    NOT NULL REFERENCES tenants (tenant_id),
    id              BLOB    NOT NULL,
    name            TEXT    NOT NULL,
    delivery        TEXT    NOT NULL, -- poll or push
    detail          TEXT    NOT NULL, -- notice or full
    audience        TEXT    NOT NULL,
    endpoint        TEXT,             -- of a push
    "authorization" BLOB,             -- header of a push, encrypted
    position        INTEGER NOT NULL, -- every change up to this number is acknowledged
    paused_at       INTEGER,
    last_error      TEXT,
    attempts        INTEGER NOT NULL, -- failed ones in a row
    next_attempt_at INTEGER NOT NULL,
    lease_id        BLOB,             -- the push under way
    lease_until     INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX event_streams_name ON event_streams (tenant_id, name);

-- Changes beyond a stream's position that are acknowledged while an earlier one is not yet.
CREATE TABLE event_acknowledgements (
    tenant_id TEXT    NOT NULL,
    stream_id BLOB    NOT NULL,
    seq       INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, stream_id, seq),
    FOREIGN KEY (tenant_id, stream_id) REFERENCES event_streams (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('event_streams', 'event_streams', '20 5 1'),
    ('event_streams', 'event_streams_name', '20 5 1'),
    ('event_acknowledgements', 'event_acknowledgements', '1000 500 100 1');
