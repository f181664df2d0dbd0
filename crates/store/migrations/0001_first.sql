-- Every table leads with the location. Times are epoch milliseconds. JSON is text.
-- Lines between `-- only …` and `-- both` are for one database.

-- only postgres
CREATE EXTENSION IF NOT EXISTS pg_trgm;
-- both

-- The inbox.
CREATE TABLE delivery (
    location_id TEXT NOT NULL,
    id TEXT NOT NULL,
    webhook TEXT NOT NULL,
    event TEXT NOT NULL,
    body {bytes} NOT NULL,
    received_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    settled_at BIGINT,
    reason TEXT,
    PRIMARY KEY (location_id, id),
    UNIQUE (location_id, webhook)
);
CREATE INDEX delivery_waiting ON delivery (received_at) WHERE state = 'waiting';

-- The mirror: one row a record.
CREATE TABLE record (
    location_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT {binary} NOT NULL,
    contact_id TEXT,
    doc TEXT NOT NULL,
    updated_at BIGINT,
    seen_at BIGINT NOT NULL,
    whole_updated_at BIGINT,
    whole_seen_at BIGINT,
    alive_at BIGINT NOT NULL,
    deleted_at BIGINT,
    refreshed_at BIGINT NOT NULL,
    sort_at BIGINT NOT NULL,
    PRIMARY KEY (location_id, kind, id)
);
CREATE INDEX record_of_contact ON record (location_id, contact_id, kind, sort_at)
    WHERE kind IN ('task', 'note', 'appointment');

-- Contacts as lists show, sort and find them. Deleted ones are not here.
CREATE TABLE contact (
    location_id TEXT NOT NULL,
    id TEXT {binary} NOT NULL,
-- only sqlite
    row_no INTEGER PRIMARY KEY,
-- both
    name TEXT NOT NULL,
    name_key TEXT {binary} NOT NULL,
    email TEXT,
    phone TEXT,
    company TEXT,
    owner TEXT,
    tags TEXT NOT NULL,
    dnd BIGINT NOT NULL,
    date_added BIGINT NOT NULL,
    date_updated BIGINT NOT NULL,
    last_activity BIGINT NOT NULL,
    search_text TEXT NOT NULL,
-- only sqlite
    UNIQUE (location_id, id)
-- only postgres
    PRIMARY KEY (location_id, id)
-- both
);
CREATE INDEX contact_by_name ON contact (location_id, name_key, id);
CREATE INDEX contact_by_added ON contact (location_id, date_added, id);
CREATE INDEX contact_by_updated ON contact (location_id, date_updated, id);
CREATE INDEX contact_by_activity ON contact (location_id, last_activity, id);

CREATE TABLE contact_tag (
    location_id TEXT NOT NULL,
    tag TEXT NOT NULL,
    contact_id TEXT {binary} NOT NULL,
    PRIMARY KEY (location_id, tag, contact_id)
);
CREATE INDEX contact_tag_of_contact ON contact_tag (location_id, contact_id);

-- only postgres
CREATE INDEX contact_by_text ON contact USING gin (search_text gin_trgm_ops);
-- only sqlite
CREATE VIRTUAL TABLE contact_text USING fts5 (
    search_text, content = 'contact', content_rowid = 'row_no', tokenize = 'trigram', columnsize = 0
);
CREATE TRIGGER contact_text_added AFTER INSERT ON contact BEGIN
    INSERT INTO contact_text (rowid, search_text) VALUES (new.row_no, new.search_text);
END;
CREATE TRIGGER contact_text_gone AFTER DELETE ON contact BEGIN
    INSERT INTO contact_text (contact_text, rowid, search_text) VALUES ('delete', old.row_no, old.search_text);
END;
CREATE TRIGGER contact_text_moved AFTER UPDATE ON contact WHEN old.search_text <> new.search_text BEGIN
    INSERT INTO contact_text (contact_text, rowid, search_text) VALUES ('delete', old.row_no, old.search_text);
    INSERT INTO contact_text (rowid, search_text) VALUES (new.row_no, new.search_text);
END;
-- both

