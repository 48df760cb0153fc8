package web

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"daogou/catalog"
	"daogou/chat"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The store, the engine, its sessions and the sockets are real here; what reads,
// searches and writes are fakes of a few lines.

// reader takes every utterance for a search in the words' own language.
type reader struct{}

func (reader) Understand(_ context.Context, u chat.Utterance, _ *chat.State) (chat.Reading, error) {
	r := chat.Reading{Act: chat.Search, Locale: u.Locale, Query: u.Text, NewSubject: true, Confidence: 1, Source: "builtin"}
	if u.Text == "a person please" {
		r.Act = chat.Handoff
	}
	return r, nil
}

// finder finds by words of the title.
type finder struct{ *catalog.Shelf }

func (f finder) Search(_ context.Context, q catalog.Query) (catalog.Result, error) {
	var r catalog.Result
	words := strings.Fields(strings.ToLower(q.Text))
	for _, p := range f.View().List {
		title := strings.ToLower(p.In(q.Locale).Title)
		named := !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(title, w) })
		if named && catalog.FitsAll(p, q.Filters) && !slices.Contains(q.Exclude, p.ID) {
			why := []catalog.Share{{Signal: "lexical", Share: 0.75, Terms: words}, {Signal: "popular", Share: 0.25}}
			r.Hits = append(r.Hits, catalog.Hit{Product: p, Score: 1, Why: why})
		}
	}
	r.Total = len(r.Hits)
	r.Hits = r.Hits[:min(len(r.Hits), max(q.Limit, 10))]
	return r, nil
}

func (finder) Passages(context.Context, string, string, int) ([]catalog.Passage, error) {
	return nil, nil
}

func (f finder) Suggest(ctx context.Context, draft, locale string, k int) ([]string, []catalog.Hit, error) {
	r, err := f.Search(ctx, catalog.Query{Text: draft, Locale: locale})
	return []string{draft + " in green"}, r.Hits[:min(k, len(r.Hits))], err
}

// taste puts what the shopper touched last first.
type taste struct {
	finder
	seen  chan catalog.Event
	asked chan catalog.Query
}

func (t taste) Recommend(ctx context.Context, q catalog.Query) (catalog.Result, error) {
	select {
	case t.asked <- q:
	default:
	}
	q.Text = ""
	return t.Search(ctx, q)
}

func (taste) Barred(string) []string { return nil }

func (t taste) Observe(e catalog.Event) {
	select {
	case t.seen <- e:
	default:
	}
}

// voice says what it is told to, or names the products.
type voice func(ctx context.Context, p *chat.Plan, emit func(string) error) (chat.Written, error)

func (v voice) Write(ctx context.Context, p *chat.Plan, emit func(string) error) (chat.Written, error) {
	return v(ctx, p, emit)
}

func (voice) Welcome(locale string) (string, []string) {
	if locale == "zh" {
		return "您好！想找点什么？", []string{"红色的伞"}
	}
	return "Hello! What are you looking for?", []string{"a red umbrella"}
}

func (voice) Why(_ string, s catalog.Share) string {
	return map[string]string{"lexical": "your words", "popular": "popular now"}[s.Signal]
}

func plainly(_ context.Context, p *chat.Plan, emit func(string) error) (chat.Written, error) {
	w := chat.Written{Engine: "builtin", Suggestions: []string{"cheaper"}, ProductIDs: p.IDs}
	if err := emit("This is what fits:\n"); err != nil {
		return w, err
	}
	for _, h := range p.Products {
		if err := emit(fmt.Sprintf("\n- **%s**", h.Product.In(p.Locale).Title)); err != nil {
			return w, err
		}
	}
	return w, nil
}

// held says the beginning of an answer, then waits for release or its end.
func held(started chan<- struct{}, release <-chan struct{}) voice {
	return func(ctx context.Context, p *chat.Plan, emit func(string) error) (chat.Written, error) {
		w := chat.Written{Engine: "builtin"}
		if err := emit("Let me see."); err != nil {
			return w, err
		}
		started <- struct{}{}
		select {
		case <-release:
			return w, emit(" Here you are.")
		case <-ctx.Done():
			return w, ctx.Err()
		}
	}
}

