DROP TABLE gophish_groups;
DROP TABLE gophish;
DROP TABLE webhook_attempts;
DROP TABLE webhooks;
DROP TABLE announcements;
DROP TABLE announced;
DROP TABLE feed_tasks;
DROP TABLE feeds;
DELETE FROM sqlite_stat1 WHERE tbl IN ('feeds', 'feed_tasks', 'announced', 'announcements', 'webhooks', 'webhook_attempts', 'gophish', 'gophish_groups');
