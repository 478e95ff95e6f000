DROP TABLE connections_in_test;
DROP TABLE request_counts;
DROP TABLE request_log_sizes;
DROP TABLE request_log;
