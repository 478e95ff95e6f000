-- All of the resource since a PUT, so that an event can tell it whole. Other changes leave it out.
ALTER TABLE changes ADD COLUMN document TEXT COLLATE "C";

-- Who is told of changes, and how far that has got.
CREATE TABLE event_streams (
    tenant_id       TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id),
    id              BYTEA  NOT NULL,
    name            TEXT COLLATE "C" NOT NULL,
    delivery        TEXT COLLATE "C" NOT NULL, -- poll or push
    detail          TEXT COLLATE "C" NOT NULL, -- notice or full
    audience        TEXT COLLATE "C" NOT NULL,
    endpoint        TEXT COLLATE "C",          -- of a push
    "authorization" BYTEA,                     -- header of a push, encrypted
    position        BIGINT NOT NULL,           -- every change up to this number is acknowledged
    paused_at       BIGINT,
    last_error      TEXT COLLATE "C",
    attempts        BIGINT NOT NULL,           -- failed ones in a row
    next_attempt_at BIGINT NOT NULL,
    lease_id        BYTEA,                     -- the push under way
    lease_until     BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX event_streams_name ON event_streams (tenant_id, name);

-- Changes beyond a stream's position that are acknowledged while an earlier one is not yet.
CREATE TABLE event_acknowledgements (
    tenant_id TEXT COLLATE "C" NOT NULL,
    stream_id BYTEA  NOT NULL,
    seq       BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, stream_id, seq),
    FOREIGN KEY (tenant_id, stream_id) REFERENCES event_streams (tenant_id, id) ON DELETE CASCADE
);
