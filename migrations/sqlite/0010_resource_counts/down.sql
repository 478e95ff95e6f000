DELETE FROM sqlite_stat1 WHERE tbl = 'resource_counts';
DROP TABLE resource_counts;
