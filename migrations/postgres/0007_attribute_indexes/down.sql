DROP TABLE attribute_entries;
DROP TABLE attribute_indexes;
