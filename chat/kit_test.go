package chat

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"go.uber.org/goleak"

	"daogou/catalog"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Fakes of a few lines: what is real here is the store, the engine and the log.

type reads func(ctx context.Context, u Utterance, st *State) (Reading, error)

func (f reads) Understand(ctx context.Context, u Utterance, st *State) (Reading, error) {
	return f(ctx, u, st)
}

// shelfSearch finds what fits the filters and has the words in its title.
type shelfSearch struct{ *catalog.Shelf }

func (s shelfSearch) Search(_ context.Context, q catalog.Query) (catalog.Result, error) {
	var r catalog.Result
	for _, p := range s.View().List {
		named := slices.ContainsFunc(p.Texts(), func(t *catalog.Text) bool {
			return strings.Contains(strings.ToLower(t.Title), strings.ToLower(q.Text))
		})
		if named && catalog.FitsAll(p, q.Filters) && !slices.Contains(q.Exclude, p.ID) {
			r.Hits = append(r.Hits, catalog.Hit{Product: p, Score: 1, Why: []catalog.Share{{Signal: "match", Share: 1}}})
		}
	}
	if n := len(q.Filters); len(r.Hits) == 0 && n > 0 && !q.Strict { // the last one said goes first
		relaxed := q.Filters[n-1]
		q.Filters = q.Filters[:n-1]
		r, err := s.Search(context.Background(), q)
		r.Relaxed = append(r.Relaxed, relaxed)
		return r, err
	}
	if q.Sort == catalog.PriceAsc {
		slices.SortStableFunc(r.Hits, func(a, b catalog.Hit) int {
			return int(a.Product.Price().Amount - b.Product.Price().Amount)
		})
	}
	r.Total = len(r.Hits)
	if q.Limit > 0 {
		r.Hits = r.Hits[:min(len(r.Hits), q.Limit)]
	}
	return r, nil
}

func (s shelfSearch) Passages(_ context.Context, text, locale string, _ int) ([]catalog.Passage, error) {
	if !strings.Contains(text, "return") {
		return nil, nil
	}
	return []catalog.Passage{{Policy: "returns & more", Title: "Returns", Locale: locale, Text: "30 days."}}, nil
}

type taste struct {
	shelfSearch
	seen chan catalog.Event
}

func (t taste) Recommend(ctx context.Context, q catalog.Query) (catalog.Result, error) {
	return t.Search(ctx, q)
}

