-- What was said of a dataset before a change, whole, so that it can be said again. The change is a row of the trail.
CREATE TABLE descriptions (
    change_id    TEXT NOT NULL PRIMARY KEY,
    dataset_uid  TEXT NOT NULL REFERENCES datasets (uid) ON DELETE CASCADE,
    metadata_doc TEXT NOT NULL
);
CREATE INDEX descriptions_of_dataset ON descriptions (dataset_uid);
