-- Sign-ins that are under way at an identity provider; a row is used up by the answer.
CREATE TABLE openid_requests (
    state_hash TEXT   NOT NULL PRIMARY KEY,
    document   TEXT   NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX openid_requests_by_end ON openid_requests (expires_at);
