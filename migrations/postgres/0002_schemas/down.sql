DROP TABLE unique_values;
DROP TABLE schema_versions;
DROP TABLE learned_schemas;
DROP TABLE schema_definitions;
