DROP TABLE pull_told;
DROP TABLE pull_sign_ins;
DROP TABLE pulled_people;
DROP TABLE pull_runs;
DROP TABLE pulls;
