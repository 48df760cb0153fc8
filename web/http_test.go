package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"daogou/catalog"
)

func wantProblem(t *testing.T, resp *http.Response, status int) {
	t.Helper()
	var p problem
	err := json.NewDecoder(resp.Body).Decode(&p)
	if resp.StatusCode != status || resp.Header.Get("Content-Type") != "application/problem+json" || err != nil || p.Status != status || p.Detail == "" {
		t.Errorf("got %d %s %+v, want a problem of status %d", resp.StatusCode, resp.Header.Get("Content-Type"), p, status)
	}
}

// as sends a request with an Authorization header.
func (s *shop) as(method, path, who string) *http.Response {
	s.t.Helper()
	r := must(http.NewRequest(method, s.http.URL+path, nil))(s.t)
	if who != "" {
		r.Header.Set("Authorization", who)
	}
	resp := must(http.DefaultTransport.RoundTrip(r))(s.t)
	s.t.Cleanup(func() { resp.Body.Close() })
	return resp
}

// ask sends a request and gives the answer, its body read.
func (s *shop) ask(method, path, token, body string) (*http.Response, string) {
	s.t.Helper()
	r := must(http.NewRequest(method, s.http.URL+path, strings.NewReader(body)))(s.t)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	resp := must(http.DefaultTransport.RoundTrip(r))(s.t)
	defer resp.Body.Close()
	text := must(io.ReadAll(resp.Body))(s.t)
	resp.Body = io.NopCloser(strings.NewReader(string(text)))
	return resp, string(text)
}

func ids(t *testing.T, body string) string {
	t.Helper()
	var reply struct{ Items []struct{ ID string } }
	check(t, json.Unmarshal([]byte(body), &reply))
	var list []string
	for _, item := range reply.Items {
		list = append(list, item.ID)
	}
	return strings.Join(list, " ")
}

func TestSearchRoute(t *testing.T) {
	s := open(t, nil)
	tests := []struct{ name, query, want string }{
		{"by words", "q=umbrella", "u1 u2"},
		{"filters repeat and all hold", "q=umbrella&filter=color%3Dred&filter=price%3C%3D3000", "u1"},
		{"the price is what is paid", "filter=price%3C%3D2900&filter=category%3DUmbrellas", "u1"},
		{"not a brand", "q=knife&filter=brand!%3DAshby", ""},
		{"one of several", "filter=size%3DS,M", "j1 j2"},
		{"in the other language", "q=%E4%BC%9E&locale=zh", "u1 u2"},
		{"no more than k", "q=&k=3", "j1 j2 k1"},
	}
	for _, tt := range tests {
		resp, body := s.ask("GET", "/api/search?"+tt.query, "", "")
		if got := ids(t, body); resp.StatusCode != 200 || got != tt.want && tt.name != "no more than k" || len(strings.Fields(got)) > 10 {
			t.Errorf("%s: got %d %q, want %q", tt.name, resp.StatusCode, got, tt.want)
		}
		if !strings.Contains(body, `"search":"`) || !strings.Contains(body, `"items":[`) || !strings.Contains(body, `"total":`) {
			t.Errorf("%s: %.100s", tt.name, body)
		}
	}
	for _, query := range []string{"k=0", "k=101", "k=x", "filter=red", "filter=price%3C%3Dcheap", "q=%FF", "sort=newest", "q=%zz",
		strings.Repeat("filter=a%3Db&", 33)} {
		resp, _ := s.ask("GET", "/api/search?"+query, "", "")
		wantProblem(t, resp, 400)
	}
	resp, _ := s.ask("GET", "/api/search?q="+strings.Repeat("x", 8001), "", "")
	wantProblem(t, resp, 413)
	resp, _ = s.ask("GET", "/api/search?q=mug", "no token", "")
	wantProblem(t, resp, 401)
}

