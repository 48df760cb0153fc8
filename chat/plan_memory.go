package chat

import (
	"context"
	"database/sql"
	"slices"

	"daogou/catalog"
)

// AskedMemory is State.Asked after the assistant asked whether it may remember
// what the shopper said of herself. "Yes" to it is Chitchat with topic yes.
const AskedMemory = "memory"

// TopicMemory is the topic of a question about what is remembered ("what do you
// know about me?") and, with Reading.Forget, of a wish to have it forgotten.
const TopicMemory = "memory"

// Recall is what a turn has to say of the shopper's own preferences.
type Recall struct {
	Held  []catalog.Filter `json:"held,omitempty"`  // kept to without her saying so now; among Plan.Filters
	Unmet []catalog.Filter `json:"unmet,omitempty"` // the goods state the field, and none fits
	Known []catalog.Filter `json:"known,omitempty"` // all that is known, where she asked for it
	Noted []catalog.Filter `json:"noted,omitempty"` // said in this turn
	Done  string           `json:"done,omitempty"`  // ask (may it be kept?), kept, refused, forgotten; empty: nothing was
	Kept  bool             `json:"kept,omitempty"`  // known in later sessions, too
}

// own is what is known of the shopper: from earlier sessions and from this one.
func (p *planner) own() []Preference {
	return learn(p.memory.Told, p.state.Told, p.now())
}

// search finds by what was said, and then by what is known of the shopper too.
func (p *planner) search(ctx context.Context) (catalog.Result, error) {
	p.recall.Held, p.recall.Unmet = nil, nil
	said, err := p.find(ctx, p.state.Filters, p.state.Strict)
	if err != nil {
		return said, err
	}
	found, _, err := p.keepTo(p.state.apply(p.own(), p.state.Filters), said, holding(p.state.Filters, said.Relaxed),
		func(filters []catalog.Filter) (catalog.Result, error) { return p.find(ctx, filters, true) })
	found.Relaxed = said.Relaxed
	return found, err
}

// softLeast is how many products must be left for what is only usually so.
const softLeast = 3

// keepTo narrows what was found under some filters to what is known of the
// shopper, as far as that says something of such goods and leaves some of them.
// It gives the filters that hold then.
func (p *planner) keepTo(known []Preference, said catalog.Result, holds []catalog.Filter,
	find func([]catalog.Filter) (catalog.Result, error)) (catalog.Result, []catalog.Filter, error) {
	for _, pref := range known {
		states, fits := pref.suits(said)
		if !states {
			continue
		}
		least, narrowed := 1, catalog.Result{}
		if pref.Soft {
			least = softLeast
		}
		with := append(slices.Clone(holds), pref.Filter)
		if fits {
			var err error
			if narrowed, err = find(with); err != nil {
				return said, holds, err
			}
		}
		switch {
		case max(len(narrowed.Hits), narrowed.Total) >= least && len(narrowed.Hits) > 0:
			said, holds = narrowed, with
			p.recall.Held = mergeFilters(p.recall.Held, []catalog.Filter{pref.Filter})
		case !pref.Soft:
			p.recall.Unmet = mergeFilters(p.recall.Unmet, []catalog.Filter{pref.Filter})
		}
	}
	return said, holds, nil
}

// keepNeedTo is keepTo for one of several needs; the budget that they share
// takes the place of the usual one.
func (p *planner) keepNeedTo(ctx context.Context, n Need, hits []catalog.Hit, holds []catalog.Filter, cheapest bool, unwanted []string) ([]catalog.Hit, []catalog.Filter, error) {
	known := slices.DeleteFunc(p.state.apply(p.own(), slices.Concat(p.state.Filters, n.Filters)), func(pref Preference) bool { return pref.Soft })
	found, holds, err := p.keepTo(known, catalog.Result{Hits: hits}, holds, func(filters []catalog.Filter) (catalog.Result, error) {
		hits, err := p.fitting(ctx, n, filters, cheapest, unwanted)
		return catalog.Result{Hits: hits}, err
	})
	return found.Hits, holds, err
}

