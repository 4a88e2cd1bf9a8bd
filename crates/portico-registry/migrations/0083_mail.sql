-- A mail that could not be sent is kept for a while without its text, so that somebody learns of it.

ALTER TABLE outbox ADD COLUMN given_up_at BIGINT;
