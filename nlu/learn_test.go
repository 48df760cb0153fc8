package nlu

import (
	"context"
	"fmt"
	"testing"

	"daogou/catalog"
	"daogou/chat"
)

// wharf is how people of one town ask for the rules on returns, in no words
// that anybody else uses.
func wharf(i int) string {
	return fmt.Sprintf([]string{"would you slingback a %s", "slingback terms for the %s", "is %s slingback fine", "can the %s go slingback"}[i%4],
		[]string{"frimp", "gork", "tolly", "brander", "quill"}[i/4%5])
}

// disputes are turns of as many conversations that the shopper settled for an act.
func disputes(b *Builtin, n int, settled func(i int) chat.Act) (list []chat.Dispute) {
	for i := range n {
		r, _ := b.Understand(context.Background(), chat.Utterance{Text: wharf(i)}, nil)
		act := settled(i)
		d := chat.Dispute{Record: chat.Record{Session: fmt.Sprint("s", i), Said: wharf(i), Reading: r, Second: &chat.Reading{Act: act}}}
		d.Next = &chat.Record{Said: "no, I meant " + wharf(i), Reading: chat.Reading{Act: act}}
		if plainAct(r.Act) == act { // then the other was wrong, and she goes on
			d.Second, d.Next, d.Chose = &chat.Reading{Act: chat.Handoff}, nil, true
		}
		list = append(list, d)
	}
	return list
}

func TestLearningFromDisputes(t *testing.T) {
	for name, c := range map[string]struct {
		n       int
		settled func(i int) chat.Act
		learns  bool
	}{
		"what shoppers settle alike is learnt": {90, func(int) chat.Act { return chat.PolicyAct }, true},
		"what they settle this way and that is not": {90, func(i int) chat.Act {
			return []chat.Act{chat.PolicyAct, chat.OrderAct, chat.Chitchat, chat.CartAct, chat.Detail, chat.Compare}[i/7%6]
		}, false},
		"a few turns teach nothing":                   {9, func(int) chat.Act { return chat.PolicyAct }, false},
		"one conversation, however long, is only one": {0, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			b := pantry(t)
			var list []chat.Dispute
			if c.settled != nil {
				list = disputes(b, c.n, c.settled)
			} else {
				list = disputes(b, 90, func(int) chat.Act { return chat.PolicyAct })
				for i := range list {
					list[i].Session = "the one"
				}
			}
			learnt, lesson := b.Learn(list)
			t.Logf("%+v", lesson)
			if (learnt != nil) != c.learns || (lesson.Why == "") != c.learns {
				t.Fatalf("learnt: %v, want %v", learnt != nil, c.learns)
			}
			if c.learns && (lesson.After <= lesson.Before || lesson.Held == 0 || lesson.Trained+lesson.Held != 90) {
				t.Errorf("got %+v", lesson)
			}
		})
	}
}

// A running server takes up what another process learnt, and leaves alone what
// was learnt beside other examples than its own.
func TestWhatWasLearntIsFollowed(t *testing.T) {
	store, err := catalog.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	trainer, server := pantry(t), pantry(t)
	learnt, lesson := trainer.Learn(disputes(trainer, 90, func(int) chat.Act { return chat.PolicyAct }))
	if learnt == nil {
		t.Fatalf("%+v", lesson)
	}
	ask := func() chat.Act {
		r, _ := server.Understand(t.Context(), chat.Utterance{Text: "so is the gork slingback fine"}, nil)
		return r.Act
	}
	before := ask()
	foreign := &Learnt{Shipped: learnt.Shipped + 1, Weights: learnt.Weights}
	for _, step := range []struct {
		name string
		save *Learnt
		took bool
		act  chat.Act
	}{{"nothing yet", nil, false, before}, {"another program's", foreign, false, before}, {"its own", learnt, true, chat.PolicyAct}, {"the same again", nil, false, chat.PolicyAct}} {
		if step.save != nil {
			if err := step.save.Save(t.Context(), store); err != nil {
				t.Fatal(err)
			}
		}
		took, err := server.Refresh(t.Context(), store)
		if err != nil || took != step.took || ask() != step.act {
			t.Errorf("%s: took %v, %v, and reads %s; want %v, %s", step.name, took, err, ask(), step.took, step.act)
		}
	}
	if before == chat.PolicyAct {
		t.Error("it knew before")
	}
}
