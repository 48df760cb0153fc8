package llm

import (
	"context"
	"errors"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics count what a client does. A Client is a prometheus.Collector of them.
type metrics struct {
	all        []prometheus.Collector
	calls      *prometheus.CounterVec // by kind and outcome
	tokens     *prometheus.CounterVec // by kind: prompt or answer
	firstToken prometheus.Histogram
	wait       prometheus.Histogram
	embeddings *prometheus.CounterVec // by source: server or cache
}

func newMetrics(c *Client) *metrics {
	seconds := []float64{.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}
	m := &metrics{
		calls:      counter("daogou_llm_calls_total", "Calls to the language model.", "kind", "outcome"),
		tokens:     counter("daogou_llm_tokens_total", "Tokens read and written by the language model.", "kind"),
		embeddings: counter("daogou_llm_embeddings_total", "Texts embedded.", "source"),
		firstToken: histogram("daogou_llm_first_token_seconds", "Time to the first token, without waiting.", seconds),
		wait:       histogram("daogou_llm_wait_seconds", "Time in the queue.", seconds),
	}
	m.all = []prometheus.Collector{m.calls, m.tokens, m.embeddings, m.firstToken, m.wait,
		gauge("daogou_llm_queued", "Calls that wait.", func() float64 { return float64(c.chats.queued()) }),
		gauge("daogou_llm_up", "1 when a language model answers.", func() float64 {
			if c.Up() {
				return 1
			}
			return 0
		})}
	return m
}

func counter(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
}

func histogram(name, help string, buckets []float64) prometheus.Histogram {
	return prometheus.NewHistogram(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets})
}

func gauge(name, help string, f func() float64) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, f)
}

func (m *metrics) chatted(r Reply, err error) {
	m.calls.WithLabelValues("chat", outcome(err)).Inc()
	m.tokens.WithLabelValues("prompt").Add(float64(r.PromptTokens))
	m.tokens.WithLabelValues("answer").Add(float64(r.Tokens))
	if r.FirstToken > 0 {
		m.firstToken.Observe(r.FirstToken.Seconds())
		m.wait.Observe(r.Wait.Seconds())
	}
}

// outcome names an error in a word.
func outcome(err error) string {
	if err == nil {
		return "ok"
	}
	for name, target := range map[string]error{
		"down": ErrDown, "no_model": ErrNoModel, "busy": ErrBusy, "preempted": ErrPreempted, "slow": ErrSlow,
		"cut": ErrCut, "blank": ErrBlank, "bad_json": ErrBadJSON, "refused": ErrRefused,
		"cancelled": context.Canceled, "deadline": context.DeadlineExceeded,
	} {
		if errors.Is(err, target) {
			return name
		}
	}
	return "error"
}

// Describe makes a Client a prometheus.Collector.
func (c *Client) Describe(ch chan<- *prometheus.Desc) {
	for _, m := range c.metrics.all {
		m.Describe(ch)
	}
}

// Collect makes a Client a prometheus.Collector.
func (c *Client) Collect(ch chan<- prometheus.Metric) {
	for _, m := range c.metrics.all {
		m.Collect(ch)
	}
}
