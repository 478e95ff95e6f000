DROP INDEX changes_resource;
ALTER TABLE schema_versions DROP COLUMN first_values;
DROP TABLE first_values;
DROP TABLE received_attributes;
