-- The limits of the API key that made a scheduled update: a document of the services; none when a person made it in the back office.
ALTER TABLE schedules ADD COLUMN limits_doc TEXT;
