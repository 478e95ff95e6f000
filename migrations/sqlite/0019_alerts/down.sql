DROP TABLE alert_work;
DROP TABLE alert_settings;
DROP TABLE alerts;
DELETE FROM sqlite_stat1 WHERE tbl IN ('alerts', 'alert_settings', 'alert_work');