const feed = `id	title	description	link	image_link	availability	price	sale_price	brand	product_type	color	size	material	item_group_id	star_rating	review_count
u1	Gale Storm Umbrella	Keeps you dry.	https://shop.example/u1	u1.svg	in_stock	39.00 USD	29.00 USD	Gale	Outdoors > Umbrellas	red		steel	GU	4.6	120
u2	Gale Storm Umbrella	Keeps you dry.	https://shop.example/u2	u2.svg	in_stock	39.00 USD		Gale	Outdoors > Umbrellas	green		steel	GU	4.6	120
j1	Fernhill Rain Jacket	Taped seams, two pockets.	https://shop.example/j1	j1.svg	in_stock	89.00 USD		Fernhill	Outdoors > Jackets	yellow	S/M/L	nylon		4.8	64
j2	Fernhill Rain Trousers	Packs small.	https://shop.example/j2		in_stock	59.00 USD		Fernhill	Outdoors > Trousers	black	S/M/L	nylon		4.1	15
m1	Kiln & Clay Mug	Stoneware, holds 350 ml.	https://shop.example/m1	m1.svg	in_stock	18.00 USD		Kiln & Clay	Kitchen > Mugs	white		stoneware		4.9	301
m2	Kiln & Clay Teapot	Stoneware, with a strainer.	https://shop.example/m2	m2.svg	preorder	46.00 USD		Kiln & Clay	Kitchen > Teapots	blue		stoneware		4.4	27
k1	Ashby Bread Knife	Serrated, 23 cm.	https://shop.example/k1		out_of_stock	34.00 USD		Ashby	Kitchen > Knives	black		steel		4.0	8
k2	Ashby Paring Knife	For small things.	https://shop.example/k2		in_stock	14.00 USD		Ashby	Kitchen > Knives	black		steel		4.2	19
`

const feedZH = `id	title	description	link	availability	price	product_type	color	material
u1	疾风晴雨伞	抗风，不湿身。	https://shop.example/u1	in_stock	39.00 USD	户外 > 雨伞	红色	钢
u2	疾风晴雨伞	抗风，不湿身。	https://shop.example/u2	in_stock	39.00 USD	户外 > 雨伞	绿色	钢
j1	蕨山冲锋衣	压胶防水，两个口袋。	https://shop.example/j1	in_stock	89.00 USD	户外 > 外套	黄色	尼龙
m1	窑土马克杯	粗陶，350 毫升。	https://shop.example/m1	in_stock	18.00 USD	厨房 > 杯子	白色	粗陶
`

