-- Requests that were refused for the sake of security: kept apart from everything else, and for some days only.
-- Equal ones of one minute are one row.
CREATE TABLE refusals (
    minute  BIGINT NOT NULL,
    code    TEXT   NOT NULL,
    address TEXT   NOT NULL,
    path    TEXT   NOT NULL,
    count   BIGINT NOT NULL,
    PRIMARY KEY (minute, code, address, path)
);
