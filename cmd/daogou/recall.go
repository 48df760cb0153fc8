package main

import (
	"context"

	"daogou/chat"
)

// weigh tells the index what each signal counts.
func (s *shop) weigh(ctx context.Context) error {
	weights, err := weightsOf(ctx, s.store)
	if err != nil {
		return err
	}
	s.index.SetWeights(weights)
	s.trained, err = s.store.Setting(ctx, settingTrained)
	return err
}

// recall tells the index what was searched for in the past, and has it learn
// from that. It reads much, so a server that starts does not wait for it.
func (s *shop) recall(ctx context.Context) error {
	log, err := chat.Searches(ctx, s.store)
	if err != nil || len(log) == 0 {
		return err
	}
	s.index.Recall(log)
	return s.train(ctx)
}

// recallTrained takes up what another process has trained since.
func (s *shop) recallTrained(ctx context.Context) error {
	trained, err := s.store.Setting(ctx, settingTrained)
	if err != nil || trained == s.trained {
		return err
	}
	if err := s.weigh(ctx); err != nil {
		return err
	}
	return s.recall(ctx)
}
