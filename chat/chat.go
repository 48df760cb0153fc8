// Package chat is the conversation: what a shopper means (Reading, Intent),
// what is remembered between turns (State), what will be said (Plan), the
// engine that plays a turn, and the sessions that own and log it.
//
// Frames are the truth of a session: each is committed to the log, then sent.
// Whoever watches a session (a tab, an agent, a resumed connection) is a reader
// of that log, so a hang-up ends a reader and never a turn.
package chat

import (
	"context"

	"daogou/catalog"
)

// Act is a dialogue act: what the shopper does with an utterance.
type Act string

const (
	Search     Act = "search"
	Refine     Act = "refine"
	Recommend  Act = "recommend"
	Compare    Act = "compare"
	Detail     Act = "detail"
	CartAct    Act = "cart"
	OrderAct   Act = "order"
	PolicyAct  Act = "policy"
	Chitchat   Act = "chitchat"
	OutOfScope Act = "out_of_scope"
	Handoff    Act = "handoff"
)

// Utterance is what the shopper just said.
type Utterance struct {
	Text   string
	Locale string // the session's language, a hint when the text does not tell
	Images int    // how many pictures came with it
	// Guess hears a first reading while a surer one is awaited, which may turn out
	// the same; nil: nobody does.
	Guess func(Reading)
}

// Reading is what one utterance says, resolved against the state (what "it" or
// "the second one" is, which price "cheaper" must beat) but not yet merged with
// the filters in force: that is State.Apply's.
type Reading struct {
	Act        Act
	Locale     string           // the language to answer in
	Query      string           // the subject's words, constraint words taken out
	Filters    []catalog.Filter // stated in this utterance
	Drop       []string         // fields whose filters are withdrawn ("forget the budget"); "*" is all
	Sort       catalog.Sort
	NewSubject bool         // starts on something else: filters in force fall
	Strict     bool         // nothing but what fits ("don't show me anything dearer"): no filter is dropped
	Limit      int          // how many products were asked for; 0: not said
	Refers     []string     // products meant, by ID
	Aspects    []string     // fields asked about ("how heavy is it": weight_kg); for detail and compare
	Cart       *CartChange  // for cart; nil: show the cart
	Order      string       // order ID named
	Topic      string       // for policy and chitchat: what about (greeting, thanks, bye, help, robot, coupon, …); for order: list (all of them) or last; for handoff: anger; for detail: why (it is shown)
	Exclude    []string     // products not wanted again ("others", "something else")
	Dismiss    []string     // products whose like is not wanted either ("less like this"); they are in Exclude, too
	Self       []Preference `json:",omitempty"` // what she says of herself, to hold from now on ("I'm vegan")
	Forget     []string     `json:",omitempty"` // fields of which what she said of herself is to be forgotten; "*" is all
	Keep       bool         `json:",omitempty"` // she asks for it to be remembered
	ForOther   bool         `json:",omitempty"` // for somebody else: what she said of herself does not count
	Needs      []Need       // when several things are wanted at once; in a refinement, those that change, by name
	Without    []string     // names of needs in force that are no longer wanted
	Aside      *Aside       `json:",omitempty"` // a rule of the shop that is asked for besides; never in a reading whose act is policy
	Propose    bool         // several things that go together are wanted, and which is left to the shop
	Confidence float64      // 0 to 1, calibrated
	Source     string       // "builtin" or "llm"
	Reason     string       // why that source: sure, unsure, late, down, …; for the turn's record
	Second     *Reading     `json:"-"` // how the other reader understood it, where two were asked; for the turn's record
}

// Aside is a question about the shop's rules that came with another request:
// Said is its part of the words, Query what the rules are searched for.
type Aside struct {
	Said  string
	Query string
}

// Need is one of several things wanted at once.
type Need struct {
	Name    string           `json:"name"`
	Query   string           `json:"query"`
	Filters []catalog.Filter `json:"filters"`

	Quantity int `json:"quantity,omitempty"` // pieces; 0: one
}

// NeedMet is what a plan offers for one of several needs: products of
// Plan.Products, the chosen one first, none where nothing fits or the budget
// does not reach. Kept: nothing fits what was asked of it anew, so it stays.
type NeedMet struct {
	Name     string   `json:"name"`
	IDs      []string `json:"ids,omitempty"`
	Quantity int      `json:"quantity,omitempty"` // pieces; 0: one
	Kept     bool     `json:"kept,omitempty"`
}

// CartChange is what the shopper wants done to the cart. Kind is add, remove,
// set (the quantity), vary (another colour or size in the line's place) or clear.
// The products are Reading.Refers. To remove no quantity is to remove all.
type CartChange struct {
	Kind     string            `json:"kind"`
	Quantity int               `json:"quantity,omitempty"`
	Options  map[string]string `json:"options,omitempty"` // {"size": "M"}
}

