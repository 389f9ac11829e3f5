-- registry-v1.sql: turns the registry that is attached as `new` into one of schema version 1, as its programs left it.
PRAGMA journal_mode = WAL;
BEGIN;
CREATE TABLE trc_schema (version BIGINT NOT NULL);
INSERT INTO trc_schema (version) VALUES (1);
CREATE TABLE counter (name TEXT NOT NULL PRIMARY KEY, value BIGINT NOT NULL);
CREATE TABLE issuer (id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL);
CREATE TABLE issuer_host (position BIGINT NOT NULL PRIMARY KEY, host TEXT NOT NULL UNIQUE);
CREATE TABLE issuer_prefix (position BIGINT NOT NULL PRIMARY KEY, prefix TEXT NOT NULL UNIQUE);
CREATE TABLE issuer_key ( key_id BIGINT NOT NULL PRIMARY KEY CHECK (key_id BETWEEN 0 AND 31), type TEXT NOT NULL,
 created_at_s BIGINT NOT NULL, revoked_from_s BIGINT NOT NULL, public_key BYTEA);
CREATE TABLE product ( gtin TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, name_zh TEXT NOT NULL,
 standard TEXT NOT NULL, market TEXT NOT NULL, image_type TEXT NOT NULL, image BYTEA);
CREATE TABLE unit_counter ( gtin TEXT NOT NULL, key_id BIGINT NOT NULL,
 next_unit BIGINT NOT NULL CHECK (next_unit BETWEEN 1 AND 2147483648), PRIMARY KEY (gtin, key_id));
CREATE TABLE batch ( id BIGINT NOT NULL PRIMARY KEY, gtin TEXT NOT NULL, key_id BIGINT NOT NULL, seal TEXT NOT NULL,
 own_serials BIGINT NOT NULL, first_unit BIGINT NOT NULL, unit_count BIGINT NOT NULL CHECK (unit_count > 0),
 lot TEXT NOT NULL, expiry TEXT NOT NULL, produced TEXT NOT NULL, host TEXT NOT NULL, options TEXT NOT NULL,
 created_at_s BIGINT NOT NULL, completed_at_s BIGINT NOT NULL, UNIQUE (gtin, key_id, first_unit));
CREATE TABLE activation ( batch_id BIGINT NOT NULL REFERENCES batch (id), first_unit BIGINT NOT NULL,
 last_unit BIGINT NOT NULL CHECK (last_unit >= first_unit), at_s BIGINT NOT NULL CHECK (at_s > 0),
 PRIMARY KEY (batch_id, last_unit));
CREATE TABLE own_serial ( code_key BYTEA NOT NULL PRIMARY KEY, batch_id BIGINT NOT NULL, unit BIGINT NOT NULL,
 serial TEXT NOT NULL);
CREATE INDEX own_serial_by_unit ON own_serial (batch_id, unit);
INSERT INTO counter SELECT name, value FROM new.counter WHERE name = 'batch';
INSERT INTO issuer SELECT id, name FROM new.issuer;
INSERT INTO issuer_host SELECT position, host FROM new.issuer_host;
INSERT INTO issuer_prefix SELECT position, prefix FROM new.issuer_prefix;
INSERT INTO issuer_key SELECT key_id, type, created_at_s, revoked_from_s, public_key FROM new.issuer_key;
INSERT INTO product SELECT gtin, name, name_zh, standard, market, image_type, image FROM new.product;
INSERT INTO unit_counter SELECT gtin, key_id, next_unit FROM new.unit_counter;
INSERT INTO batch SELECT id, gtin, key_id, seal, own_serials, first_unit, unit_count, lot, expiry, produced, host,
 options, created_at_s, completed_at_s FROM new.batch;
INSERT INTO activation SELECT batch_id, first_unit, last_unit, at_s FROM new.activation;
INSERT INTO own_serial SELECT code_key, batch_id, unit, serial FROM new.own_serial;
COMMIT;
