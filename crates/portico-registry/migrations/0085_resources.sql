-- Where the records of a dataset come from, as a program said: a document of the services, with a number that grows with every change.
CREATE TABLE resources (
    dataset_uid TEXT   NOT NULL PRIMARY KEY REFERENCES datasets (uid) ON DELETE CASCADE,
    id          TEXT   NOT NULL UNIQUE,
    document    TEXT   NOT NULL,
    number      BIGINT NOT NULL,
    author      TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL
);

-- Files that were sent for that. Their content is in the object store.
CREATE TABLE resource_files (
    id          TEXT   NOT NULL PRIMARY KEY,
    dataset_uid TEXT   NOT NULL REFERENCES datasets (uid) ON DELETE CASCADE,
    object      TEXT   NOT NULL,
    file_name   TEXT   NOT NULL,
    bytes       BIGINT NOT NULL,
    sha256      TEXT   NOT NULL,
    author      TEXT   NOT NULL,
    created_at  BIGINT NOT NULL
);
CREATE INDEX resource_files_of_dataset ON resource_files (dataset_uid, created_at);
