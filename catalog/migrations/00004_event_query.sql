-- +goose Up
-- What the shopper had searched for, in events of a shop's own search.
ALTER TABLE events ADD COLUMN query TEXT NOT NULL DEFAULT '';
CREATE INDEX events_of_searches ON events (seq) WHERE search <> '' OR turn > 0 OR query <> '';
