-- Files on their way to a dataset: as far as they came, and what their publisher decided so far. The bytes are in the data directory.

CREATE TABLE uploads (
    id          TEXT   NOT NULL PRIMARY KEY,
    author      TEXT   NOT NULL,
    file_name   TEXT   NOT NULL,
    fingerprint TEXT   NOT NULL,
    bytes       BIGINT NOT NULL,
    received    BIGINT NOT NULL,
    address     TEXT,
    decisions   TEXT   NOT NULL,
    revision    BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    touched_at  BIGINT NOT NULL
);
CREATE INDEX uploads_of_author ON uploads (author, touched_at);
