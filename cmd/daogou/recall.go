package main

import (
	"context"

	"daogou/chat"
)

// recall tells the index what was searched for in the past, and what each signal
// counts.
func (s *shop) recall(ctx context.Context) error {
	log, err := chat.Searches(ctx, s.store)
	if err != nil {
		return err
	}
	weights, err := weightsOf(ctx, s.store)
	if err != nil {
		return err
	}
	s.index.Recall(log)
	s.index.SetWeights(weights)
	s.trained, err = s.store.Setting(ctx, settingTrained)
	return err
}

// recallTrained takes up what another process has trained since.
func (s *shop) recallTrained(ctx context.Context) error {
	trained, err := s.store.Setting(ctx, settingTrained)
	if err != nil || trained == s.trained {
		return err
	}
	if err := s.recall(ctx); err != nil {
		return err
	}
	return s.train(ctx)
}
