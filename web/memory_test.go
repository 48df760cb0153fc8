package web

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"daogou/catalog"
	"daogou/chat"
)

// confiding reads everything as "my size is M, and I don't like red".
type confiding struct{}

func (confiding) Understand(context.Context, chat.Utterance, *chat.State) (chat.Reading, error) {
	return chat.Reading{Act: chat.Chitchat, Topic: "noted", Self: []chat.Preference{
		{Filter: catalog.Where("size", catalog.Eq, "M")}, {Filter: catalog.Where("color", catalog.Ne, "red")}}}, nil
}

// A shopper who agreed sees what is remembered of her, and nobody else does; it
// is hers to delete.
func TestTheMemoryIsTheShoppersOwn(t *testing.T) {
	s := open(t, func(s *Server) { s.Engine.Reader = confiding{} })
	known := func(customer string) string {
		_, body := s.ask("GET", "/api/memory", s.token(customer), "")
		var m struct {
			Agreed      bool
			Preferences []struct{ Filter struct{ Field string } }
		}
		check(t, json.Unmarshal([]byte(body), &m))
		var fields []string
		for _, p := range m.Preferences {
			fields = append(fields, p.Filter.Field)
		}
		if !m.Agreed {
			return "nothing agreed " + strings.Join(fields, " ")
		}
		return strings.Join(fields, " ")
	}
	c := s.connect(map[string]any{"customer": s.token("c1"), "consent": []string{"memory"}})
	c.say("m1", "my size is M")
	c.until("done")
	if got := known("c1"); got != "size color" {
		t.Errorf("remembered: %q", got)
	}
	if got := known("c2"); got != "nothing agreed " {
		t.Errorf("another customer sees %q", got)
	}
	for _, method := range []string{"GET", "DELETE"} {
		resp, _ := s.ask(method, "/api/memory", "", "")
		wantProblem(t, resp, 401)
	}
	if resp, _ := s.ask("DELETE", "/api/memory?field=size", s.token("c1"), ""); resp.StatusCode != 204 || known("c1") != "color" {
		t.Errorf("after its size is deleted: %d %q", resp.StatusCode, known("c1"))
	}
	if resp, _ := s.ask("DELETE", "/api/memory", s.token("c1"), ""); resp.StatusCode != 204 || known("c1") != "nothing agreed " {
		t.Errorf("after all is deleted: %d %q", resp.StatusCode, known("c1"))
	}
}
