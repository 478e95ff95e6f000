DROP TABLE connections_in_test;
DROP TABLE request_counts;
DROP TABLE request_log_sizes;
DROP TABLE request_log;
DELETE FROM sqlite_stat1 WHERE tbl IN ('request_log', 'request_log_sizes', 'request_counts', 'connections_in_test');
