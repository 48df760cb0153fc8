-- +goose Up

-- How many starts of the server have found the turn open.
ALTER TABLE turns ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
