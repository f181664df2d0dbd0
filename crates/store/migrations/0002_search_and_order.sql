-- A token is renewed by one process at a time: who does it, and until when the others wait.
ALTER TABLE connection ADD COLUMN renewing_until BIGINT;
ALTER TABLE connection ADD COLUMN renewing_by TEXT;

-- Whether a task is still to be done. Zero for everything else, and for what is deleted.
ALTER TABLE record ADD COLUMN is_open BIGINT NOT NULL DEFAULT 0;
UPDATE record SET is_open = 1
WHERE kind = 'task' AND deleted_at IS NULL
-- only sqlite
    AND COALESCE(json_extract(doc, '$.completed'), 0) = 0;
-- only postgres
    AND COALESCE(doc::json ->> 'completed', 'false') <> 'true';
-- both
CREATE INDEX record_open_task ON record (location_id, contact_id, sort_at) WHERE is_open = 1;

-- The order of writes, given out one after the other in each location, whatever the clocks of the nodes say.
CREATE TABLE write_seq (
    location_id TEXT NOT NULL PRIMARY KEY,
    last_seq BIGINT NOT NULL
);
ALTER TABLE write_ledger ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;
UPDATE write_ledger SET seq = old.seq
FROM (SELECT location_id, id, ROW_NUMBER() OVER (PARTITION BY location_id ORDER BY created_at, id) AS seq
    FROM write_ledger) AS old
WHERE write_ledger.location_id = old.location_id AND write_ledger.id = old.id;
INSERT INTO write_seq (location_id, last_seq)
SELECT location_id, MAX(seq) FROM write_ledger GROUP BY location_id;
DROP INDEX write_of_contact;
CREATE INDEX write_of_contact ON write_ledger (location_id, contact_id, seq);
CREATE INDEX write_of_record ON write_ledger (location_id, kind, record_id, seq);
CREATE INDEX write_stuck ON write_ledger (location_id)
    WHERE state IN ('refused', 'overtaken', 'not_applied') AND dismissed_at IS NULL;

CREATE INDEX contact_by_owner ON contact (location_id, owner, name_key, id);
CREATE INDEX session_of_person ON session (person_id);
CREATE INDEX person_by_email ON person (LOWER(email));
