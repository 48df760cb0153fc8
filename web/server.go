package web

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"daogou/catalog"
	"daogou/chat"
)

// Server answers every route. The fields are set before Handler is called and
// required unless they say otherwise.
type Server struct {
	Engine  *chat.Engine
	Store   *catalog.Store
	Shelf   *catalog.Shelf
	Taste   Observer // counts events that come over HTTP; may be nil
	Shop    Shop
	Secret  []byte                      // signs identity tokens
	Origins []string                    // further origins whose pages may connect: https://shop.example; "*" is all
	Media   fs.FS                       // what /media/ serves; nil: nothing
	Ready   func(context.Context) error // nil when everything is loaded and open; its error is for the log
	Metrics *prometheus.Registry
	Log     *slog.Logger
	Now     func() time.Time // nil: time.Now

	start   sync.Once
	life    context.Context // of all connections
	end     context.CancelCauseFunc
	metrics *metrics

	patience patience // zero: the usual; tests have less

	mu      sync.Mutex
	closing bool
	conns   sync.WaitGroup // of connections; grows only while closing is false
}

// Shop is what the pages say of the shop.
type Shop struct {
	ID   string            // the audience of identity tokens
	Name string            // shown where Names has no name for a language
	Demo bool              // the page says that nothing is for sale
	Also map[string]string // the name in further languages, by locale

	// Customers are who anybody may sign in as on the page, by ID: for a demo
	// shop, whose customers are invented. A real shop has none.
	Customers []string
}

// Observer counts an event from the next recommendation on.
type Observer interface{ Observe(catalog.Event) }

// Timeouts for the http.Server that serves the Handler. There is none for
// writing: pictures take what a slow line needs.
const (
	ReadHeaderTimeout = 10 * time.Second
	IdleTimeout       = 2 * time.Minute
	MaxHeaderBytes    = 32 << 10
)

// Handler gives all routes.
func (s *Server) Handler() http.Handler {
	s.start.Do(func() {
		s.life, s.end = context.WithCancelCause(context.Background())
		s.metrics = newMetrics(s.Metrics)
	})
	mux := http.NewServeMux()
	for pattern, h := range s.routes() {
		mux.Handle(pattern, s.metrics.count(pattern, h))
	}
	mux.HandleFunc("GET /ws", s.serveWS)
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.Metrics, promhttp.HandlerOpts{}))
	return s.shield(mux)
}

func (s *Server) routes() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"GET /{$}":               s.home,
		"GET /widget.js":         s.widget,
		"GET /assets/{name...}":  s.asset,
		"GET /agent":             s.agent,
		"GET /api/search":        s.search,
		"GET /api/facets":        s.facets,
		"GET /api/recommend":     s.recommend,
		"GET /api/products/{id}": s.product,
		"GET /api/memory":        s.memory,
		"DELETE /api/memory":     s.forget,
		"POST /api/events":       s.events,
		"POST /demo/sign-in":     s.signIn,
		"GET /media/{name...}":   s.media,
		"GET /policies/{name}":   s.policy,
		"GET /healthz":           s.healthz,
		"GET /readyz":            s.readyz,
	}
}

// shield recovers a handler's bug, answers unknown routes with a problem and
// sets the headers that every answer carries.
func (s *Server) shield(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer s.recover(w, r)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "strict-origin-when-cross-origin")
		if _, pattern := mux.Handler(r); pattern == "" {
			unrouted(mux, w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// unrouted answers what no route takes: 405 with Allow where another method
// would do, 404 otherwise, both as problems.
func unrouted(mux *http.ServeMux, w http.ResponseWriter, r *http.Request) {
	plain := discard{header: http.Header{}}
	mux.ServeHTTP(&plain, r)
	if plain.status != http.StatusMethodNotAllowed {
		writeProblem(w, notFound, "There is nothing here.")
		return
	}
	allow := plain.header.Get("Allow")
	w.Header().Set("Allow", allow)
	writeProblem(w, wrongMethod, "This route takes "+allow+".")
}

// discard keeps a plain answer's status and headers and drops its body.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }
func (d *discard) WriteHeader(status int)      { d.status = status }

func (s *Server) recover(w http.ResponseWriter, r *http.Request) {
	v := recover()
	if v == nil {
		return
	}
	if v == http.ErrAbortHandler {
		panic(v)
	}
	s.Log.ErrorContext(r.Context(), "handler panicked", "path", r.URL.Path, "panic", v, "stack", stack())
	writeProblem(w, internal, "Something went wrong on our side. Please try again.")
}

// join counts a connection in, unless the server is going away.
func (s *Server) join() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closing {
		s.conns.Add(1)
	}
	return !s.closing
}

// Shutdown ends every WebSocket with 1001 and waits until all are gone or ctx
// ends. http.Server.Shutdown knows nothing of them; call both.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	s.closing = true
	s.mu.Unlock()
	if s.end != nil {
		s.end(goingAway)
	}
	gone := make(chan struct{})
	go func() { s.conns.Wait(); close(gone) }()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Server) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}
