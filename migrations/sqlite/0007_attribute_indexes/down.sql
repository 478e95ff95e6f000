DROP TABLE attribute_entries;
DROP TABLE attribute_indexes;
DELETE FROM sqlite_stat1 WHERE tbl IN ('attribute_indexes', 'attribute_entries');
