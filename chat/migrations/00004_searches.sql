-- +goose Up

-- Who searched outside of conversations (empty: nobody known) for what.
ALTER TABLE searches ADD COLUMN customer TEXT NOT NULL DEFAULT '';
ALTER TABLE searches ADD COLUMN query TEXT NOT NULL DEFAULT '';
ALTER TABLE searches ADD COLUMN filters TEXT NOT NULL DEFAULT '';
CREATE INDEX searches_at ON searches (at);
