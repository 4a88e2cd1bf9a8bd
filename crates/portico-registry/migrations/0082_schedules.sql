-- Updates of datasets from an address, by the clock. `next_at` is the moment of the next run, in the time zone `zone`; `job` is the run that
-- waits or works now. `seen_doc` is what the last fetch brought, so that the same file is not fetched or stored twice; `drift_doc` is how
-- the fields of the file differ, while nobody has decided about it.

CREATE TABLE schedules (
    uid         TEXT    NOT NULL PRIMARY KEY,
    dataset_uid TEXT    NOT NULL REFERENCES datasets (uid) ON DELETE CASCADE,
    address     TEXT    NOT NULL,
    cron        TEXT    NOT NULL,
    mode        TEXT    NOT NULL CHECK (mode IN ('replace', 'append', 'upsert')),
    key_field   TEXT,
    person      TEXT,
    paused      BOOLEAN NOT NULL,
    zone        TEXT    NOT NULL,
    next_at     BIGINT,
    job         TEXT,
    last_at     BIGINT,
    outcome     TEXT,
    reason      TEXT,
    last_job    TEXT,
    failures    BIGINT  NOT NULL,
    seen_doc    TEXT,
    drift_doc   TEXT,
    revision    BIGINT  NOT NULL,
    created_at  BIGINT  NOT NULL,
    updated_at  BIGINT  NOT NULL
);
CREATE INDEX schedules_of_dataset ON schedules (dataset_uid);
CREATE INDEX schedules_by_turn ON schedules (next_at);
CREATE INDEX schedules_at_work ON schedules (job);
