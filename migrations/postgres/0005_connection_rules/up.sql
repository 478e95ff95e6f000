-- Rules that are switched on or off for one connection ("+read-only-in-path,-dotted-keys"), and which provider
-- was recognised by how it speaks.
ALTER TABLE connections ADD COLUMN rules TEXT NOT NULL DEFAULT '';
ALTER TABLE connections ADD COLUMN provider TEXT;
ALTER TABLE connections ADD COLUMN provider_first_seen_at BIGINT;
ALTER TABLE connections ADD COLUMN provider_last_seen_at BIGINT;
