-- +goose Up
-- What is never recommended: a product's id, or a filter that products fit. One
-- that is taken back stays, so that followers hear of it.
CREATE TABLE exclusions (
    what    TEXT PRIMARY KEY,
    seq     BIGINT NOT NULL,
    removed INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX exclusions_seq ON exclusions (seq);

-- +goose Down
DROP TABLE exclusions;
