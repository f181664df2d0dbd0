-- Automations, their versions, and whether ten failures in a row have stopped one.
CREATE TABLE automation (
    location_id TEXT NOT NULL,
    id TEXT {binary} NOT NULL,
    name TEXT NOT NULL,
    standing TEXT NOT NULL,
    reason TEXT,
    since_seq BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    failure TEXT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (location_id, id)
);
CREATE TABLE automation_version (
    location_id TEXT NOT NULL,
    automation_id TEXT {binary} NOT NULL,
    number BIGINT NOT NULL,
    state TEXT NOT NULL,
    definition TEXT NOT NULL,
    person_id TEXT,
    at BIGINT NOT NULL,
    tested BIGINT NOT NULL,
    PRIMARY KEY (location_id, automation_id, number)
);

-- How far the triggers of a location have read its change log.
CREATE TABLE trigger_cursor (
    location_id TEXT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL
);
-- What would have started a run and was held back, with the reason.
CREATE TABLE trigger_refusal (
    location_id TEXT NOT NULL,
    automation_id TEXT {binary} NOT NULL,
    opened_by TEXT NOT NULL,
    contact_id TEXT,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (location_id, automation_id, opened_by)
);
-- Triggers that come by the clock: when each fires next, for which record.
CREATE TABLE trigger_timer (
    location_id TEXT NOT NULL,
    automation_id TEXT {binary} NOT NULL,
    record_id TEXT NOT NULL,
    contact_id TEXT,
    due_at BIGINT NOT NULL,
    PRIMARY KEY (location_id, automation_id, record_id)
);
CREATE INDEX trigger_timer_due ON trigger_timer (due_at);

-- Runs. `opened_by` is what started one: each leads to one run of an automation. `holds_up` says whether the next
-- run of the same contact waits for this one; `awaits` what ends its wait before `wake_at`.
CREATE TABLE run (
    location_id TEXT NOT NULL,
    id TEXT {binary} NOT NULL,
    automation_id TEXT {binary} NOT NULL,
    version BIGINT NOT NULL,
    opened_by TEXT NOT NULL,
    contact_id TEXT,
    state TEXT NOT NULL,
    holds_up BIGINT NOT NULL,
    wake_at BIGINT,
    awaits TEXT,
    class TEXT,
    reason TEXT,
    doc TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    moved_at BIGINT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (location_id, id),
    UNIQUE (location_id, automation_id, opened_by)
);
CREATE INDEX run_of_automation ON run (location_id, automation_id, id);
CREATE INDEX run_of_contact ON run (location_id, contact_id, id);
CREATE INDEX run_in_line ON run (location_id, automation_id, contact_id, id) WHERE holds_up = 1;
CREATE INDEX run_to_wake ON run (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX run_awaiting ON run (location_id, contact_id) WHERE awaits IS NOT NULL;
CREATE INDEX run_open ON run (moved_at) WHERE ended_at IS NULL;
CREATE TABLE run_step (
    location_id TEXT NOT NULL,
    run_id TEXT {binary} NOT NULL,
    place BIGINT NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (location_id, run_id, place)
);

-- Which write of the ledger a run's step is, by its key, and what HighLevel answered: so that a step is made once.
CREATE TABLE effect (
    location_id TEXT NOT NULL,
    id TEXT {binary} NOT NULL,
    run_id TEXT {binary} NOT NULL,
    write_id TEXT {binary} NOT NULL,
    answer TEXT,
    PRIMARY KEY (location_id, id)
);
CREATE INDEX effect_of_write ON effect (location_id, write_id);
