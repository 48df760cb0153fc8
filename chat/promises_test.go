package chat

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// rank is the order of a turn's frames; 0 may stand anywhere.
var rank = map[string]int{"intent": 1, "products": 2, "cart": 3, "handoff": 3, "delta": 4, "done": 5}

// TestTheLogKeepsItsPromises does what shoppers do in any order and at any time,
// with writers of any pace, and checks what PROTOCOL promises of the frames.
func TestTheLogKeepsItsPromises(t *testing.T) {
	pace := make(chan time.Duration, 1000)
	slow := writes(func(ctx context.Context, p *Plan, emit func(string) error) (Written, error) {
		return plainly(ctx, p, func(text string) error {
			select {
			case d := <-pace:
				time.Sleep(d)
			default:
			}
			return emit(text)
		})
	})
	dir := t.TempDir()
	s := open(t, dir, func(e *Engine) { e.Voice, e.Plain = slow, writes(plainly) })
	rapid.Check(t, func(rt *rapid.T) {
		c := s.connect(Hello{})
		acked := 0
		for i, op := range rapid.SliceOfN(rapid.IntRange(0, 6), 1, 12).Draw(rt, "ops") {
			acked += c.do(op, i)
			time.Sleep(time.Duration(rapid.IntRange(0, 3).Draw(rt, "pause")) * time.Millisecond)
			select {
			case pace <- time.Duration(rapid.IntRange(0, 3).Draw(rt, "pace")) * time.Millisecond:
			default:
			}
		}
		var live []frame
		for n := 0; n < acked; n = count(live, "done") {
			live = append(live, c.next()...)
		}
		live = append(live, c.rest()...)
		promised(rt, live)
		var lines []string
		for _, f := range live {
			lines = append(lines, f.Raw)
		}
		c.forget()
		if again := c.replay(0); !slices.Equal(again, lines) {
			rt.Fatalf("the log says\n%s\nthe readers heard\n%s", strings.Join(again, "\n"), strings.Join(lines, "\n"))
		}
	})
}

// do does one thing that a shopper does and gives how many turns it starts.
func (c *client) do(op, i int) int {
	ctx := context.Background()
	turns := 0
	var err error
	switch op {
	case 0, 1, 2:
		said := []string{"dress", `cart {"refers": ["l1"], "cart": {"kind": "add"}}`, `handoff {}`}[op]
		_, err = c.Message(ctx, MessageIn{ID: fmt.Sprint(i), Text: said})
		turns = 1
	case 3:
		_, err = c.Event(ctx, EventIn{ID: fmt.Sprint(i), Kind: "add_to_cart", ProductID: "v1"})
	case 4:
		err = c.Cancel(ctx, 0)
	case 5:
		err = c.Handback(ctx)
	case 6:
		c.forget()
	}
	must(c.t, err)
	return turns
}

func count(frames []frame, kind string) (n int) {
	for _, f := range frames {
		if f.Type == kind {
			n++
		}
	}
	return n
}

func promised(t *rapid.T, frames []frame) {
	at, text := map[int]int{}, map[int]string{}
	for i, f := range frames {
		if f.Seq != int64(i)+1 {
			t.Fatalf("frame %d has seq %d", i+1, f.Seq)
		}
		if f.Turn == 0 || f.Type == "ack" {
			continue
		}
		if at[f.Turn] == 5 || rank[f.Type] < at[f.Turn] {
			t.Fatalf("%s of turn %d after rank %d in %s", f.Type, f.Turn, at[f.Turn], kinds(frames))
		}
		at[f.Turn] = rank[f.Type]
		switch f.Type {
		case "delta":
			text[f.Turn] += f.Text
		case "done":
			if f.Text != text[f.Turn] {
				t.Fatalf("turn %d: done says %q, its deltas %q", f.Turn, f.Text, text[f.Turn])
			}
		}
	}
	for turn, r := range at {
		if r != 5 {
			t.Fatalf("turn %d did not end: %s", turn, kinds(frames))
		}
	}
}
