package llm_test

import (
	"bufio"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"daogou/llm"
	"daogou/llm/ollamafake"
)

// BenchmarkFirstToken compares the time to the first token through a Client with
// that of a bare request to the same fake.
func BenchmarkFirstToken(b *testing.B) {
	url, stop, err := (&ollamafake.Fake{Answer: func(ollamafake.Request) ollamafake.Answer {
		return ollamafake.Answer{Text: strings.Repeat("word ", 20)}
	}}).Start("")
	if err != nil {
		b.Fatal(err)
	}
	defer stop()
	b.Run("bare", func(b *testing.B) {
		body := `{"model":"fake:latest","messages":[{"role":"user","content":"hi"}]}`
		var first time.Duration
		for b.Loop() {
			start := time.Now()
			resp, err := http.Post(url+"/api/chat", "application/json", strings.NewReader(body))
			if err != nil {
				b.Fatal(err)
			}
			lines := bufio.NewScanner(resp.Body)
			lines.Scan()
			first += time.Since(start)
			for lines.Scan() {
			}
			_ = resp.Body.Close()
		}
		b.ReportMetric(float64(first.Microseconds())/float64(b.N), "first-µs")
	})
	b.Run("client", func(b *testing.B) {
		server, err := llm.NewOllama(url)
		if err != nil {
			b.Fatal(err)
		}
		c := llm.New(llm.Config{Server: server})
		c.Probe(b.Context())
		var first time.Duration
		b.ReportAllocs()
		for b.Loop() {
			reply, err := c.Chat(b.Context(), hi, nil)
			if err != nil {
				b.Fatal(fmt.Errorf("%w: %q", err, reply.Text))
			}
			first += reply.FirstToken
		}
		b.ReportMetric(float64(first.Microseconds())/float64(b.N), "first-µs")
	})
}