func TestRecommendRoute(t *testing.T) {
	s := open(t, nil)
	_, body := s.ask("GET", "/api/recommend?product=u1", "", "")
	if got := ids(t, body); got == "" || strings.Contains(got, "u1") {
		t.Errorf("with u1 goes %q, want others", got)
	}
	if resp, _ := s.ask("GET", "/api/recommend", s.token("c1"), ""); resp.StatusCode != 200 {
		t.Errorf("for a customer: %d", resp.StatusCode)
	}
	resp, _ := s.ask("GET", "/api/recommend?product=nothing", "", "")
	wantProblem(t, resp, 404)
	resp, _ = s.ask("GET", "/api/recommend", Sign([]byte("guess"), Claims{"c1", "demo", 1 << 40}), "")
	wantProblem(t, resp, 401)
}

func TestRecommendRouteAsksForARow(t *testing.T) {
	s := open(t, nil)
	c := s.connect(nil)
	session := "Session " + c.welcome.Session + "." + c.welcome.Token
	for _, tt := range []struct {
		name, query, who string
		want             catalog.Query
	}{
		{"by itself it is for anyone", "", "", catalog.Query{}},
		{"a product alone is similar to it", "product=u1", "", catalog.Query{Like: []string{"u1"}}},
		{"bought together", "kind=together&product=u1", "", catalog.Query{Row: catalog.Together, Like: []string{"u1"}}},
		{"recently viewed by a customer", "kind=recent", "Bearer " + s.token("c1"), catalog.Query{Row: catalog.Recent, Shopper: "c1"}},
		{"recently viewed in a conversation", "kind=recent", session, catalog.Query{Row: catalog.Recent, Shopper: c.welcome.Session}},
		{"popular", "kind=popular", "", catalog.Query{Row: catalog.Popular}},
	} {
		resp := s.as("GET", "/api/recommend?"+tt.query, tt.who)
		got := <-s.taste.asked
		if resp.StatusCode != 200 || got.Row != tt.want.Row || got.Shopper != tt.want.Shopper || !slices.Equal(got.Like, tt.want.Like) {
			t.Errorf("%s: %d, asked for %+v, want %+v", tt.name, resp.StatusCode, got, tt.want)
		}
	}
	for _, query := range []string{"kind=similar", "kind=together", "kind=best"} {
		wantProblem(t, s.as("GET", "/api/recommend?"+query, ""), 400)
	}
	for _, who := range []string{"Session " + c.welcome.Session + ".guess", "Session unknown." + c.welcome.Token, "Session " + c.welcome.Session, "Basic eDp5"} {
		wantProblem(t, s.as("GET", "/api/recommend?kind=recent", who), 401)
	}
}

func TestProductRoute(t *testing.T) {
	s := open(t, nil)
	_, body := s.ask("GET", "/api/products/u1?locale=zh", "", "")
	var d details
	check(t, json.Unmarshal([]byte(body), &d))
	if d.ID != "u1" || d.Title != "疾风晴雨伞" || d.Price.Amount != 2900 || d.ListPrice == nil || d.ListPrice.Amount != 3900 || d.Brand != "Gale" {
		t.Errorf("got %s", body)
	}
	if len(d.Variants) != 2 || d.Variants[1].ID != "u2" || d.Variants[1].Attributes["color"][0] != "绿色" || !strings.HasPrefix(d.Variants[1].Image, "/media/") {
		t.Errorf("variants: %+v", d.Variants)
	}
	resp, _ := s.ask("GET", "/api/products/nothing", "", "")
	wantProblem(t, resp, 404)
}

func TestPagesCarryAPolicyAndRunNothingInline(t *testing.T) {
	s := open(t, nil)
	for path, status := range map[string]int{"/": 200, "/agent": 401, "/policies/returns": 200} {
		resp, body := s.ask("GET", path, "", "")
		csp := resp.Header.Get("Content-Security-Policy")
		if resp.StatusCode != status || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
			t.Errorf("%s: %d %s", path, resp.StatusCode, resp.Header.Get("Content-Type"))
		}
		if !strings.Contains(csp, "script-src 'self'") || strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'none'") {
			t.Errorf("%s: policy %q", path, csp)
		}
		if resp.Header.Get("X-Content-Type-Options") != "nosniff" || strings.Contains(body, "<script>") || strings.Contains(body, "style=") {
			t.Errorf("%s: %v\n%s", path, resp.Header, body)
		}
	}
}

