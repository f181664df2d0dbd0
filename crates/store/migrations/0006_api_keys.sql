-- Keys that programs come with. Of the secret there is a hash and its last letters, for people to tell keys apart.
CREATE TABLE api_key (
    location_id TEXT NOT NULL,
    id TEXT {binary} NOT NULL,
    name TEXT NOT NULL,
    secret_hash TEXT NOT NULL UNIQUE,
    ending TEXT NOT NULL,
    scopes TEXT NOT NULL,
    made_by TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    used_at BIGINT,
    revoked_at BIGINT,
    revoked_by TEXT,
    PRIMARY KEY (location_id, id)
);
