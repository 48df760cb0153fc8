package retriever

import (
	"context"
	"fmt"
	"testing"

	"daogou/catalog"
)

// velvets are things of one stuff; no title says banquette or 坐榻.
func velvets() []*catalog.Product {
	return []*catalog.Product{
		named("a", "Velvet Curtain Long"), named("b", "Velvet Cushion Round"), named("c", "Velvet Bench Hall"), named("d", "Velvet Ribbon Thin"),
		named("e", "Linen Curtain Long"), named("f", "Linen Cushion Round"), named("g", "Linen Bench Hall"), named("h", "Linen Ribbon Thin"),
	}
}

func TestSearchesTeachTheEmbedder(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		name, query string
		log         []catalog.Searched
		taught      bool
	}{
		{"what several asked who chose the bench", "velvet banquette", shoppers(3, "S 0 banquette seat > c\nS 9 banquette hall > g"), true},
		{"in Chinese", "velvet 坐榻", shoppers(3, "S 0 坐榻 > c\nS 9 玄关坐榻 > g"), true},
		{"what one alone asked", "velvet banquette", shoppers(1, "S 0 banquette seat > c\nS 9 banquette hall > g"), false},
		{"what nobody chose after", "velvet banquette", shoppers(3, "S 0 banquette seat\nS 9 banquette hall"), false},
	} {
		x := open(t, velvets())
		x.Recall(c.log)
		if err := x.Train(ctx); err != nil {
			t.Fatal(err)
		}
		place := x.corpus.placeOf(x.read(c.query))
		nearest, best := "", float32(-2)
		for n, p := range x.corpus.products {
			if near := x.corpus.vectors.near(uint32(n), place); near > best+1e-4 {
				nearest, best = p.ID, near
			}
		}
		known := x.corpus.space.terms["banquett"] != nil || x.corpus.space.terms["坐榻"] != nil
		if known != c.taught || c.taught && nearest != "c" {
			t.Errorf("%s: %q is known %v and nearest to %s, want %v and c", c.name, c.query, known, nearest, c.taught)
		}
		if hits := find(t, x, catalog.Query{Text: c.query}).Hits; c.taught && hits[0].Product.ID != "c" {
			t.Errorf("%s: got %s, want c first", c.name, ids(hits))
		}
	}
}

func TestTheSameSearchesAreLearnedOnce(t *testing.T) {
	ctx := context.Background()
	x := open(t, velvets())
	train := func() *space {
		t.Helper()
		if err := x.Train(ctx); err != nil {
			t.Fatal(err)
		}
		return x.corpus.space
	}
	log := shoppers(3, "S 0 banquette > c")
	before := train()
	x.Recall(log)
	taught := train()
	x.Recall(log)
	if before == taught || train() != taught {
		t.Error("new searches must be learned, the same ones not again")
	}
	if got, want := fmt.Sprint(x.corpus.taught["c"]), "[{banquett 1.3862944}]"; got != want {
		t.Errorf("taught %s, want %s", got, want)
	}
}
