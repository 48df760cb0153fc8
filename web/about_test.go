package web

import (
	"context"
	"encoding/json"
	"testing"

	"daogou/catalog"
	"daogou/chat"
)

// describes says which facet a description is led by.
type describes struct{}

func (describes) Describe(_ context.Context, p *catalog.Product, f chat.Facet, locale string) (chat.Description, error) {
	return chat.Description{Text: p.ID + " by " + f.Field + " in " + locale, Facet: f.Field, Engine: "builtin"}, nil
}

func (describes) Prefetch(*catalog.Product, chat.Facet, string) {}

// thrifty is a history of looking for low prices.
type thrifty struct{}

func (thrifty) Likes(shopper string) []catalog.Like {
	if shopper != "c1" {
		return nil
	}
	return []catalog.Like{{Field: "price", Value: "low", Weight: .6}}
}

func (thrifty) Because(string, string, string) []catalog.Share { return nil }

func TestAProductIsDescribedForTheShopper(t *testing.T) {
	s := open(t, func(s *Server) { s.Engine.About, s.Engine.History = describes{}, thrifty{} })
	for name, c := range map[string]struct{ token, want string }{
		"anyone":                          {"", "u1 by  in en"},
		"a customer whose past tells":     {s.token("c1"), "u1 by price in en"},
		"a customer whose past is silent": {s.token("c2"), "u1 by  in en"},
	} {
		_, body := s.ask("GET", "/api/products/u1?locale=en", c.token, "")
		var got struct {
			About struct {
				Text     string
				Personal bool
			}
		}
		if err := json.Unmarshal([]byte(body), &got); err != nil {
			t.Fatal(err)
		}
		if got.About.Text != c.want || got.About.Personal != (c.want == "u1 by price in en") {
			t.Errorf("%s: got %+v, want %q", name, got.About, c.want)
		}
	}
}
