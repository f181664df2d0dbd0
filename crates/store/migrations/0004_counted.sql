-- How many contacts carry each tag, and under the empty tag how many there are: kept with every change of the lists.
CREATE TABLE contact_number (
    location_id TEXT NOT NULL,
    tag TEXT NOT NULL,
    found BIGINT NOT NULL,
    PRIMARY KEY (location_id, tag)
);
INSERT INTO contact_number (location_id, tag, found)
SELECT location_id, '', COUNT(*) FROM contact GROUP BY location_id;
INSERT INTO contact_number (location_id, tag, found)
SELECT location_id, tag, COUNT(*) FROM contact_tag WHERE tag <> '' GROUP BY location_id, tag;

-- Which tags a contact carries is known from its document, so they are taken off by the key.
DROP INDEX contact_tag_of_contact;
CREATE INDEX contact_dnd ON contact (location_id, id) WHERE dnd = 1;
CREATE INDEX write_shown ON write_ledger (location_id, id)
    WHERE (state IN ('intended', 'sent', 'unknown')
        OR (state IN ('refused', 'overtaken', 'not_applied') AND dismissed_at IS NULL));

-- only sqlite
-- One tree of rows for tags instead of two.
ALTER TABLE contact_tag RENAME TO contact_tag_before;
CREATE TABLE contact_tag (
    location_id TEXT NOT NULL,
    tag TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    PRIMARY KEY (location_id, tag, contact_id)
) WITHOUT ROWID;
INSERT INTO contact_tag (location_id, tag, contact_id)
SELECT location_id, tag, contact_id FROM contact_tag_before ORDER BY location_id, tag, contact_id;
DROP TABLE contact_tag_before;
-- Fewer merges of the search index while many contacts come.
INSERT INTO contact_text (contact_text, rank) VALUES ('automerge', 8);
-- both
