-- Fields that both sides changed, until somebody chose.
CREATE TABLE conflict (
    location_id TEXT NOT NULL,
    id TEXT {binary} NOT NULL,
    write_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    record_id TEXT NOT NULL,
    contact_id TEXT,
    field TEXT NOT NULL,
    base TEXT NOT NULL,
    theirs TEXT NOT NULL,
    ours TEXT NOT NULL,
    stands TEXT NOT NULL,
    ours_by TEXT NOT NULL,
    ours_at BIGINT NOT NULL,
    theirs_by TEXT,
    theirs_at BIGINT NOT NULL,
    found_at BIGINT NOT NULL,
    ended_at BIGINT,
    choice TEXT,
    person_id TEXT,
    PRIMARY KEY (location_id, id),
    UNIQUE (location_id, write_id, field)
);
CREATE INDEX conflict_open ON conflict (location_id, id) WHERE ended_at IS NULL;
CREATE INDEX conflict_ended ON conflict (location_id, ended_at) WHERE ended_at IS NOT NULL;

-- One action on many contacts, and each part of it.
CREATE TABLE bulk (
    location_id TEXT NOT NULL,
    id TEXT {binary} NOT NULL,
    act TEXT NOT NULL,
    state TEXT NOT NULL,
    person_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    ended_at BIGINT,
    PRIMARY KEY (location_id, id)
);
CREATE TABLE bulk_item (
    location_id TEXT NOT NULL,
    bulk_id TEXT {binary} NOT NULL,
    place BIGINT NOT NULL,
    contact_id TEXT,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    intent TEXT,
    preview TEXT NOT NULL,
    state TEXT NOT NULL,
    write_id TEXT,
    reason TEXT,
    PRIMARY KEY (location_id, bulk_id, place)
);
CREATE INDEX bulk_item_by_state ON bulk_item (location_id, bulk_id, state, place);

-- Which run or action on many contacts made a change, so that all of its changes are found again.
ALTER TABLE change ADD COLUMN origin TEXT;
CREATE INDEX change_of_origin ON change (location_id, origin, seq) WHERE origin IS NOT NULL;