// Intent is a reading merged with the state: everything in force, as the
// intent frame tells it.
type Intent struct {
	Act     Act
	Locale  string
	Query   string
	Filters []catalog.Filter
	Sort    catalog.Sort
	Refers  []string
	Needs   []Need
	Source  string
}

// State is what a session remembers between turns.
type State struct {
	Locale   string           `json:"locale"`
	Shopper  string           `json:"shopper"`            // customer ID, or session ID
	Customer string           `json:"customer,omitempty"` // empty: anonymous
	Turn     int              `json:"turn"`
	Act      Act              `json:"act,omitempty"`     // of the last turn
	Subject  Act              `json:"subject,omitempty"` // search or recommend: what the filters below belong to
	Query    string           `json:"query,omitempty"`
	Filters  []catalog.Filter `json:"filters,omitempty"`
	Sort     catalog.Sort     `json:"sort,omitempty"`
	Relaxed  []catalog.Filter `json:"relaxed,omitempty"` // of Filters, what the last answer had to drop
	Strict   bool             `json:"strict,omitempty"`  // Reading.Strict, for this subject
	Shown    []string         `json:"shown,omitempty"`   // cards of the last products frame, in order
	Seen     []string         `json:"seen,omitempty"`    // every card of the session, the latest last
	Focus    []string         `json:"focus,omitempty"`   // what "it" and "them" are
	Aspects  []string         `json:"aspects,omitempty"` // fields last asked about
	Cart     Cart             `json:"cart"`
	Order    string           `json:"order,omitempty"`    // last spoken of
	Policy   string           `json:"policy,omitempty"`   // last quoted, by name
	Rule     string           `json:"rule,omitempty"`     // the question that it was quoted for
	Needs    []Need           `json:"needs,omitempty"`    // in force, when several things are wanted at once
	Kit      []NeedMet        `json:"kit,omitempty"`      // what was last offered for them
	Dismiss  []string         `json:"dismiss,omitempty"`  // products not wanted, nor their like, the latest last
	Asked    string           `json:"asked,omitempty"`    // the field the assistant asked for in its last turn, or AskedPerson
	Page     string           `json:"page,omitempty"`     // the product whose page the shopper is on
	Handoff  string           `json:"handoff,omitempty"`  // queued or agent; empty: with the assistant
	Failures int              `json:"failures,omitempty"` // turns in a row that helped nothing

	Pending *Pending          `json:"pending,omitempty"` // a cart change that waits for an option
	Chosen  map[string]string `json:"chosen,omitempty"`  // options given before, by field: {"size": "M"}

	Told        []Preference     `json:"told,omitempty"`         // what she said of herself in this session and is not kept beyond it
	Held        []catalog.Filter `json:"held,omitempty"`         // of what she said of herself, what the last answer kept to
	Waived      []string         `json:"waived,omitempty"`       // fields of which what she said of herself does not count for this subject
	ForOther    bool             `json:"for_other,omitempty"`    // the subject is for somebody else
	MemoryAsked bool             `json:"memory_asked,omitempty"` // whether it may be kept was asked in this session
	Learn       bool             `json:"learn,omitempty"`        // she agreed that what she says may be learnt from
}

// AskedPerson is State.Asked after the assistant offered a person. "Yes" to it
// is Handoff, or Chitchat with topic yes.
const AskedPerson = "person"

// Pending is a cart change that waits for the answer to State.Asked.
type Pending struct {
	Change   CartChange `json:"change"`
	Products []string   `json:"products"`
	Options  []string   `json:"options"` // what was offered

	Given map[string]map[string]string `json:"given,omitempty"` // options chosen already, by product
}

// Cart is what the shopper has chosen so far.
type Cart struct {
	Items []CartLine    `json:"items"`
	Total catalog.Money `json:"total"`
}

// CartLine is one product in a cart; Price is of one piece.
type CartLine struct {
	ProductID string            `json:"product_id"`
	Title     string            `json:"title"`
	Options   map[string]string `json:"options,omitempty"`
	Quantity  int               `json:"quantity"`
	Price     catalog.Money     `json:"price"`

	of *CartLine // the line in whose place it is put
}

