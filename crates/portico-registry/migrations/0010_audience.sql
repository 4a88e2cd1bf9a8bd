-- Anonymous statistics: what may be published of a day, nothing else. A cell without a value is "too few to say".

-- `pieces` above 1: the portal was restarted that day, and a visitor of two pieces counts twice.
CREATE TABLE audience_days (
    day       TEXT   NOT NULL PRIMARY KEY,
    threshold BIGINT NOT NULL,
    pieces    BIGINT NOT NULL
);

CREATE TABLE audience_cells (
    day       TEXT   NOT NULL REFERENCES audience_days (day) ON DELETE CASCADE,
    dimension TEXT   NOT NULL,
    name      TEXT   NOT NULL,
    metric    TEXT   NOT NULL,
    value     BIGINT,
    PRIMARY KEY (day, dimension, name, metric)
);
CREATE INDEX audience_cells_by_dimension ON audience_cells (dimension, day);

CREATE TABLE audience_hours (
    day      TEXT   NOT NULL,
    hour     BIGINT NOT NULL,
    requests BIGINT NOT NULL,
    views    BIGINT NOT NULL,
    PRIMARY KEY (day, hour)
);

-- What stays of days that were deleted: totals of events.
CREATE TABLE audience_years (
    year   TEXT   NOT NULL,
    metric TEXT   NOT NULL,
    value  BIGINT NOT NULL,
    PRIMARY KEY (year, metric)
);
