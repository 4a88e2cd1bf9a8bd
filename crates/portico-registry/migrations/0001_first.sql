-- One text for SQLite and PostgreSQL: identifiers are TEXT, moments BIGINT microseconds since the epoch (UTC), documents TEXT (JSON).

CREATE TABLE datasets (
    uid             TEXT    NOT NULL PRIMARY KEY,
    id              TEXT    NOT NULL UNIQUE,
    state           TEXT    NOT NULL CHECK (state IN ('draft', 'published')),
    visibility      TEXT    NOT NULL CHECK (visibility IN ('domain', 'restricted')),
    metadata        TEXT    NOT NULL,
    current_version TEXT,
    created_at      BIGINT  NOT NULL,
    updated_at      BIGINT  NOT NULL
);

CREATE TABLE versions (
    id          TEXT    NOT NULL PRIMARY KEY,
    dataset_uid TEXT    NOT NULL REFERENCES datasets (uid) ON DELETE CASCADE,
    number      BIGINT  NOT NULL,
    sha256      TEXT    NOT NULL,
    schema_doc  TEXT    NOT NULL,
    profile_doc TEXT    NOT NULL,
    recipe_doc  TEXT    NOT NULL,
    bytes       BIGINT  NOT NULL,
    source_name TEXT    NOT NULL,
    author      TEXT    NOT NULL,
    note        TEXT,
    created_at  BIGINT  NOT NULL,
    UNIQUE (dataset_uid, number)
);

-- Imports that are running: their files are not debris, and one dataset has one at a time.
CREATE TABLE stagings (
    dataset_id   TEXT    NOT NULL PRIMARY KEY,
    dataset_uid  TEXT    NOT NULL,
    version_id   TEXT    NOT NULL UNIQUE,
    owner        TEXT    NOT NULL,
    heartbeat_at BIGINT  NOT NULL
);

-- One row; the number grows with every change of a dataset, so that other processes notice.
CREATE TABLE changes (
    id     BIGINT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL
);
INSERT INTO changes (id, number) VALUES (1, 0);

CREATE TABLE people (
    id            TEXT    NOT NULL PRIMARY KEY,
    email         TEXT    NOT NULL UNIQUE,
    role          TEXT    NOT NULL CHECK (role IN ('reader', 'contributor', 'publisher', 'administrator')),
    disabled      BOOLEAN NOT NULL,
    password_hash TEXT    NOT NULL,
    created_at    BIGINT  NOT NULL
);

CREATE TABLE sessions (
    key_hash   TEXT    NOT NULL PRIMARY KEY,
    person_id  TEXT    NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    created_at BIGINT  NOT NULL,
    expires_at BIGINT  NOT NULL
);
CREATE INDEX sessions_of_person ON sessions (person_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE api_keys (
    id           TEXT   NOT NULL PRIMARY KEY,
    person_id    TEXT   NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    label        TEXT   NOT NULL,
    prefix       TEXT   NOT NULL,
    key_hash     TEXT   NOT NULL UNIQUE,
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT,
    revoked_at   BIGINT
);
CREATE INDEX api_keys_of_person ON api_keys (person_id);

-- Failed sign-ins of one account, known or not; the account is a digest.
CREATE TABLE attempts (
    account       TEXT   NOT NULL PRIMARY KEY,
    failures      BIGINT NOT NULL,
    last_at       BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL
);

CREATE TABLE settings (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
