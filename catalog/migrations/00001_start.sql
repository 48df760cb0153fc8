-- +goose Up

-- The last change number given out, shared by products, policies and events.
CREATE TABLE change_counter (
    id    INTEGER PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO change_counter (id, value) VALUES (1, 0);

-- data is the product in its own language, other its texts in further ones, by
-- locale. A removed product stays, so that followers hear of it.
CREATE TABLE products (
    id      TEXT PRIMARY KEY,
    seq     BIGINT NOT NULL,
    removed INTEGER NOT NULL DEFAULT 0,
    data    TEXT NOT NULL,
    other   TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX products_seq ON products (seq);

CREATE TABLE policies (
    name    TEXT PRIMARY KEY,
    seq     BIGINT NOT NULL,
    removed INTEGER NOT NULL DEFAULT 0,
    locale  TEXT NOT NULL,
    title   TEXT NOT NULL,
    body    TEXT NOT NULL
);
CREATE UNIQUE INDEX policies_seq ON policies (seq);

-- Times are microseconds since 1970, UTC.
CREATE TABLE events (
    id         TEXT PRIMARY KEY,
    seq        BIGINT NOT NULL,
    kind       TEXT NOT NULL,
    customer   TEXT NOT NULL,
    session    TEXT NOT NULL,
    product_id TEXT NOT NULL,
    quantity   INTEGER NOT NULL,
    options    TEXT NOT NULL,
    turn       INTEGER NOT NULL,
    search     TEXT NOT NULL,
    position   INTEGER NOT NULL,
    at         BIGINT NOT NULL
);
CREATE UNIQUE INDEX events_seq ON events (seq);

CREATE TABLE customers (
    id TEXT PRIMARY KEY
);

-- folded is the id in lower case: shoppers type it as they like.
CREATE TABLE orders (
    folded   TEXT PRIMARY KEY,
    customer TEXT NOT NULL REFERENCES customers (id),
    placed   BIGINT NOT NULL,
    data     TEXT NOT NULL
);
CREATE INDEX orders_customer ON orders (customer, placed);

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- A blob is written part by part under a version nobody reads yet, then the
-- version is switched: no transaction gets long.
CREATE TABLE blobs (
    name    TEXT PRIMARY KEY,
    version TEXT NOT NULL
);
CREATE TABLE blob_parts (
    name    TEXT NOT NULL,
    version TEXT NOT NULL,
    part    INTEGER NOT NULL,
    data    BLOB NOT NULL,
    PRIMARY KEY (name, version, part)
);

CREATE TABLE api_keys (
    hash TEXT PRIMARY KEY,
    name TEXT NOT NULL
);
