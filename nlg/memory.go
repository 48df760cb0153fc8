package nlg

import (
	"slices"

	"daogou/catalog"
	"daogou/chat"
)

// memory discloses what the answer owes to what the shopper said of herself
// before, and what became of what she just said: whoever writes the answer, it
// is said.
func (s *script) memory() {
	r := s.plan.Recall
	if r == nil {
		return
	}
	if held := s.what(r.Held, ""); held != "" {
		s.say("memory", "memory.held", slots{"what": held})
	}
	if unmet := s.what(r.Unmet, ""); unmet != "" {
		s.say("memory", "memory.unmet", slots{"what": unmet})
	}
	if s.plan.Act == chat.Chitchat {
		return // the answer is about it already
	}
	switch r.Done {
	case "kept":
		s.say("memory", "memory.kept", slots{"what": s.what(r.Noted, "")})
	case "forgotten":
		if s.plan.Act != chat.PolicyAct {
			s.say("memory", "memory.forgotten", nil)
		}
	}
	s.askMemory()
}

// askMemory asks whether it may be kept; it is the end of the answer.
func (s *script) askMemory() {
	if r := s.plan.Recall; r != nil && r.Done == "ask" {
		s.para("memory", "memory.ask", slots{"what": s.what(r.Noted, "")})
	}
}

// noted answers what was said of oneself when nothing is looked for, and the
// reply to the question whether it may be kept.
func (s *script) noted() bool {
	r := s.plan.Recall
	if r == nil {
		return false
	}
	switch {
	case r.Done == "refused":
		s.say("opening", "memory.refused", nil)
	case r.Done == "kept":
		s.say("opening", "memory.kept", slots{"what": s.what(r.Noted, "")})
	case len(r.Noted) > 0:
		s.say("opening", "memory.noted", slots{"what": s.what(r.Noted, "")})
	default:
		return false
	}
	if r.Done != "ask" {
		s.say("closing", "memory.next", nil)
	}
	s.askMemory()
	return true
}

// remembered tells all that is known of the shopper, or that it is forgotten,
// and what the shop's rules say of it.
func (s *script) remembered() {
	r := s.plan.Recall
	switch {
	case r != nil && r.Done == "forgotten":
		s.say("opening", "memory.forgotten", nil)
		return
	case r == nil || len(r.Known) == 0:
		s.say("opening", "memory.nothing", nil)
	default:
		key := "memory.session"
		if r.Kept {
			key = "memory.known"
		}
		if !s.say("opening", key, slots{"what": s.what(s.sayable(r.Known), "")}) {
			s.say("opening", "memory.nothing", nil)
		}
	}
	if len(s.plan.Passages) > 0 {
		s.quote()
	}
}

// sayable leaves out filters whose values should not be repeated.
func (s *script) sayable(filters []catalog.Filter) []catalog.Filter {
	return slices.DeleteFunc(slices.Clone(filters), func(f catalog.Filter) bool {
		return slices.ContainsFunc(f.Values, func(v string) bool { return !harmless(v) })
	})
}
