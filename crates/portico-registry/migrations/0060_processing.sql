-- The steps that the next import of a dataset applies: a document of the services.
CREATE TABLE processing (
    dataset_uid TEXT PRIMARY KEY REFERENCES datasets (uid) ON DELETE CASCADE,
    steps_doc TEXT NOT NULL,
    number BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
