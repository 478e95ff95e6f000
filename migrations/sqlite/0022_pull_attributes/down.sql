ALTER TABLE pulls DROP COLUMN attributes;
