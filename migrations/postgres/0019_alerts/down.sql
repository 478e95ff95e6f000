DROP TABLE alert_work;
DROP TABLE alert_settings;
DROP TABLE alerts;
