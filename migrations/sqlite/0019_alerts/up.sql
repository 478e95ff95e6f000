-- What goes wrong, from when to when, and what was told of it last; one row for each thing that goes wrong.
CREATE TABLE alerts (
    tenant_id    TEXT    NOT NULL REFERENCES tenants (tenant_id),
    kind         TEXT    NOT NULL,
    subject_id   TEXT    NOT NULL, -- of what; empty for the tenant itself
    subject_kind TEXT    NOT NULL,
    subject_name TEXT    NOT NULL,
    text         TEXT    NOT NULL,
    level        INTEGER NOT NULL, -- how far it has come, where that is told anew
    opened_at    INTEGER NOT NULL,
    closed_at    INTEGER,
    mailed_at    INTEGER,
    mailed_as    TEXT,             -- open and the level, or closed
    hooked_at    INTEGER,          -- the same by webhook
    hooked_as    TEXT,
    PRIMARY KEY (tenant_id, kind, subject_id)
) STRICT, WITHOUT ROWID;

-- Who is told, and from when on something is wrong.
CREATE TABLE alert_settings (
    tenant_id TEXT NOT NULL PRIMARY KEY REFERENCES tenants (tenant_id),
    settings  TEXT NOT NULL, -- JSON
    secret    BLOB           -- what the webhook's messages are signed with, encrypted
) STRICT, WITHOUT ROWID;

-- Which replica looks at a tenant, and how complete its fields were when that was last counted.
CREATE TABLE alert_work (
    tenant_id    TEXT    NOT NULL PRIMARY KEY REFERENCES tenants (tenant_id),
    lease_until  INTEGER NOT NULL,
    counted_at   INTEGER NOT NULL,
    completeness TEXT    NOT NULL -- JSON
) STRICT, WITHOUT ROWID;

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('alerts', 'alerts', '100 20 5 1'),
    ('alert_settings', 'alert_settings', '5 1'),
    ('alert_work', 'alert_work', '5 1');
