package eval

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"daogou/catalog"
	"daogou/chat"
	"daogou/web"
)

// turnDeadline is how long a suite waits for a turn's done.
const turnDeadline = 20 * time.Second

// DialogueOptions says what is played, where, and judged by what. All fields
// but Identity and Parallel are required.
type DialogueOptions struct {
	Suite    string                       // file of conversations
	URL      string                       // ws:// address of the server
	Judge    *Judge                       // the catalogue and what else backs an answer
	Identity func(customer string) string // signs a shopper in; nil: conversations of customers fail
	Parallel int                          // conversations at once; 0: 4
}

// TurnReport is how one turn went. Failures is empty when it passed.
type TurnReport struct {
	Conversation string   `json:"conversation"`
	Turn         int      `json:"turn"`
	Say          string   `json:"say"`
	Text         string   `json:"text"`
	Failures     []string `json:"failures,omitempty"`
	Violations   []string `json:"violations,omitempty"` // of the protocol
	tags         []string
	judged       bool
}

// Dialogue plays a suite and judges every turn.
func Dialogue(ctx context.Context, opt DialogueOptions) (DialogueReport, error) {
	suite, err := ReadSuite(opt.Suite)
	if err != nil {
		return DialogueReport{}, err
	}
	played := make([][]TurnReport, len(suite))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(opt.Parallel, 1))
	if opt.Parallel == 0 {
		group.SetLimit(4)
	}
	for i, c := range suite {
		group.Go(func() error {
			var err error
			played[i], err = opt.play(ctx, c)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return DialogueReport{}, err
	}
	return summarize(suite, played), nil
}

// player plays one conversation over one connection.
type player struct {
	opt    DialogueOptions
	client *web.Client
	record record
	seq    int64
}

// play returns an error only when nothing can be played at all (no server).
func (opt DialogueOptions) play(ctx context.Context, c Conversation) ([]TurnReport, error) {
	hello := map[string]any{"locale": c.Locale}
	if c.Customer != "" && opt.Identity != nil {
		hello["customer"] = opt.Identity(c.Customer)
	}
	client, err := web.Dial(ctx, opt.URL, hello)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	p := &player{opt: opt, client: client, record: record{cart: map[string]int{}, seen: map[string]bool{}}}
	if c.Customer != "" {
		for _, o := range opt.Judge.Orders {
			if o.Customer == c.Customer {
				p.record.mine = append(p.record.mine, o)
			}
		}
	}
	if err := p.welcome(); err != nil {
		return nil, fmt.Errorf("%s: %w", c.Name, err)
	}
	var reports []TurnReport
	for i, t := range c.Turns {
		report := TurnReport{Conversation: c.Name, Turn: i + 1, Say: t.Say, tags: c.Tags, judged: !t.Expect.empty()}
		p.playTurn(t, &report)
		reports = append(reports, report)
	}
	return reports, nil
}

func (e Expect) empty() bool {
	raw, _ := json.Marshal(e)
	none, _ := json.Marshal(Expect{})
	return string(raw) == string(none)
}

func (p *player) welcome() error {
	f, err := p.client.Receive(time.Now().Add(turnDeadline))
	if err != nil {
		return err
	}
	if f.Type != "welcome" {
		return fmt.Errorf("first frame is %s: %s", f.Type, f.Raw)
	}
	p.seq = f.Seq
	return nil
}

func (p *player) playTurn(t Turn, report *TurnReport) {
	images, err := p.images(t.Images)
	if err == nil {
		message := map[string]any{"type": "message", "id": fmt.Sprintf("m%d", report.Turn), "text": t.Say}
		if len(images) > 0 {
			message["images"] = images
		}
		err = p.client.Send(message)
	}
	p.record.said = append(p.record.said, t.Say)
	p.record.cards = append(p.record.cards, nil)
	if err != nil {
		report.Failures = append(report.Failures, err.Error())
		return
	}
	o, violations, err := p.readTurn()
	report.Text, report.Violations = o.text, violations
	if err != nil {
		report.Failures = append(report.Failures, "no done: "+err.Error())
		return
	}
	report.Failures = p.opt.Judge.check(t.Expect, o, &p.record)
}

func (p *player) images(files []string) ([]string, error) {
	var urls []string
	for _, name := range files {
		data, err := os.ReadFile(filepath.Join(filepath.Dir(p.opt.Suite), name))
		if err != nil {
			return nil, err
		}
		urls = append(urls, "data:"+http.DetectContentType(data)+";base64,"+base64.StdEncoding.EncodeToString(data))
	}
	return urls, nil
}

// wire is every field of a server frame that a suite looks at.
type wire struct {
	Act     string                   `json:"act"`
	Refers  []string                 `json:"refers"`
	Items   []wireItem               `json:"items"`
	Relaxed []catalog.Filter         `json:"relaxed"`
	Needs   []chat.Need              `json:"needs"`
	Text    string                   `json:"text"`
	Sources []struct{ Title string } `json:"sources"`
	State   string                   `json:"state"`
	Total   json.RawMessage          `json:"total"`
	Stopped bool                     `json:"stopped"`
	Code    string                   `json:"code"`
	Message string                   `json:"message"`
	ID      string                   `json:"id"`
}

type wireItem struct {
	ID        string        `json:"id"`
	ProductID string        `json:"product_id"`
	Need      string        `json:"need"`
	Quantity  int           `json:"quantity"`
	Price     catalog.Money `json:"price"`
	Why       []struct {
		Share float64 `json:"share"`
	} `json:"why"`
}

// stages is the order of frames within a turn.
var stages = map[string]int{"ack": 0, "intent": 1, "products": 2, "cart": 3, "handoff": 3, "delta": 4, "done": 5}

// readTurn reads the frames of one turn up to its done.
func (p *player) readTurn() (outcome, []string, error) {
	var o outcome
	var violations []string
	violate := func(format string, args ...any) { violations = append(violations, fmt.Sprintf(format, args...)) }
	deltas, stage := "", -1
	deadline := time.Now().Add(turnDeadline)
	for {
		f, err := p.client.Receive(deadline)
		if err != nil {
			return o, violations, err
		}
		var w wire
		if err := json.Unmarshal(f.Raw, &w); err != nil {
			violate("%s frame: %v", f.Type, err)
			continue
		}
		if f.Type == "error" {
			return o, violations, errors.New(w.Code + ": " + w.Message)
		}
		if f.Seq != p.seq+1 {
			violate("%s has seq %d after %d", f.Type, f.Seq, p.seq)
		}
		p.seq = f.Seq
		s, known := stages[f.Type]
		if !known || s < stage {
			violate("%s comes at the wrong place", f.Type)
		}
		stage = s
		p.take(f.Type, w, &o, violate)
		if f.Type == "delta" {
			deltas += w.Text
		}
		if f.Type == "done" {
			if deltas != w.Text {
				violate("done.text %q is not its deltas joined %q", w.Text, deltas)
			}
			return o, violations, nil
		}
	}
}

// take notes what a frame says.
func (p *player) take(kind string, w wire, o *outcome, violate func(string, ...any)) {
	switch kind {
	case "intent":
		o.act, o.refers = w.Act, w.Refers
		o.pieces = map[string]int{}
		for _, n := range w.Needs {
			o.pieces[n.Name] = n.Quantity
		}
	case "products":
		o.relaxed = len(w.Relaxed) > 0
		for _, item := range w.Items {
			o.cards, o.needs = append(o.cards, item.ID), append(o.needs, item.Need)
			p.record.seen[item.ID] = true
			sum := 0.0
			for _, why := range item.Why {
				sum += why.Share
			}
			if len(item.Why) == 0 || sum < 0.99 || sum > 1.01 {
				violate("shares of card %s sum to %.3f", item.ID, sum)
			}
			if product := p.opt.Judge.Products[item.ID]; product != nil && item.Price != product.Price() {
				violate("card %s costs %v, the catalogue says %v", item.ID, item.Price, product.Price())
			}
		}
		p.record.cards[len(p.record.cards)-1] = o.cards
		p.record.sums = append(p.record.sums, p.opt.Judge.sums(*o)...)
	case "cart":
		p.takeCart(w)
	case "handoff":
		o.handoff = w.State
	case "done":
		o.text, o.stopped = w.Text, w.Stopped
		for _, s := range w.Sources {
			o.sources = append(o.sources, s.Title)
		}
	}
}

func (p *player) takeCart(w wire) {
	p.record.cart = map[string]int{}
	for _, item := range w.Items {
		p.record.cart[item.ProductID] += item.Quantity
		line := item.Price
		line.Amount *= int64(item.Quantity)
		p.record.addCart([]catalog.Money{item.Price, line})
	}
	var total catalog.Money
	if json.Unmarshal(w.Total, &total) == nil {
		p.record.addCart([]catalog.Money{total})
	}
}

// ReadOrders reads a file of orders (JSON Lines) for a Judge.
func ReadOrders(file string) ([]catalog.Order, error) {
	data, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	var orders []catalog.Order
	for dec := json.NewDecoder(strings.NewReader(string(data))); dec.More(); {
		var o catalog.Order
		if err := dec.Decode(&o); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		orders = append(orders, o)
	}
	return orders, err
}

// ReadPolicies reads every Markdown file of a folder as one text.
func ReadPolicies(dir string) (string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.md"))
	if err != nil {
		return "", err
	}
	slices.Sort(files)
	var all strings.Builder
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			return "", err
		}
		all.Write(data)
		all.WriteByte('\n')
	}
	return all.String(), nil
}