func TestPolicyPage(t *testing.T) {
	s := open(t, nil)
	_, body := s.ask("GET", "/policies/returns", "", "")
	for _, want := range []string{"<h1>Returns &amp; Refunds</h1>", "<p>Send it back within <strong>30 days</strong>. We pay.</p>",
		"<h2>What we need</h2>", "<ul><li>the box</li><li>5 &lt; 6</li></ul>"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %s:\n%s", want, body)
		}
	}
	resp, _ := s.ask("GET", "/policies/none", "", "")
	wantProblem(t, resp, 404)
}

func TestMediaAndAssets(t *testing.T) {
	s := open(t, nil)
	p, _ := s.Shelf.Product("u1")
	resp, body := s.ask("GET", "/media/"+p.Image, "", "")
	if resp.StatusCode != 200 || resp.Header.Get("Content-Type") != "image/svg+xml" || !strings.Contains(resp.Header.Get("Content-Security-Policy"), "sandbox") || !strings.Contains(body, "<svg") {
		t.Errorf("a drawing: %d %v", resp.StatusCode, resp.Header)
	}
	for _, path := range []string{"/media/none.png", "/media/", "/media/..%2fdaogou.db", "/media/%2e%2e/daogou.db", "/media/daogou.db",
		"/assets/none.js", "/assets/..%2fpage.go", "/assets/widget", "/nothing", "/api", "/agent/x"} {
		resp, _ := s.ask("GET", path, "", "")
		if resp.StatusCode != 404 && resp.StatusCode/100 != 3 {
			t.Errorf("%s: %d, want 404", path, resp.StatusCode)
		}
	}
	for path, kind := range map[string]string{"/widget.js": "text/javascript", "/assets/widget/element.js": "text/javascript",
		"/assets/widget/widget.css": "text/css", "/assets/icon.svg": "image/svg+xml"} {
		resp, _ := s.ask("GET", path, "", "")
		if resp.StatusCode != 200 || !strings.HasPrefix(resp.Header.Get("Content-Type"), kind) || resp.Header.Get("Access-Control-Allow-Origin") != "*" || resp.Header.Get("ETag") == "" {
			t.Errorf("%s: %d %v", path, resp.StatusCode, resp.Header)
		}
	}
}

func TestMethodsAndHealth(t *testing.T) {
	ready := errors.New("index loading")
	s := open(t, func(s *Server) { s.Ready = func(context.Context) error { return ready } })
	resp, _ := s.ask("DELETE", "/api/search", "", "")
	wantProblem(t, resp, 405)
	if allow := resp.Header.Get("Allow"); !strings.Contains(allow, "GET") {
		t.Errorf("Allow: %q", allow)
	}
	if resp, _ := s.ask("GET", "/healthz", "", ""); resp.StatusCode != 200 {
		t.Errorf("healthz: %d", resp.StatusCode)
	}
	resp, body := s.ask("GET", "/readyz", "", "")
	wantProblem(t, resp, 503)
	if strings.Contains(body, "index loading") {
		t.Errorf("readyz shows the inside: %s", body)
	}
	ready = nil
	if resp, _ := s.ask("GET", "/readyz", "", ""); resp.StatusCode != 200 {
		t.Errorf("readyz: %d", resp.StatusCode)
	}
	_, body = s.ask("GET", "/metrics", "", "")
	if !strings.Contains(body, `daogou_http_request_duration_seconds_count{route="GET /readyz",status="503"} 1`) || !strings.Contains(body, "daogou_connections 0") {
		t.Errorf("metrics:\n%.2000s", body)
	}
}

