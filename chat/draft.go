package chat

import "context"

// Draft suggests for what stands in the input box. Nothing is stored.
func (s *Session) Draft(ctx context.Context, text string) (SuggestFrame, error) {
	f := SuggestFrame{Type: "suggest", Text: text, Search: newID(), Completions: []string{}, Items: []Card{}}
	if s.engine.Suggest == nil {
		return f, nil
	}
	st := s.snapshot()
	completions, hits, err := s.engine.Suggest.Suggest(ctx, text, st.Locale, suggestItems)
	if err != nil {
		return f, err
	}
	f.Completions = append(f.Completions, completions...)
	for _, h := range hits[:min(len(hits), suggestItems)] {
		f.Items = append(f.Items, s.engine.card(h, st.Locale))
	}
	s.rememberDraft(f)
	s.foresee(text, st)
	return f, nil
}

const (
	suggestItems   = 5
	draftsInMemory = 16
)

// rememberDraft keeps what a suggestion showed, for the position of a click.
func (s *Session) rememberDraft(f SuggestFrame) {
	ids := make([]string, len(f.Items))
	for i, c := range f.Items {
		ids[i] = c.ID
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.drafted) >= draftsInMemory {
		clear(s.drafted)
	}
	s.drafted[f.Search] = ids
}
