-- The cookies policy: every version as it was written. Rows are added and never changed; each document names the digest of the one before.
CREATE TABLE policy_versions (
    number   BIGINT NOT NULL PRIMARY KEY,
    day      TEXT   NOT NULL,
    sha256   TEXT   NOT NULL,
    document TEXT   NOT NULL
);

-- How often visitors chose what, by day and version of the policy: nothing of the visitor. Without a value it is "too few to say".
CREATE TABLE choice_counts (
    day    TEXT   NOT NULL,
    policy BIGINT NOT NULL,
    kind   TEXT   NOT NULL,
    value  BIGINT,
    PRIMARY KEY (day, policy, kind)
);
