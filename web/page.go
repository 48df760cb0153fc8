package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"time"
)

//go:embed static
var embedded embed.FS

//go:embed pages/*.html
var pageFiles embed.FS

var pages = template.Must(template.New("").Funcs(template.FuncMap{"json": dataBlock}).ParseFS(pageFiles, "pages/*.html"))

// dataBlock is a value as JSON that may stand within a script element of type
// application/json: json.Marshal escapes <, > and &.
func dataBlock(v any) (template.JS, error) {
	raw, err := json.Marshal(v)
	return template.JS(raw), err
}

// policyHeader lets a page run this server's scripts and no others, none
// inline, and be framed by nobody. Pictures may come from where a feed says.
const policyHeader = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https: http:; " +
	"connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// In is the shop's name in a language.
func (s Shop) In(lang string) string {
	if name := s.Also[lang]; name != "" {
		return name
	}
	return s.Name
}

// names gives the name in every language the pages speak.
func (s Shop) names() map[string]string {
	return map[string]string{"en": s.In("en"), "zh": s.In("zh")}
}

// home is the demo shop. The page draws itself in the browser; what it needs to
// begin stands in it as data.
func (s *Server) home(w http.ResponseWriter, r *http.Request) {
	rules, err := s.Store.Policies(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	type link struct {
		Name   string `json:"name"`
		Title  string `json:"title"`
		Locale string `json:"locale"`
	}
	links := make([]link, 0, len(rules))
	for _, p := range rules {
		links = append(links, link{p.Name, p.Title, p.Locale})
	}
	lang := locale(r)
	s.render(w, r, http.StatusOK, "shop.html", map[string]any{
		"Lang": lang, "Shop": s.Shop.In(lang),
		"Data": map[string]any{"names": s.Shop.names(), "demo": s.Shop.Demo, "policies": links, "customers": s.Shop.Customers},
	})
}

// demoVisit is how long a demo customer stays signed in.
const demoVisit = 12 * time.Hour

// signIn gives an identity token of one of the demo's invented customers.
func (s *Server) signIn(w http.ResponseWriter, r *http.Request) {
	customer := r.FormValue("customer")
	if !slices.Contains(s.Shop.Customers, customer) {
		writeProblem(w, notFound, "There is no such demo customer.")
		return
	}
	token := Sign(s.Secret, Claims{Subject: customer, Audience: s.Shop.ID, Expires: s.now().Add(demoVisit).Unix()})
	writeJSON(w, "application/json", http.StatusOK, map[string]string{"token": token})
}

// agent says who may come in. There is no way to sign in here yet, and the page
// says so.
func (s *Server) agent(w http.ResponseWriter, r *http.Request) {
	lang := locale(r)
	w.Header().Set("WWW-Authenticate", `Bearer realm="agent"`)
	s.render(w, r, http.StatusUnauthorized, "agent.html", map[string]any{"Lang": lang, "Shop": s.Shop.In(lang)})
}

// render answers with a page.
func (s *Server) render(w http.ResponseWriter, r *http.Request, status int, name string, data any) {
	var page bytes.Buffer
	if err := pages.ExecuteTemplate(&page, name, data); err != nil {
		s.fail(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policyHeader)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	h.Set("Cache-Control", "no-cache")
	h.Add("Vary", "Accept-Language")
	w.WriteHeader(status)
	_, _ = w.Write(page.Bytes()) // the client is gone when it fails
}

// widget is the one script of the chat widget.
func (s *Server) widget(w http.ResponseWriter, r *http.Request) { serveAsset(w, r, "widget.js") }

func (s *Server) asset(w http.ResponseWriter, r *http.Request) {
	serveAsset(w, r, r.PathValue("name"))
}

// serveAsset serves an embedded file. Any page may load it: the widget lives on
// other origins.
func serveAsset(w http.ResponseWriter, r *http.Request, name string) {
	name = path.Join("static", path.Clean("/"+name))
	body, err := fs.ReadFile(embedded, name)
	if err != nil {
		writeProblem(w, notFound, "There is no such file.")
		return
	}
	sum := sha256.Sum256(body)
	h := w.Header()
	h.Set("Content-Type", contentType(name))
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Cache-Control", "no-cache") // asked again each time, answered 304 by the tag
	h.Set("ETag", `"`+base64.RawURLEncoding.EncodeToString(sum[:9])+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// contentType does not ask the machine's table: it differs between machines.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return "application/octet-stream"
}
