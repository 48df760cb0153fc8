-- +goose Up

-- What shoppers said of themselves, for later sessions: told is a JSON list of
-- preferences. agreed is 1 once she agreed to that; 0: she was asked, no more
-- than that, and nothing is kept.
CREATE TABLE memories (
    customer TEXT PRIMARY KEY,
    agreed   INTEGER NOT NULL,
    told     TEXT NOT NULL,
    at       BIGINT NOT NULL
);
