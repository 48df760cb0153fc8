-- +goose Up
-- What can be computed again, kept because that is slow: embeddings, by the
-- hash of what they are of.
CREATE TABLE cache (
    key  TEXT PRIMARY KEY,
    data BLOB NOT NULL
);

-- +goose Down
DROP TABLE cache;
