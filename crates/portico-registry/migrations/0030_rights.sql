-- Groups of people, rights on single datasets, and what of a dataset its readers see.

CREATE TABLE people_groups (
    id          TEXT   NOT NULL PRIMARY KEY,
    name        TEXT   NOT NULL UNIQUE,
    description TEXT   NOT NULL,
    permissions TEXT   NOT NULL,
    created_at  BIGINT NOT NULL
);

CREATE TABLE group_members (
    group_id  TEXT NOT NULL REFERENCES people_groups (id) ON DELETE CASCADE,
    person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    PRIMARY KEY (group_id, person_id)
);
CREATE INDEX groups_of_person ON group_members (person_id);

-- Of a person or of a group: one of the two is NULL.
CREATE TABLE dataset_rights (
    dataset_uid TEXT NOT NULL REFERENCES datasets (uid) ON DELETE CASCADE,
    person_id   TEXT REFERENCES people (id) ON DELETE CASCADE,
    group_id    TEXT REFERENCES people_groups (id) ON DELETE CASCADE,
    rights      TEXT NOT NULL,
    CHECK ((person_id IS NULL) <> (group_id IS NULL)),
    UNIQUE (dataset_uid, person_id),
    UNIQUE (dataset_uid, group_id)
);

-- Of a person, of a group, or of everybody else: then both are NULL. The document says what is shown.
CREATE TABLE rulesets (
    dataset_uid TEXT NOT NULL REFERENCES datasets (uid) ON DELETE CASCADE,
    person_id   TEXT REFERENCES people (id) ON DELETE CASCADE,
    group_id    TEXT REFERENCES people_groups (id) ON DELETE CASCADE,
    document    TEXT NOT NULL,
    CHECK (person_id IS NULL OR group_id IS NULL),
    UNIQUE (dataset_uid, person_id),
    UNIQUE (dataset_uid, group_id)
);
CREATE UNIQUE INDEX default_rulesets ON rulesets (dataset_uid) WHERE person_id IS NULL AND group_id IS NULL;

-- What an identity provider or an administrator says of a person, for the filters of rulesets: names with lists of values.
CREATE TABLE people_attributes (
    person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    name      TEXT NOT NULL,
    document  TEXT NOT NULL,
    PRIMARY KEY (person_id, name)
);
