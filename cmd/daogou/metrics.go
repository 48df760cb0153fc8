package main

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"daogou/chat"
	"daogou/nlg"
)

// newMetrics is what /metrics shows of the process.
func newMetrics() *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return r
}

// turnTimes observes how long turns take, by act and by who wrote, and counts
// who understood them and why.
func turnTimes(r *prometheus.Registry) func(chat.Reading, *chat.Plan, *chat.DoneFrame) {
	times := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "daogou_turn_seconds", Help: "Time from a message to its done frame.",
		Buckets: []float64{.002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 15},
	}, []string{"act", "engine"})
	readings := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "daogou_readings_total", Help: "Turns by whose reading of them counted, builtin or llm, and why.",
	}, []string{"source", "reason"})
	r.MustRegister(times, readings)
	return func(read chat.Reading, p *chat.Plan, d *chat.DoneFrame) {
		if read.Source != "" {
			readings.WithLabelValues(read.Source, read.Reason).Inc()
		}
		act := "none"
		if p != nil {
			act = string(p.Act)
		}
		times.WithLabelValues(act, d.Engine).Observe(d.Timing.Total / 1000)
	}
}

// gateCounts shows what the fact gate let through and what it stopped, by reason.
type gateCounts struct{ gate *nlg.Gate }

var gateDesc = prometheus.NewDesc("daogou_gate_sentences_total",
	"Sentences of a language model by what the fact gate decided; an empty reason: passed.", []string{"reason"}, nil)

func (g gateCounts) Describe(ch chan<- *prometheus.Desc) { ch <- gateDesc }

func (g gateCounts) Collect(ch chan<- prometheus.Metric) {
	for reason, n := range g.gate.Counts() {
		ch <- prometheus.MustNewConstMetric(gateDesc, prometheus.CounterValue, float64(n), string(reason))
	}
}
