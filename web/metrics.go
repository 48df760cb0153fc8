package web

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics counts what comes in and goes out.
type metrics struct {
	conns    prometheus.Gauge
	sent     prometheus.Counter
	frames   *prometheus.CounterVec   // by type; "refused" is what decode refused
	requests *prometheus.HistogramVec // by route and status
}

func newMetrics(reg prometheus.Registerer) *metrics {
	m := &metrics{
		conns: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "daogou_connections", Help: "Open WebSocket connections."}),
		sent: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "daogou_frames_sent_total", Help: "Frames sent to clients."}),
		frames: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "daogou_frames_received_total", Help: "Frames from clients, by type."}, []string{"type"}),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "daogou_http_request_duration_seconds", Help: "HTTP requests, by route and status.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, 1, 5}}, []string{"route", "status"}),
	}
	reg.MustRegister(m.conns, m.sent, m.frames, m.requests)
	return m
}

func (m *metrics) received(f *inbound) {
	kind := "refused"
	if f != nil {
		kind = f.Type
	}
	m.frames.WithLabelValues(kind).Inc()
}

// count times a route.
func (m *metrics) count(route string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began, status := time.Now(), &statusWriter{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(status, r)
		m.requests.WithLabelValues(route, strconv.Itoa(status.status)).Observe(time.Since(began).Seconds())
	})
}

// statusWriter remembers the status.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the writer below.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, "application/json", http.StatusOK, map[string]string{"status": "alive"})
}

func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	if s.Ready != nil {
		if err := s.Ready(r.Context()); err != nil {
			s.Log.InfoContext(r.Context(), "not ready", "err", err)
			writeProblem(w, busy, "Not ready yet.")
			return
		}
	}
	writeJSON(w, "application/json", http.StatusOK, map[string]string{"status": "ready"})
}
