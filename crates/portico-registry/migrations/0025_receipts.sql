-- Receipts of the cookies policy: which text, which register, which templates and scripts asked visitors since which day. Rows are added
-- and never changed; each document names the digest of the one before.
CREATE TABLE policy_receipts (
    number   BIGINT NOT NULL PRIMARY KEY,
    day      TEXT   NOT NULL,
    sha256   TEXT   NOT NULL,
    document TEXT   NOT NULL
);