func TestEventsRoute(t *testing.T) {
	s := open(t, nil)
	key := must(s.Store.AddKey(context.Background(), "warehouse"))(t)
	line := func(id, more string) string {
		return `{"id":"` + id + `","event":"view","product_id":"m1","time":"2026-01-02T03:04:05Z"` + more + "}\n"
	}
	tests := []struct {
		name, token, body         string
		status                    int
		accepted, added, rejected int
	}{
		{"a server brings anyone's", key, line("a", `,"customer":"c1"`) + "\n" + line("b", `,"session":"s1"`), 200, 2, 2, 0},
		{"sent again, nothing is new", key, line("a", `,"customer":"c1"`), 200, 1, 0, 0},
		{"a customer brings her own", s.token("c1"), line("a", "") + line("a2", `,"customer":"c1"`), 200, 2, 2, 0},
		{"an id is hers alone", s.token("c2"), line("a", ""), 200, 1, 1, 0},
		{"not another's", s.token("c1"), line("x", `,"customer":"c2"`), 400, 0, 0, 1},
		{"a bad line costs itself", key, "no JSON\n" + line("c", `,"customer":"c1"`) + line("", `,"customer":"c1"`) + line("d", ""), 200, 1, 1, 3},
		{"an unknown product", key, `{"id":"e","event":"view","product_id":"no","customer":"c1"}`, 400, 0, 0, 1},
		{"the future", key, `{"id":"e","event":"view","product_id":"m1","customer":"c1","time":"2999-01-01T00:00:00Z"}`, 400, 0, 0, 1},
		{"nothing", key, "", 200, 0, 0, 0},
	}
	for _, tt := range tests {
		resp, body := s.ask("POST", "/api/events", tt.token, tt.body)
		var r eventsReply
		check(t, json.Unmarshal([]byte(body), &r))
		if resp.StatusCode != tt.status || r.Accepted != tt.accepted || r.Added != tt.added || r.Rejected != tt.rejected || len(r.Errors) != tt.rejected {
			t.Errorf("%s: got %d %s", tt.name, resp.StatusCode, body)
		}
	}
	for len(s.taste.seen) > 1 {
		<-s.taste.seen
	}
	if e := <-s.taste.seen; e.Customer != "c1" || e.ID != "c" {
		t.Errorf("the recommender saw last %+v", e)
	}
}

func TestWhoMayBringEvents(t *testing.T) {
	s := open(t, nil)
	for name, token := range map[string]string{"nobody": "", "a guessed key": "daogou_guess", "a forged identity": Sign([]byte("x"), Claims{"c1", "demo", 1 << 40})} {
		resp, _ := s.ask("POST", "/api/events", token, `{"id":"a","event":"view","product_id":"m1"}`)
		if resp.Header.Get("WWW-Authenticate") == "" {
			t.Errorf("%s: no word on how to sign in", name)
		}
		wantProblem(t, resp, 401)
	}
	for name, body := range map[string]string{"a line too long": `{"id":"` + strings.Repeat("x", 17<<10) + `"}`,
		"too many lines": strings.Repeat("{}\n", 10_001), "too much": strings.Repeat(strings.Repeat(" ", 8<<10)+"\n", 1100)} {
		resp, _ := s.ask("POST", "/api/events", s.token("c1"), body)
		t.Log(name)
		wantProblem(t, resp, 413)
	}
}

func TestDemoSignIn(t *testing.T) {
	s := open(t, func(s *Server) { s.Shop.Customers = []string{"c1"} })
	resp, body := s.ask("POST", "/demo/sign-in?customer=c1", "", "")
	var reply struct{ Token string }
	check(t, json.Unmarshal([]byte(body), &reply))
	if c, err := Verify(secret, "demo", reply.Token, time.Now()); resp.StatusCode != 200 || err != nil || c.Subject != "c1" {
		t.Errorf("a demo customer: %d %s, %v", resp.StatusCode, body, err)
	}
	for _, customer := range []string{"c2", "", "c1 "} {
		resp, _ := s.ask("POST", "/demo/sign-in?customer="+url.QueryEscape(customer), "", "")
		wantProblem(t, resp, 404)
	}
	resp, _ = open(t, nil).ask("POST", "/demo/sign-in?customer=", "", "")
	wantProblem(t, resp, 404)
}
