DROP TABLE leaver_work;
DROP TABLE forgotten;
DROP TABLE leavers;
