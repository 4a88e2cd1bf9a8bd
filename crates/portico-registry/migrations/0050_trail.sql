-- The audit trail: rows are added, never changed and never removed. `difference` is a document without secrets.

CREATE TABLE trail (
    id          TEXT   NOT NULL PRIMARY KEY,
    happened_at BIGINT NOT NULL,
    author_kind TEXT   NOT NULL,
    author      TEXT   NOT NULL,
    action      TEXT   NOT NULL,
    object_kind TEXT   NOT NULL,
    object_id   TEXT   NOT NULL,
    difference  TEXT   NOT NULL
);
CREATE INDEX trail_by_time ON trail (happened_at, id);
CREATE INDEX trail_by_object ON trail (object_kind, object_id, happened_at);
