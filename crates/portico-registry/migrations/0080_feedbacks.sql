-- What readers say about records: a remark, and values that would be right.
CREATE TABLE feedbacks (
    uid         TEXT    NOT NULL PRIMARY KEY,
    dataset_uid TEXT    NOT NULL REFERENCES datasets (uid) ON DELETE CASCADE,
    record_id   TEXT    NOT NULL,
    person_id   TEXT    REFERENCES people (id) ON DELETE SET NULL,
    comment     TEXT    NOT NULL,
    values_doc  TEXT    NOT NULL,
    archived    BOOLEAN NOT NULL,
    created_at  BIGINT  NOT NULL
);
CREATE INDEX feedbacks_of_dataset ON feedbacks (dataset_uid, created_at);
CREATE INDEX feedbacks_of_person ON feedbacks (person_id, created_at);
