-- Calls by quarter of an hour and lane, so that a forecast need not count the calls themselves.
CREATE TABLE call_count (
    location_id TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    quarter BIGINT NOT NULL,
    lane TEXT NOT NULL,
    calls BIGINT NOT NULL,
    PRIMARY KEY (location_id, connection_id, quarter, lane)
);
INSERT INTO call_count (location_id, connection_id, quarter, lane, calls)
SELECT location_id, connection_id, at / 900000, lane, COUNT(*) FROM call WHERE outcome <> 'unreached'
GROUP BY location_id, connection_id, at / 900000, lane;

-- What comparing found, by hour and kind of record: records mended, records sampled, samples that differed.
CREATE TABLE checked (
    location_id TEXT NOT NULL,
    hour BIGINT NOT NULL,
    kind TEXT NOT NULL,
    repaired BIGINT NOT NULL,
    sampled BIGINT NOT NULL,
    differed BIGINT NOT NULL,
    PRIMARY KEY (location_id, hour, kind)
);

-- What told of a record last: the kind of cause. Nobody has noted it of the records that are there.
ALTER TABLE record ADD COLUMN refreshed_by TEXT NOT NULL DEFAULT 'backfill';
