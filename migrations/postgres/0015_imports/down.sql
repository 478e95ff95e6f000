DROP TABLE kept_apart;
DROP TABLE imported_people;