// toldAside takes in what the shopper says of herself, keeps it where she has
// agreed, and asks once where she has not been asked.
func (p *planner) toldAside() {
	r, st := &p.r, &p.state
	p.keep.told = r.Self
	st.Told, p.memory.Told = unlearn(st.Told, r.Forget), unlearn(p.memory.Told, r.Forget)
	if st.Customer == "" || !p.memory.Agreed && !r.Keep {
		st.Told = learn(st.Told, r.Self, p.now())
	} else if len(r.Self) > 0 {
		p.recall.Done = "kept"
	}
	p.recall.Noted = preferred(r.Self)
	if r.Keep && st.Customer != "" && len(st.Told)+len(r.Self) > 0 {
		p.agree()
	}
	if p.before.Asked == AskedMemory && r.Act == Chitchat {
		p.answered(r.Topic)
	}
	if len(r.Forget) > 0 {
		p.keep.forget, p.recall.Done = r.Forget, "forgotten"
	}
}

func (p *planner) answered(topic string) {
	switch topic {
	case "yes":
		p.agree()
	case "no":
		p.recall.Done = "refused"
	}
}

// agree keeps from now on what is known of the shopper.
func (p *planner) agree() {
	p.keep.agrees, p.recall.Done = true, "kept"
	p.keep.told = append(slices.Clone(p.state.Told), p.r.Self...)
	p.state.Told = nil
}

// recalled puts into the plan what is to be said of the shopper's preferences.
func (p *planner) recalled() {
	r := &p.recall
	if r.Done == "" && len(r.Held)+len(r.Unmet)+len(r.Known)+len(r.Noted) == 0 && p.r.Topic != TopicMemory {
		return
	}
	r.Kept = p.state.Customer != "" && (p.memory.Agreed || p.keep.agrees)
	p.plan.Recall = r
}

// askMemory asks whether what is known of the shopper may be kept: once in her
// life, and not while something else must be answered.
func (p *planner) askMemory() {
	mayAsk := p.state.Customer != "" && !p.memory.Asked && !p.state.MemoryAsked && len(p.state.Told) > 0
	if !mayAsk || p.recall.Done != "" || p.plan.Outcome == Missing || p.plan.Outcome == Failed || p.plan.Offer || p.state.Handoff != "" {
		return
	}
	p.plan.Ask = nil
	p.recall.Done, p.keep.asked = "ask", true
	p.state.Asked, p.state.MemoryAsked = AskedMemory, true
}

// rule quotes the shop's rules. A question about what is remembered of the
// shopper is answered by that, and the rules on it where there are some.
func (p *planner) rule(ctx context.Context) error {
	switch {
	case p.r.Topic != TopicMemory:
		return p.policy(ctx)
	case len(p.r.Forget) > 0: // done already
		return nil
	}
	p.recall.Known = preferred(p.own())
	if p.before.Asked == AskedMemory { // she looks before she answers
		p.state.Asked = AskedMemory
	}
	if err := p.policy(ctx); err != nil {
		return err
	}
	p.plan.Outcome = Found
	return nil
}

// saveMemory is the write of what a turn remembers, asks or forgets; nil where
// it does nothing of the kind.
func (d *decision) saveMemory() write {
	c := d.keep
	if c.customer = d.state.Customer; c.customer == "" || !c.asked && !c.agrees && len(c.told)+len(c.forget) == 0 {
		return nil
	}
	return func(_ context.Context, tx *sql.Tx, _ []Frame) error { return c.write(tx) }
}

// usual gives the values of a field that the shopper has said to be hers: they
// are not asked for again.
func (p *planner) usual(field string) []string {
	var values []string
	for _, pref := range p.state.apply(p.own(), p.state.Filters) {
		if pref.Filter.Field == field && positive(pref.Filter) {
			values = append(values, pref.Filter.Values...)
		}
	}
	return values
}
