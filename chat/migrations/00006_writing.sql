-- +goose Up

-- Who wrote the answer: engine as done says it, prompt the version of the words
-- that asked the model for it (empty: no model was asked), refused how many of
-- its sentences were stopped, replaced how many built-in ones stand in for them.
ALTER TABLE turns ADD COLUMN engine TEXT NOT NULL DEFAULT '';
ALTER TABLE turns ADD COLUMN prompt TEXT NOT NULL DEFAULT '';
ALTER TABLE turns ADD COLUMN refused INTEGER NOT NULL DEFAULT 0;
ALTER TABLE turns ADD COLUMN replaced INTEGER NOT NULL DEFAULT 0;
