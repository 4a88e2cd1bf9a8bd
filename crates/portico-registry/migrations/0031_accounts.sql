-- Limits of API keys, what a session says of itself, one-time links, mail to be sent, second factors, identities elsewhere.

ALTER TABLE api_keys ADD COLUMN expires_at BIGINT;
ALTER TABLE api_keys ADD COLUMN permissions TEXT;
ALTER TABLE api_keys ADD COLUMN datasets TEXT;

ALTER TABLE sessions ADD COLUMN about TEXT NOT NULL DEFAULT '';

-- Only a digest of a token is known here. A person has one of each kind.
CREATE TABLE one_time_tokens (
    person_id  TEXT   NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    kind       TEXT   NOT NULL,
    token_hash TEXT   NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, kind)
);
CREATE INDEX one_time_tokens_by_end ON one_time_tokens (expires_at);

-- A row is a mail that has not been sent yet.
CREATE TABLE outbox (
    id         TEXT   NOT NULL PRIMARY KEY,
    recipient  TEXT   NOT NULL,
    subject    TEXT   NOT NULL,
    body       TEXT   NOT NULL,
    attempts   BIGINT NOT NULL,
    next_at    BIGINT NOT NULL,
    error      TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX outbox_by_turn ON outbox (next_at);

CREATE TABLE second_factors (
    person_id  TEXT    NOT NULL PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    secret     TEXT    NOT NULL,
    confirmed  BOOLEAN NOT NULL,
    last_step  BIGINT  NOT NULL,
    created_at BIGINT  NOT NULL
);

-- Only digests of recovery codes; a used one is gone.
CREATE TABLE recovery_codes (
    person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    code_hash TEXT NOT NULL,
    PRIMARY KEY (person_id, code_hash)
);

CREATE TABLE identities (
    issuer     TEXT   NOT NULL,
    subject    TEXT   NOT NULL,
    person_id  TEXT   NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX identities_of_person ON identities (person_id);
