package chat

import (
	"cmp"
	"context"
	"slices"
	"unicode"

	"daogou/catalog"
)

// decision is what a turn is going to do and say. Nothing is done yet: show
// commits it.
type decision struct {
	reading Reading
	state   State // after the turn
	intent  Intent
	plan    Plan
	cards   []catalog.Hit     // go out as cards
	needs   map[string]string // the need a card answers, by product
	lines   []CartLine        // what plan.Change is done with
	dismiss []string          // products that the shopper turns away
	queue   bool              // the shopper joins the queue for a person
	keep    remembering       // what of the shopper's own preferences is kept or forgotten
}

// planner turns a reading into a decision.
type planner struct {
	*Engine
	r        Reading
	before   State  // as the turn found it
	memory   Memory // of the shopper, from before this session
	recall   Recall
	given    map[string]map[string]string // options of the products of an order, by product
	kept     map[string]string            // options of the line that another takes the place of
	draft    *foresight                   // what was searched for the draft; nil: none was
	drafting bool                         // nothing is asked yet
	session  string
	decision
}

// think understands a turn and plans it. It always gives a decision: what goes
// wrong on the way becomes a plan that says so.
func (e *Engine) think(t *turn, st State) decision {
	t.memory = e.remembers(t.ctx, st.Customer)
	ctx, cancel := e.stage(t, planBy)
	defer cancel()
	early := &ahead{plan: func(ctx context.Context, r Reading) (decision, error) {
		p := newPlanner(e, t, r, st.copy())
		err := p.act(ctx)
		return p.decision, err
	}}
	r := e.understand(t, st, func(guess Reading) { early.on(ctx, e, guess) })
	t.reading, t.timing.Understand = r, t.since(e.now())
	d, err := early.of(ctx, e, r)
	if err != nil && t.ctx.Err() == nil {
		e.Log.Error("a turn can't be planned", "turn", t.number, "act", r.Act, "err", err)
		p := newPlanner(e, t, r, st.copy())
		p.fail()
		d = p.decision
	}
	t.timing.Retrieve = t.since(e.now())
	return d
}

// The share of a turn's time by which each stage must end. A stage that is
// quick leaves its time to the next; what is left at the end is for the log.
const (
	understandBy = 0.4
	planBy       = 0.6
	voiceBy      = 0.9
	plainBy      = 0.97
)

// understand reads what was said; without a reader's help the words are looked
// for as they stand.
func (e *Engine) understand(t *turn, st State, guess func(Reading)) Reading {
	ctx, cancel := e.stage(t, understandBy)
	defer cancel()
	u := Utterance{Text: t.asks, Locale: st.Locale, Images: t.images, Guess: guess}
	r, err := guard(ctx, &e.stages, func(ctx context.Context) (Reading, error) {
		own := st.copy()
		return e.Reader.Understand(ctx, u, &own)
	})
	if err != nil {
		if t.ctx.Err() == nil {
			e.Log.Error("a turn can't be understood", "turn", t.number, "err", err)
		}
		r = Reading{Act: Search, Query: t.asks, NewSubject: true, Locale: scriptOf(t.asks, st.Locale), Reason: "no reading"}
	}
	r.Reason = cmp.Or(r.Reason, "only")
	if r.Source == "" {
		r.Source = "builtin"
	}
	return r
}

// scriptOf is the language of a text by its letters alone.
func scriptOf(text, otherwise string) string {
	for _, c := range text {
		switch {
		case unicode.Is(unicode.Han, c):
			return "zh"
		case unicode.IsLetter(c):
			otherwise = "en"
		}
	}
	return otherwise
}

func newPlanner(e *Engine, t *turn, r Reading, st State) *planner {
	p := &planner{Engine: e, session: t.session, before: st.copy(), memory: t.memory, draft: t.draft}
	p.keep.now = e.now()
	r.Filters = proper(r.Filters)
	p.r = st.answer(t.asks, r)
	if st.leaves(p.r, e.Shelf) {
		p.r = st.anew(p.r)
	}
	p.reading, p.state = p.r, st
	p.intent = p.state.Apply(p.r)
	p.state.Asked, p.state.Pending = "", nil
	p.r.Act = p.intent.Act
	p.plan = Plan{Turn: t.number, Act: p.r.Act, Locale: p.state.Locale, Said: t.asks, Query: p.intent.Query,
		Filters: p.intent.Filters, Sort: p.intent.Sort, Aspects: p.r.Aspects, Topic: p.r.Topic,
		Outcome: Found, SignedIn: p.state.Customer != "", Images: t.images}
	return p
}

// act plans by the act, then remembers what the plan means for later turns.
func (p *planner) act(ctx context.Context) error {
	var err error
	p.toldAside()
	p.turnAway()
	switch p.r.Act {
	case Search, Refine, Recommend:
		err = p.subject(ctx)
	case Compare:
		err = p.compare(ctx)
	case Detail:
		if p.r.Topic == "why" {
			err = p.why(ctx)
			break
		}
		err = p.detail(ctx)
	case CartAct:
		err = p.cart(ctx)
	case OrderAct:
		err = p.order(ctx)
	case PolicyAct:
		err = p.rule(ctx)
	case Handoff:
		p.handoff()
	case OutOfScope:
		err = p.decline(ctx)
	}
	if err == nil {
		err = p.aside(ctx)
	}
	if err != nil {
		return err
	}
	p.personal()
	p.remember()
	return nil
}

// fail makes the plan one that says that something broke.
func (p *planner) fail() {
	p.plan.Outcome = Failed
	p.remember()
}

func (p *planner) remember() {
	p.plan.IDs = hitIDs(p.plan.Products)
	p.state.count(&p.plan)
	if p.state.Failures >= 2 && p.state.Handoff == "" {
		p.plan.Offer, p.state.Asked = true, AskedPerson
	}
	if p.plan.Ask != nil {
		p.state.Asked = p.plan.Ask.Field
	}
	p.askMemory()
	p.recalled()
	p.intent.Refers = slices.Clip(p.intent.Refers)
}

// showUnknown sends cards of the products spoken of when the shopper does not
// have all of them before her, so that no price is spoken without its card.
func (p *planner) showUnknown() {
	for _, h := range p.plan.Products {
		if !p.state.knows(h.Product.ID) {
			p.cards = p.plan.Products
			return
		}
	}
}
