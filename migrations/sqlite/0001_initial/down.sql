DROP TABLE observations;
DROP TABLE changes;
DROP TABLE memberships;
DROP TABLE attribute_values;
DROP TABLE resources;
DROP TABLE tokens;
DROP TABLE connections;
DROP TABLE tenants;
