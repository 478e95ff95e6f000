-- What an alert says as a code and what stands in its sentence, so that it can be said in any language: JSON. None of those that were
-- there before, which have their English text.
ALTER TABLE alerts ADD COLUMN words TEXT COLLATE "C";
