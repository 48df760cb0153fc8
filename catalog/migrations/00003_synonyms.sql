-- +goose Up
-- What means the same to shoppers. One of both directions has word < means.
-- state is proposed, approved, rejected, or removed: no longer in the file it
-- came from, kept so that followers hear of it. support counts the shoppers
-- whose searches speak for it.
CREATE TABLE synonyms (
    word    TEXT NOT NULL,
    means   TEXT NOT NULL,
    one_way INTEGER NOT NULL,
    state   TEXT NOT NULL,
    source  TEXT NOT NULL,
    support INTEGER NOT NULL DEFAULT 0,
    seq     BIGINT NOT NULL,
    PRIMARY KEY (word, means)
);
CREATE INDEX synonyms_seq ON synonyms (seq);

-- +goose Down
DROP TABLE synonyms;
