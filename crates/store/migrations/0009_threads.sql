-- Conversations as a list shows, sorts and finds them; they follow the mirror. `last_at` is zero while nothing was said.
CREATE TABLE thread (
    location_id TEXT NOT NULL,
    id TEXT {binary} NOT NULL,
    contact_id TEXT,
    unread BIGINT NOT NULL,
    starred BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    last_body TEXT,
    last_kind TEXT,
    last_direction TEXT,
    search_text TEXT NOT NULL,
    PRIMARY KEY (location_id, id)
);
CREATE INDEX thread_by_last ON thread (location_id, last_at, id);
CREATE INDEX thread_unread ON thread (location_id, last_at, id) WHERE unread > 0;
CREATE INDEX thread_of_contact ON thread (location_id, contact_id);

-- What else hangs on a contact, in its order.
CREATE INDEX record_dealing_of_contact ON record (location_id, contact_id, kind, sort_at, id)
    WHERE kind IN ('opportunity', 'conversation', 'message');

-- The business that a contact belongs to, as far as known.
ALTER TABLE contact ADD COLUMN business TEXT;
CREATE INDEX contact_by_business ON contact (location_id, business, name_key, id) WHERE business IS NOT NULL;
