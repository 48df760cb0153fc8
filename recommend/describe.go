package recommend

import (
	"fmt"
	"slices"
	"time"
)

// mostBars is how many bars a histogram over time has at most.
const mostBars = 60

// describe draws the histograms.
func (p *Preparation) describe(h *History) {
	p.Kept, p.Shoppers, p.Items, p.Visits = len(h.Actions), 0, 0, h.Visits
	p.Kinds = map[string]int{}
	hours := make([]int, 24)
	byShopper, byItem := make([]int, len(h.Shoppers)), make([]int, len(h.Items))
	for _, a := range h.Actions {
		p.Kinds[a.kind]++
		hours[a.at.UTC().Hour()]++
		byShopper[a.shopper]++
		byItem[a.item]++
	}
	for hour, n := range hours {
		p.Hours = append(p.Hours, Bar{fmt.Sprintf("%02d", hour), n})
	}
	p.Days = days(h)
	p.PerShopper, p.Shoppers = doublings(byShopper)
	p.PerItem, p.Items = doublings(byItem)
	slices.Sort(byItem)
	for _, n := range slices.Backward(byItem) {
		p.ByRank = append(p.ByRank, float64(n)/float64(p.Kept))
	}
}

// days counts the events of each day, or of as many days together as make
// mostBars bars.
func days(h *History) []Bar {
	if len(h.Actions) == 0 {
		return nil
	}
	first := h.Actions[0].at
	for _, a := range h.Actions {
		if a.at.Before(first) {
			first = a.at
		}
	}
	first = first.UTC().Truncate(24 * time.Hour)
	total := int(h.Until.Sub(first).Hours()/24) + 1
	width := (total + mostBars - 1) / mostBars
	bars := make([]Bar, (total+width-1)/width)
	for i := range bars {
		bars[i].Label = first.AddDate(0, 0, i*width).Format(time.DateOnly)
	}
	for _, a := range h.Actions {
		bars[int(a.at.Sub(first).Hours()/24)/width].Count++
	}
	return bars
}

// doublings counts how many have 1, 2, 3 to 4, 5 to 8, ... events, and how many
// have any.
func doublings(counts []int) (bars []Bar, any int) {
	for _, n := range counts {
		if n == 0 {
			continue
		}
		any++
		slot := 0
		for 1<<slot < n {
			slot++
		}
		for len(bars) <= slot {
			bars = append(bars, Bar{Label: doublingLabel(len(bars))})
		}
		bars[slot].Count++
	}
	return bars, any
}

func doublingLabel(slot int) string {
	if slot < 2 {
		return fmt.Sprint(1 << slot)
	}
	return fmt.Sprintf("%d–%d", 1<<(slot-1)+1, 1<<slot)
}
