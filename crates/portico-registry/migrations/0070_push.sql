-- Pushing records: who may, what came and waits, which versions went out of use.

-- A place to push to. `new_fields`: records may bring fields that the dataset does not have yet.
CREATE TABLE push_resources (
    dataset_uid TEXT    NOT NULL REFERENCES datasets (uid) ON DELETE CASCADE,
    id          TEXT    NOT NULL,
    key_hash    TEXT    NOT NULL,
    prefix      TEXT    NOT NULL,
    disabled    BOOLEAN NOT NULL,
    new_fields  BOOLEAN NOT NULL,
    author      TEXT    NOT NULL,
    created_at  BIGINT  NOT NULL,
    renewed_at  BIGINT  NOT NULL,
    last_at     BIGINT,
    PRIMARY KEY (dataset_uid, id)
);

-- Pushes that were answered with OK and are in no version yet. `refused`: why one could not be taken over after all.
CREATE TABLE pushes (
    id          TEXT   NOT NULL PRIMARY KEY,
    dataset_uid TEXT   NOT NULL REFERENCES datasets (uid) ON DELETE CASCADE,
    kind        TEXT   NOT NULL CHECK (kind IN ('push', 'delete', 'delete_id')),
    body        TEXT   NOT NULL,
    bytes       BIGINT NOT NULL,
    new_fields  BOOLEAN NOT NULL,
    received_at BIGINT NOT NULL,
    refused     TEXT
);
CREATE INDEX pushes_of_dataset ON pushes (dataset_uid, received_at, id);

-- Versions that a newer one of the same hour took the place of: their files stay a while, for whoever is reading them.
CREATE TABLE retired_versions (
    version_id  TEXT   NOT NULL PRIMARY KEY,
    dataset_uid TEXT   NOT NULL,
    retired_at  BIGINT NOT NULL
);
