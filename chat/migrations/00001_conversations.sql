-- +goose Up

-- Times are microseconds since 1970, UTC. token is a SHA-256; state is JSON.
CREATE TABLE sessions (
    id       TEXT PRIMARY KEY,
    token    BLOB NOT NULL,
    customer TEXT NOT NULL,
    created  BIGINT NOT NULL,
    active   BIGINT NOT NULL,
    state    TEXT NOT NULL
);

-- The log: what was sent, byte for byte. A finished turn's deltas are one row
-- of type 'deltas', at the seq of the last of them.
CREATE TABLE frames (
    session TEXT NOT NULL,
    seq     BIGINT NOT NULL,
    turn    INTEGER NOT NULL,
    type    TEXT NOT NULL,
    data    TEXT NOT NULL,
    PRIMARY KEY (session, seq)
);

-- said is the message, asks what the turn answers: in a burst, all of it.
-- reading is how it was understood, with source and confidence; it and plan are
-- empty until the turn is planned. closed is 0 until its done frame.
CREATE TABLE turns (
    session  TEXT NOT NULL,
    turn     INTEGER NOT NULL,
    said     TEXT NOT NULL,
    asks     TEXT NOT NULL,
    images   INTEGER NOT NULL,
    received BIGINT NOT NULL,
    reading  TEXT NOT NULL DEFAULT '',
    plan     TEXT NOT NULL DEFAULT '',
    closed   INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (session, turn)
);
CREATE INDEX turns_open ON turns (session, turn) WHERE closed = 0;

-- Which ack a client's message or event has got.
CREATE TABLE receipts (
    session TEXT NOT NULL,
    kind    TEXT NOT NULL,
    id      TEXT NOT NULL,
    seq     BIGINT NOT NULL,
    PRIMARY KEY (session, kind, id)
);

CREATE TABLE feedback (
    session    TEXT NOT NULL,
    turn       INTEGER NOT NULL,
    product_id TEXT NOT NULL,
    rating     TEXT NOT NULL,
    comment    TEXT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (session, turn, product_id)
);

-- state is queued, agent or closed; packet is what the person gets to read.
CREATE TABLE handoffs (
    session TEXT NOT NULL,
    at      BIGINT NOT NULL,
    state   TEXT NOT NULL,
    packet  TEXT NOT NULL,
    PRIMARY KEY (session, at)
);
CREATE INDEX handoffs_queue ON handoffs (state, at);

-- Searches outside of conversations: what was shown where.
CREATE TABLE searches (
    id  TEXT PRIMARY KEY,
    at  BIGINT NOT NULL,
    ids TEXT NOT NULL
);