func drawing(color, shape string) *fstest.MapFile {
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><g fill="%s">%s</g></svg>`
	return &fstest.MapFile{Data: fmt.Appendf(nil, svg, color, shape)}
}

const (
	umbrella = `<path d="M8 54a42 42 0 0184 0q-10-9-21 0-10-9-21 0-10-9-21 0-11-9-21 0z"/><path d="M48 52h4v30q0 9-9 9-8 0-8-8h4q0 4 4 4 5 0 5-5z"/>`
	jacket   = `<path d="M32 14l18 9 18-9 20 14-7 24-11-5v41H30V47l-11 5-7-24z"/>`
	mug      = `<path d="M20 26h48v10h9q13 0 13 15t-13 15h-9q0 16-12 16H32q-12 0-12-16zm48 18v14h8q6 0 6-7t-6-7z"/>`
)

var files = fstest.MapFS{
	"products.tsv":        {Data: []byte(feed)},
	"zh.tsv":              {Data: []byte(feedZH)},
	"policies/returns.md": {Data: []byte("# Returns & Refunds\n\nSend it back within **30 days**.\nWe pay.\n\n## What we need\n\n- the box\n- 5 < 6\n")},
	"u1.svg":              drawing("#b8433a", umbrella),
	"u2.svg":              drawing("#5a8060", umbrella),
	"j1.svg":              drawing("#e0b545", jacket),
	"m1.svg":              drawing("#cfc5b3", mug),
	"m2.svg":              drawing("#4a6f9e", mug),
}

// shop is a server on a store of its own.
type shop struct {
	*Server
	t     testing.TB
	http  *httptest.Server
	taste taste
}

var secret = []byte("the shop's secret")

// open starts a server. set may change it, and its engine, before that.
func open(t testing.TB, set func(s *Server)) *shop {
	t.Helper()
	ctx, dir := context.Background(), t.TempDir()
	store := must(catalog.Open(ctx, dir))(t)
	must(store.ImportProducts(ctx, files, "products.tsv", catalog.ImportOptions{Locale: "en", Media: dir + "/media"}))(t)
	must(store.ImportProducts(ctx, files, "zh.tsv", catalog.ImportOptions{Locale: "zh"}))(t)
	must(store.ImportPolicies(ctx, files, "policies", catalog.ImportOptions{}))(t)
	changes := must(store.Changes(ctx, 0, 0))(t)
	shelf := &catalog.Shelf{}
	shelf.Apply(changes.Products, nil, changes.Seq)
	find, log := finder{shelf}, slog.New(slog.DiscardHandler)
	s := &shop{t: t, taste: taste{find, make(chan catalog.Event, 100), make(chan catalog.Query, 100)}}
	s.Server = &Server{
		Engine: &chat.Engine{Store: store, Shelf: shelf, Reader: reader{}, Index: find, Suggest: find, Taste: s.taste, Voice: voice(plainly), Log: log},
		Store:  store, Shelf: shelf, Taste: s.taste, Secret: secret, Log: log, Metrics: prometheus.NewRegistry(),
		Shop: Shop{ID: "demo", Name: "Harbour & Hill", Also: map[string]string{"zh": "港山小铺"}, Demo: true}, Media: os.DirFS(dir + "/media"),
	}
	if set != nil {
		set(s.Server)
	}
	check(t, s.Engine.Start(ctx))
	s.http = httptest.NewServer(s.Handler())
	t.Cleanup(s.close)
	return s
}

func (s *shop) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	s.http.Close()
	check(s.t, s.Shutdown(ctx))
	check(s.t, s.Engine.Close(ctx))
	check(s.t, s.Store.Close())
}

func (s *shop) ws() string { return "ws" + strings.TrimPrefix(s.http.URL, "http") + "/ws" }

// token is an identity token of a customer, good for a minute.
func (s *shop) token(customer string) string {
	return Sign(secret, Claims{Subject: customer, Audience: "demo", Expires: time.Now().Add(time.Minute).Unix()})
}

// client is one connection and what it received.
type client struct {
	*Client
	t       testing.TB
	welcome got
}

// got is what tests look at, whatever the frame's type.
type got struct {
	Type, ID, Text, Code, Message, State string
	Session, Token, Locale               string
	CustomerID                           string `json:"customer_id"`
	Seq                                  int64
	Turn                                 int
	Resumed, Stopped                     bool
	Items                                []struct{ ID string }
	Completions                          []string
	Raw                                  string
}

// connect says hello and waits for the welcome.
func (s *shop) connect(hello map[string]any) *client {
	s.t.Helper()
	c := &client{Client: must(Dial(context.Background(), s.ws(), hello))(s.t), t: s.t}
	s.t.Cleanup(func() { _ = c.Close() })
	c.welcome = c.next()
	if c.welcome.Type != "welcome" {
		s.t.Fatalf("the first frame is %s", c.welcome.Raw)
	}
	return c
}

func (c *client) next() got {
	c.t.Helper()
	f, err := c.Receive(time.Now().Add(5 * time.Second))
	if err != nil {
		c.t.Fatalf("no frame: %v", err)
	}
	g := got{Raw: string(f.Raw)}
	check(c.t, json.Unmarshal(f.Raw, &g))
	return g
}

// until gives the frames up to the first of a type.
func (c *client) until(kind string) (list []got) {
	c.t.Helper()
	for {
		f := c.next()
		list = append(list, f)
		if f.Type == kind {
			return list
		}
	}
}

func (c *client) send(frame map[string]any) {
	c.t.Helper()
	check(c.t, c.Send(frame))
}

func (c *client) say(id, text string) {
	c.t.Helper()
	c.send(map[string]any{"type": "message", "id": id, "text": text})
}

// kinds lists the types of frames, a run of deltas as one.
func kinds(frames []got) string {
	var list []string
	for _, f := range frames {
		if n := len(list); n == 0 || list[n-1] != f.Type || f.Type != "delta" {
			list = append(list, f.Type)
		}
	}
	return strings.Join(list, " ")
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// must gives a value, or ends the test that it is called with.
func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		check(t, err)
		return v
	}
}

// bare serves sockets to a function, and gives the address.
func (s *shop) bare(serve func(ws *websocket.Conn)) string {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if ws, err := upgrader.Upgrade(w, r, nil); err == nil {
			serve(ws)
		}
	}))
	s.t.Cleanup(srv.Close)
	return "ws" + strings.TrimPrefix(srv.URL, "http")
}