-- The change log, and the last number given out in each location.
CREATE TABLE change_seq (
    location_id TEXT NOT NULL PRIMARY KEY,
    last_seq BIGINT NOT NULL
);
CREATE TABLE change (
    location_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL,
    record_id TEXT NOT NULL,
    contact_id TEXT,
    action TEXT NOT NULL,
    fields TEXT NOT NULL,
    cause_kind TEXT NOT NULL,
    cause TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (location_id, seq)
);
CREATE INDEX change_of_contact ON change (location_id, contact_id, seq);

-- The write ledger.
CREATE TABLE write_ledger (
    location_id TEXT NOT NULL,
    id TEXT {binary} NOT NULL,
    contact_id TEXT,
    kind TEXT NOT NULL,
    record_id TEXT,
    operation TEXT NOT NULL,
    intent TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    sent_at BIGINT,
    settled_at BIGINT,
    status BIGINT,
    reason TEXT,
    dismissed_at BIGINT,
    PRIMARY KEY (location_id, id)
);
CREATE INDEX write_of_contact ON write_ledger (location_id, contact_id, id);
CREATE INDEX write_open ON write_ledger (next_at) WHERE state IN ('intended', 'sent', 'unknown');

-- The queue. `ready_at` is when a waiting job is due, or when a leased one may be taken by another worker.
CREATE TABLE job (
    location_id TEXT NOT NULL,
    id TEXT {binary} NOT NULL,
    work TEXT NOT NULL,
    kind TEXT NOT NULL,
    lane BIGINT NOT NULL,
    state TEXT NOT NULL,
    ready_at BIGINT NOT NULL,
    worker TEXT,
    epoch BIGINT NOT NULL,
    again BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    trace TEXT,
    reason TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (location_id, id),
    UNIQUE (location_id, work)
);
CREATE INDEX job_ready ON job (lane, ready_at) WHERE state = 'open';

CREATE TABLE progress (
    location_id TEXT NOT NULL,
    stage TEXT NOT NULL,
    state TEXT NOT NULL,
    cursor TEXT,
    done BIGINT NOT NULL,
    total BIGINT,
    reason TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (location_id, stage)
);

CREATE TABLE connection (
    location_id TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    base_url TEXT NOT NULL,
    company_id TEXT,
    client_id TEXT,
    scopes TEXT NOT NULL,
    expires_at BIGINT,
    token_version BIGINT NOT NULL,
    access_token {bytes} NOT NULL,
    refresh_token {bytes},
    client_secret {bytes},
    created_at BIGINT NOT NULL,
    PRIMARY KEY (location_id, id)
);

CREATE TABLE budget (
    location_id TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    bucket TEXT NOT NULL,
    PRIMARY KEY (location_id, connection_id)
);

-- Every call that went out.
CREATE TABLE call (
    location_id TEXT NOT NULL,
    id TEXT {binary} NOT NULL,
    connection_id TEXT NOT NULL,
    operation TEXT NOT NULL,
    lane TEXT NOT NULL,
    cause_kind TEXT NOT NULL,
    cause TEXT NOT NULL,
    outcome TEXT NOT NULL,
    status BIGINT,
    took_ms BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (location_id, id)
);
CREATE INDEX call_by_time ON call (location_id, at);

-- People are the same in every location; what each may do is not.
CREATE TABLE person (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT UNIQUE,
    created_at BIGINT NOT NULL
);
CREATE TABLE member (
    location_id TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id),
    role TEXT NOT NULL,
    user_id TEXT,
    PRIMARY KEY (location_id, person_id)
);
CREATE INDEX member_of_person ON member (person_id);

-- Secrets of browsers are kept as hashes only.
CREATE TABLE session (
    id TEXT NOT NULL PRIMARY KEY,
    secret_hash TEXT NOT NULL UNIQUE,
    person_id TEXT NOT NULL REFERENCES person (id),
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE TABLE sign_in_link (
    secret_hash TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

-- Settings: of a location, or of the whole (an empty location).
CREATE TABLE setting (
    location_id TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (location_id, name)
);
