-- +goose Up

-- second is how the other reader understood the turn, where two were asked;
-- empty: one was. learn is 1 where the shopper agreed that it may be learnt from.
ALTER TABLE turns ADD COLUMN second TEXT NOT NULL DEFAULT '';
ALTER TABLE turns ADD COLUMN learn INTEGER NOT NULL DEFAULT 0;
