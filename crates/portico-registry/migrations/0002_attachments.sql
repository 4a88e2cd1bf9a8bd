-- Files beside a dataset: documents, and other forms of its data. The content is in the object store under the name in `object`.

CREATE TABLE attachments (
    dataset_uid TEXT   NOT NULL REFERENCES datasets (uid) ON DELETE CASCADE,
    kind        TEXT   NOT NULL CHECK (kind IN ('attachment', 'alternative_export')),
    id          TEXT   NOT NULL,
    title       TEXT   NOT NULL,
    file_name   TEXT   NOT NULL,
    description TEXT,
    media_type  TEXT   NOT NULL,
    bytes       BIGINT NOT NULL,
    sha256      TEXT   NOT NULL,
    object      TEXT   NOT NULL UNIQUE,
    author      TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (dataset_uid, kind, id)
);
