package main

import (
	"context"

	"daogou/chat"
)

// recall tells the index what was searched for in the past.
func (s *shop) recall(ctx context.Context) error {
	log, err := chat.Searches(ctx, s.store)
	if err == nil {
		s.index.Recall(log)
	}
	return err
}
