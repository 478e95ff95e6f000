DROP TABLE event_acknowledgements;
DROP TABLE event_streams;
ALTER TABLE changes DROP COLUMN document;
