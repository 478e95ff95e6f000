-- How often an administrator changed schemas or resource types. The version counts what was learned as well, which widens
-- what is known and makes no write under way wrong.
ALTER TABLE schema_versions ADD COLUMN definitions INTEGER NOT NULL DEFAULT 0;
