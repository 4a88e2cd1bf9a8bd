-- Long tasks, as leased rows. A worker that dies lets its lease run out, and another one takes over; `fence` grows with every claim, so that
-- the word of the one before counts no more.

CREATE TABLE jobs (
    id               TEXT    NOT NULL PRIMARY KEY,
    kind             TEXT    NOT NULL,
    subject          TEXT,
    unique_key       TEXT,
    payload          TEXT    NOT NULL,
    author           TEXT    NOT NULL,
    state            TEXT    NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    priority         BIGINT  NOT NULL,
    not_before       BIGINT  NOT NULL,
    attempts         BIGINT  NOT NULL,
    attempts_allowed BIGINT  NOT NULL,
    fence            BIGINT  NOT NULL,
    owner            TEXT,
    lease_until      BIGINT,
    cancel_wanted    BOOLEAN NOT NULL,
    progress         TEXT,
    result           TEXT,
    reason           TEXT,
    created_at       BIGINT  NOT NULL,
    started_at       BIGINT,
    finished_at      BIGINT
);
-- Of jobs with the same key, one at most is not at its end.
CREATE UNIQUE INDEX jobs_one_of_a_key ON jobs (unique_key) WHERE state IN ('waiting', 'running');
CREATE INDEX jobs_by_turn ON jobs (state, priority, not_before);
CREATE INDEX jobs_of_subject ON jobs (subject);

-- What a job said while it ran.
CREATE TABLE job_lines (
    job_id TEXT   NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    at     BIGINT NOT NULL,
    level  TEXT   NOT NULL CHECK (level IN ('info', 'warning', 'error')),
    text   TEXT   NOT NULL,
    PRIMARY KEY (job_id, number)
);
