-- A deleted dataset stays for a while, so that it can be brought back; a version remembers the metadata that readers saw with it.

ALTER TABLE datasets ADD COLUMN deleted_at BIGINT;
ALTER TABLE versions ADD COLUMN metadata_doc TEXT;
