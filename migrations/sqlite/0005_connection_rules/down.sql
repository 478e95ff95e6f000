ALTER TABLE connections DROP COLUMN provider_last_seen_at;
ALTER TABLE connections DROP COLUMN provider_first_seen_at;
ALTER TABLE connections DROP COLUMN provider;
ALTER TABLE connections DROP COLUMN rules;
