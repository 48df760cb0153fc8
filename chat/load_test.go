package chat

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"
)

// BenchmarkTurn plays turns in 20 sessions at once and prints the times, in
// milliseconds from the message, that shoppers feel. What searches and writes
// is a fake, so this is the cost of the conversation itself.
func BenchmarkTurn(b *testing.B) {
	const sessions = 20
	b.Run(fmt.Sprintf("sessions=%d", sessions), func(b *testing.B) {
		s := open(b, b.TempDir(), nil)
		var mu sync.Mutex
		var cards, done []float64
		var wg sync.WaitGroup
		perSession := b.N/sessions + 1
		for range sessions {
			c := s.connect(Hello{})
			wg.Go(func() {
				for i := range perSession {
					f := one(b, c.say([]string{"dress", "lamp"}[i%2]), "done")
					mu.Lock()
					cards, done = append(cards, f.Timing.Cards), append(done, f.Timing.Total)
					mu.Unlock()
					time.Sleep(10 * time.Millisecond)
				}
			})
		}
		wg.Wait()
		slices.Sort(cards)
		slices.Sort(done)
		b.ReportMetric(cards[len(cards)/2], "cards-p50-ms")
		b.ReportMetric(cards[len(cards)*99/100], "cards-p99-ms")
		b.ReportMetric(done[len(done)/2], "done-p50-ms")
		b.ReportMetric(done[len(done)*99/100], "done-p99-ms")
	})
}
