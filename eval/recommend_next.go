package eval

import (
	"context"
	"fmt"
	"time"

	"daogou/recommend/cf"
)

// keptFollowers is how many entries of each row of the transitions are kept.
const keptFollowers = 400

// recommendNext is leave-one-out: the last item of each line is to be foretold
// from all before it, among all items that are not in the line. The settings are
// chosen on the items before the last.
func recommendNext(ctx context.Context, opt RecommendOptions) (*RecommendReport, error) {
	items := &names{number: map[string]int32{}}
	file, err := readInteractions(opt.Train, items)
	if err != nil {
		return nil, err
	}
	r := &RecommendReport{Protocol: LeaveOneOut, Items: len(items.names)}
	rest, last := make([][]int32, len(file.Sets)), make([][]int32, len(file.Sets))
	for u, line := range file.Sets {
		rest[u] = line
		r.Events += len(line)
		if n := len(line); n > 1 {
			rest[u], last[u] = line[:n-1], line[n-1:]
		}
	}
	began := time.Now()
	opt.Log("searching for an order")
	a, order := cf.FitOrder(rest, r.Items, keptFollowers, opt.Fast, func(t cf.OrderTrial) {
		opt.Log(fmt.Sprintf("  %s: HR@10 %.4f, NDCG@10 %.4f on the items before the last", t.Order, t.HR, t.NDCG))
	})
	r.Train, r.Chosen = time.Since(began).Seconds(), order.String()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	tastes := make([][]cf.Liking, len(rest))
	for u, line := range rest {
		tastes[u] = order.Likings(line)
	}
	lists := r.serve(a, cf.NewSequences(rest, r.Items).Popular(), tastes)
	r.measure(lists, last, tastes)
	return r, writeLists(opt.Run, file.Users, lists, items.names)
}