// Barred bars what is out of stock or excluded.
func (t taste) Barred(string) (ids []string) {
	view := t.View()
	for _, p := range view.List {
		if !p.Buyable() || view.Excluded(p.ID) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

func (t taste) Observe(e catalog.Event) {
	select {
	case t.seen <- e:
	default:
	}
}

type writes func(ctx context.Context, p *Plan, emit func(string) error) (Written, error)

func (f writes) Write(ctx context.Context, p *Plan, emit func(string) error) (Written, error) {
	return f(ctx, p, emit)
}

func (f writes) Welcome(locale string) (string, []string) {
	return map[string]string{"en": "Welcome!", "zh": "欢迎！"}[locale], []string{"help"}
}
func (f writes) Why(_ string, s catalog.Share) string { return s.Signal }

// plainly says a plan in a form that tests can read.
func plainly(_ context.Context, p *Plan, emit func(string) error) (Written, error) {
	pieces := []string{string(p.Act) + " " + string(p.Outcome) + "."}
	for _, h := range p.Products {
		pieces = append(pieces, fmt.Sprintf(" %s %d.", h.Product.ID, h.Product.Price().Amount))
	}
	if p.Ask != nil {
		pieces = append(pieces, fmt.Sprintf(" %s: %s?", p.Ask.Field, strings.Join(p.Ask.Options, ", ")))
	}
	for _, text := range pieces {
		if err := emit(text); err != nil {
			return Written{Engine: "builtin"}, err
		}
	}
	return Written{Engine: "builtin", ProductIDs: p.IDs}, nil
}

const feed = `id	title	description	link	image_link	availability	price	sale_price	brand	product_type	color	size	gender	item_group_id
d1	Red Dress	A dress	https://shop.example/d1	d1.png	in_stock	40.00 USD		Oak	Clothing > Dresses	red	S/M/L	female	
d2	Green Dress	A dress	https://shop.example/d2	d2.png	in_stock	60.00 USD	50.00 USD	Oak	Clothing > Dresses	green	S/M	female	
l1	Desk Lamp	A lamp	https://shop.example/l1	l1.png	in_stock	25.00 USD		Glim	Home > Lamps	white			
l2	Floor Lamp	A lamp	https://shop.example/l2	l2.png	out_of_stock	95.00 USD		Glim	Home > Lamps	black			
v1	Holm Vase	A vase	https://shop.example/v1	v1.png	in_stock	70.00 USD		Holm	Home > Vases	blue			g1
v2	Holm Vase	A vase	https://shop.example/v2	v2.png	in_stock	70.00 USD		Holm	Home > Vases	clear			g1
`

const feedZh = `id	title	description	link	image_link	availability	price	sale_price	brand	product_type	color	size
d1	红色连衣裙	裙子	https://shop.example/d1	d1.png	in_stock	40.00 USD		Oak	服装 > 连衣裙	红色	S/M/L
d2	绿色连衣裙	裙子	https://shop.example/d2	d2.png	in_stock	60.00 USD	50.00 USD	Oak	服装 > 连衣裙	绿色	S/M
l1	台灯	灯	https://shop.example/l1	l1.png	in_stock	25.00 USD		Glim	家居 > 灯具	白色	
l2	落地灯	灯	https://shop.example/l2	l2.png	out_of_stock	95.00 USD		Glim	家居 > 灯具	黑色	
`

const orders = `{"id":"O-1","customer":"c1","status":"shipped","items":[{"product_id":"l1","quantity":2,"price":{"amount":2400,"currency":"USD"}}],"total":{"amount":4800,"currency":"USD"},"placed":"2025-03-01T10:00:00Z","shipped":"2025-03-02T10:00:00Z"}
{"id":"O-2","customer":"c1","status":"processing","items":[{"product_id":"d1","quantity":1,"price":{"amount":4000,"currency":"USD"}}],"total":{"amount":4000,"currency":"USD"},"placed":"2025-03-05T10:00:00Z"}
{"id":"O-3","customer":"c2","status":"processing","items":[{"product_id":"d2","quantity":1,"price":{"amount":5000,"currency":"USD"}}],"total":{"amount":5000,"currency":"USD"},"placed":"2025-03-05T10:00:00Z"}
`

// shop is an engine over a real store in a folder.
type shop struct {
	*Engine
	t testing.TB
}

// open starts an engine on a folder; an empty one gets the feed. what is read
// comes from says, as "act query" or from the test's own reader.
func open(t testing.TB, dir string, set func(e *Engine)) *shop {
	t.Helper()
	ctx := context.Background()
	store, err := catalog.Open(ctx, dir)
	must(t, err)
	files := fstest.MapFS{"products.tsv": {Data: []byte(feed)}, "products.zh.tsv": {Data: []byte(feedZh)},
		"orders.jsonl": {Data: []byte(orders)}}
	_, err = store.ImportProducts(ctx, files, "products.tsv", catalog.ImportOptions{})
	must(t, err)
	_, err = store.ImportProducts(ctx, files, "products.zh.tsv", catalog.ImportOptions{Locale: "zh"})
	must(t, err)
	_, err = store.ImportOrders(ctx, files, "orders.jsonl", catalog.ImportOptions{})
	must(t, err)
	changes, err := store.Changes(ctx, 0, 0)
	must(t, err)
	shelf := &catalog.Shelf{}
	shelf.Apply(changes.Products, nil, changes.Seq)
	e := &Engine{Store: store, Shelf: shelf, Index: shelfSearch{shelf}, Taste: taste{shelfSearch{shelf}, make(chan catalog.Event, 100)},
		Reader: reads(script), Voice: writes(plainly), Log: slog.New(slog.DiscardHandler)}
	if set != nil {
		set(e)
	}
	must(t, e.Start(ctx))
	s := &shop{e, t}
	t.Cleanup(s.close)
	return s
}

func (s *shop) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := s.Close(ctx); err != nil {
		s.t.Errorf("close: %v", err)
	}
	if err := s.Store.Close(); err != nil {
		s.t.Errorf("close the store: %v", err)
	}
}

// script reads what tests say: an act, then JSON of a Reading, or nothing for a
// search with the words.
func script(_ context.Context, u Utterance, _ *State) (Reading, error) {
	r := Reading{Source: "builtin", Locale: "en"}
	act, rest, _ := strings.Cut(u.Text, " {")
	if rest != "" {
		if err := json.Unmarshal([]byte("{"+rest), &r); err != nil {
			return r, err
		}
		r.Act = Act(act)
		return r, nil
	}
	r.Act, r.Query, r.NewSubject = Search, u.Text, true
	return r, nil
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// client is one connection.
type client struct {
	*Session
	t     testing.TB
	after int64
	hello WelcomeFrame
	ids   int
}

func (s *shop) connect(h Hello) *client {
	s.t.Helper()
	session, welcome, err := s.Open(context.Background(), h)
	must(s.t, err)
	s.t.Cleanup(session.Leave)
	return &client{Session: session, t: s.t, hello: welcome}
}

// frame is what tests look at, whatever its type.
type frame struct {
	Type, ID, Text, State, Act, Query, Engine string
	Seq                                       int64
	Turn, Position                            int
	Total                                     json.RawMessage
	Stopped                                   bool
	Items                                     []struct {
		ID        string `json:"id"`
		ProductID string `json:"product_id"`
		Quantity  int
		Options   map[string]string
		Need      string
		Price     catalog.Money
	}
	Filters, Relaxed []catalog.Filter
	Refers           []string
	Sources          []Source
	Timing           Timing
	Raw              string
}

// next waits for the next frames.
func (c *client) next() []frame {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	raw, err := c.Next(ctx, c.after)
	must(c.t, err)
	frames := make([]frame, len(raw))
	for i, f := range raw {
		must(c.t, json.Unmarshal(f.JSON, &frames[i]))
		if frames[i].Seq != f.Seq || f.Seq != c.after+1 {
			c.t.Fatalf("seq %d after %d in %s", f.Seq, c.after, f.JSON)
		}
		frames[i].Raw = string(f.JSON)
		c.after = f.Seq
	}
	return frames
}

// until collects frames up to one of a type and turn (0: any).
func (c *client) until(kind string, turn int) []frame {
	c.t.Helper()
	var all []frame
	for {
		all = append(all, c.next()...)
		for _, f := range all {
			if f.Type == kind && (turn == 0 || f.Turn == turn) {
				return all
			}
		}
	}
}

// say sends a message and gives the frames up to the end of its turn.
func (c *client) say(text string) []frame {
	c.t.Helper()
	return c.until("done", c.send(text))
}

// send sends a message and gives its turn.
func (c *client) send(text string) int {
	c.t.Helper()
	c.ids++
	ack, err := c.Message(context.Background(), MessageIn{ID: fmt.Sprintf("m%d", c.ids), Text: text})
	must(c.t, err)
	if ack != nil {
		c.t.Fatalf("message %d was known: %s", c.ids, ack.JSON)
	}
	return c.ids
}

func kinds(frames []frame) string {
	var list []string
	for _, f := range frames {
		if n := len(list); n == 0 || list[n-1] != f.Type || f.Type != "delta" {
			list = append(list, f.Type)
		}
	}
	return strings.Join(list, " ")
}

func one(t testing.TB, frames []frame, kind string) frame {
	t.Helper()
	for _, f := range frames {
		if f.Type == kind {
			return f
		}
	}
	t.Fatalf("no %s in %s", kind, kinds(frames))
	return frame{}
}

func spoken(frames []frame) (text string) {
	for _, f := range frames {
		if f.Type == "delta" {
			text += f.Text
		}
	}
	return text
}

func cardIDs(f frame) string {
	var ids []string
	for _, i := range f.Items {
		ids = append(ids, i.ID+i.ProductID)
	}
	return strings.Join(ids, " ")
}