// Plan is what a turn will say: typed, complete, and all that a writer may
// state. It is logged before the first word, so that after a crash the answer
// can be finished from it.
type Plan struct {
	Turn      int               `json:"turn"`
	Act       Act               `json:"act"`
	Locale    string            `json:"locale"`
	Said      string            `json:"said"` // the shopper's words
	Query     string            `json:"query,omitempty"`
	Filters   []catalog.Filter  `json:"filters,omitempty"` // that hold
	Relaxed   []catalog.Filter  `json:"relaxed,omitempty"` // that had to be dropped
	Corrected string            `json:"corrected,omitempty"`
	Still     bool              `json:"still,omitempty"` // all of Relaxed had to be dropped in the turn before, too
	All       bool              `json:"all,omitempty"`   // others were asked for, and these are all there are
	Sort      catalog.Sort      `json:"sort,omitempty"`
	Total     int               `json:"total,omitempty"`    // products that fit
	Products  []catalog.Hit     `json:"products,omitempty"` // the cards, or the products spoken of
	IDs       []string          `json:"ids,omitempty"`      // of Products, for the log
	Needs     []NeedMet         `json:"needs,omitempty"`    // when several things are wanted at once
	Aspects   []string          `json:"aspects,omitempty"`
	Variants  []string          `json:"variants,omitempty"` // what the one product spoken of also comes in, by the first of color, size and pattern in Aspects
	Passages  []catalog.Passage `json:"passages,omitempty"`
	Rule      string            `json:"rule,omitempty"`  // the question that Said goes on from, where both are about a rule
	Aside     string            `json:"aside,omitempty"` // the question that Passages answer, where it is not all that was said
	Orders    []catalog.Order   `json:"orders,omitempty"`
	Cart      *Cart             `json:"cart,omitempty"`   // after the change
	Change    *CartChange       `json:"change,omitempty"` // what was done to it
	Ask       *Question         `json:"ask,omitempty"`
	Topic     string            `json:"topic,omitempty"` // Reading.Topic; for handoff why: asked, anger or failures
	Outcome   Outcome           `json:"outcome"`
	Position  int               `json:"position,omitempty"` // in the queue for a person
	SignedIn  bool              `json:"signed_in,omitempty"`
	Images    int               `json:"images,omitempty"`    // pictures that came and can't be looked at yet
	Offer     bool              `json:"offer,omitempty"`     // offer a person: this is going nowhere
	Recall    *Recall           `json:"recall,omitempty"`    // what is said of the shopper's own preferences; nil: nothing
	Dismissed []string          `json:"dismissed,omitempty"` // titles of what the shopper wants nothing like
	Likes     []catalog.Like    `json:"likes,omitempty"`     // what the shopper's history says she cares about
	Facets    map[string]Facet  `json:"facets,omitempty"`    // what to speak of first of the first products, by ID
}

// Outcome is how a turn went, where an act alone does not tell.
type Outcome string

const (
	Found       Outcome = "found"         // there is something to show or tell
	Nothing     Outcome = "nothing"       // nothing fits, not even relaxed
	NotStated   Outcome = "not_stated"    // the product's facts do not say
	SignIn      Outcome = "sign_in"       // orders need an identified shopper
	NoSuchOrder Outcome = "no_such_order" // none of hers by that number
	Unclear     Outcome = "unclear"       // what is meant is not known: ask
	Refused     Outcome = "refused"       // kindly declined
	Missing     Outcome = "missing"       // an option must be chosen first (Ask says which)
	Unavailable Outcome = "unavailable"   // out of stock, can't be added
	Failed      Outcome = "failed"        // something of ours broke: a kind word, and try again
)

// Question is what the assistant asks back, with quick replies.
type Question struct {
	Field   string   `json:"field"`
	Options []string `json:"options"`
	Product string   `json:"product,omitempty"` // of several, the one that it is about
}

// Written is what a writer said besides its deltas.
type Written struct {
	Engine      string   // llm, builtin or mixed
	ProductIDs  []string // products the text speaks of
	Suggestions []string // quick replies
	Sources     []string // policies quoted, by name; nil: all that the plan holds
	Prompt      string   // version of the words that asked a model; empty: none was asked
	Refused     int      // sentences of the model that were stopped
	Replaced    int      // built-in sentences that stand in for the model's
}

// Understander reads an utterance. nlu's readers are the ones in production.
type Understander interface {
	Understand(ctx context.Context, u Utterance, st *State) (Reading, error)
}

// Searcher finds products and passages of policies. *retriever.Index is the one
// in production.
type Searcher interface {
	Search(ctx context.Context, q catalog.Query) (catalog.Result, error)
	Passages(ctx context.Context, text, locale string, k int) ([]catalog.Passage, error)
}

// Recommender knows a shopper's taste. *recommend.Model is the one in production.
type Recommender interface {
	// Recommend gives products for q.Shopper within q.Filters, by q.Row.
	Recommend(ctx context.Context, q catalog.Query) (catalog.Result, error)
	// Barred gives what Recommend never would: what the shopper bought or
	// dismissed, what is out of stock, what the operator excludes.
	Barred(shopper string) []string
	// Observe counts an event from the next call on.
	Observe(e catalog.Event)
}

// Writer says plans. nlg's writers are the ones in production.
type Writer interface {
	// Write says the plan, calling emit with each piece, in order: a clause or a
	// sentence, true by the plan. An error from emit stops it and is returned.
	Write(ctx context.Context, p *Plan, emit func(text string) error) (Written, error)
	// Welcome is what a new session hears, and its quick replies.
	Welcome(locale string) (text string, suggestions []string)
	// Why says a share in words, for a card.
	Why(locale string, s catalog.Share) string
}
