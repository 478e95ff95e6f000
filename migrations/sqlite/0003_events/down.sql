DELETE FROM sqlite_stat1 WHERE tbl IN ('event_streams', 'event_acknowledgements');
DROP TABLE event_acknowledgements;
DROP TABLE event_streams;
ALTER TABLE changes DROP COLUMN document;
