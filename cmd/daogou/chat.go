package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"daogou/catalog"
	"daogou/chat"
	"daogou/web"
)

type chatCmd struct {
	URL      string `help:"The server's WebSocket." default:"ws://127.0.0.1:8080/ws" env:"DAOGOU_URL" placeholder:"WS"`
	Script   string `help:"Play the lines of this file instead of the keyboard." type:"existingfile"`
	Locale   string `help:"Language to be greeted in; empty: the shop's." env:"DAOGOU_LOCALE"`
	Customer string `help:"Talk as this customer (signed with the data folder's secret)."`
	JSON     bool   `help:"Print the frames as they come."`
}

func (c *chatCmd) Run(ctx context.Context, t term, top *cli) error {
	hello := map[string]any{}
	if c.Locale != "" {
		hello["locale"] = c.Locale
	}
	if c.Customer != "" {
		token, err := identityToken(ctx, top.Data, c.Customer)
		if err != nil {
			return err
		}
		hello["customer"] = token
	}
	client, err := web.Dial(ctx, c.URL, hello)
	if err != nil {
		return fmt.Errorf("%w: is 'daogou serve' running?", err)
	}
	defer client.Close()
	in := t.in
	if c.Script != "" {
		f, err := os.Open(c.Script)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	talk := talk{client: client, out: t.out, raw: c.JSON, echo: c.Script != ""}
	return talk.run(ctx, in)
}

// talk is a conversation at the terminal.
type talk struct {
	client *web.Client
	out    io.Writer
	raw    bool // print frames, not words
	echo   bool // print what the shopper says: it comes from a script
}

func (k *talk) run(ctx context.Context, in io.Reader) error {
	if err := k.until(ctx, "welcome"); err != nil {
		return err
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for n := 1; k.prompt() && lines.Scan(); n++ {
		say := strings.TrimSpace(lines.Text())
		if say == "" || strings.HasPrefix(say, "#") {
			continue
		}
		if k.echo && !k.raw {
			fmt.Fprintln(k.out, say)
		}
		id := fmt.Sprintf("t%d-%d", time.Now().UnixNano(), n)
		if err := k.client.Send(map[string]any{"type": "message", "id": id, "text": say}); err != nil {
			return err
		}
		if err := k.until(ctx, "done"); err != nil {
			return err
		}
	}
	return lines.Err()
}

func (k *talk) prompt() bool {
	if !k.raw {
		fmt.Fprint(k.out, "\n> ")
	}
	return true
}

// until prints frames as they come, up to one of this type or an error.
func (k *talk) until(ctx context.Context, last string) error {
	for ctx.Err() == nil {
		f, err := k.client.Receive(time.Time{})
		if err != nil {
			return err
		}
		if k.raw {
			fmt.Fprintf(k.out, "%s\n", f.Raw)
		} else {
			k.show(f)
		}
		if f.Type == last || f.Type == "error" {
			return nil
		}
	}
	return ctx.Err()
}

func (k *talk) show(f web.ClientFrame) {
	switch f.Type {
	case "welcome":
		show(f, func(w chat.WelcomeFrame) { fmt.Fprintln(k.out, w.Text) })
	case "products":
		show(f, k.cards)
	case "delta":
		show(f, func(d chat.DeltaFrame) { fmt.Fprint(k.out, d.Text) })
	case "done":
		show(f, k.done)
	case "cart":
		show(f, func(c chat.CartFrame) { fmt.Fprintf(k.out, "[cart: %d lines, %s]\n", len(c.Items), price(c.Total)) })
	case "handoff":
		show(f, func(h chat.HandoffFrame) { fmt.Fprintf(k.out, "[%s %s]\n", h.State, h.Text) })
	case "agent":
		show(f, func(a chat.AgentFrame) { fmt.Fprintf(k.out, "%s: %s\n", a.Agent, a.Text) })
	case "error":
		show(f, func(e chat.ErrorFrame) { fmt.Fprintf(k.out, "[%s: %s]\n", e.Code, e.Message) })
	}
}

func show[T any](f web.ClientFrame, print func(T)) {
	var frame T
	if json.Unmarshal(f.Raw, &frame) == nil {
		print(frame)
	}
}

// cards prints products as a table.
func (k *talk) cards(p chat.ProductsFrame) {
	table := tabwriter.NewWriter(k.out, 0, 4, 2, ' ', 0)
	for i, item := range p.Items {
		why := ""
		if len(item.Why) > 0 {
			why = item.Why[0].Text
		}
		was := ""
		if item.ListPrice != nil {
			was = " (" + price(*item.ListPrice) + ")"
		}
		fmt.Fprintf(table, "%2d\t%s\t%s%s\t%s\t%s\n", i+1, item.Title, price(item.Price), was, item.Availability, why)
	}
	table.Flush()
	fmt.Fprintf(k.out, "   %d fit\n", p.Total)
}

func (k *talk) done(d chat.DoneFrame) {
	fmt.Fprintln(k.out)
	for _, s := range d.Sources {
		fmt.Fprintf(k.out, "   source: %s (%s)\n", s.Title, s.URL)
	}
	if len(d.Suggestions) > 0 {
		fmt.Fprintf(k.out, "   [%s]\n", strings.Join(d.Suggestions, "] ["))
	}
	fmt.Fprintf(k.out, "   %s, cards %.1f ms, total %.1f ms\n", d.Engine, d.Timing.Cards, d.Timing.Total)
}

func price(m catalog.Money) string {
	return fmt.Sprintf("%.2f %s", float64(m.Amount)/100, m.Currency)
}
