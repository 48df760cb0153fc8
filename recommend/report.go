package recommend

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
)

//go:embed report.html
var reportPage string

// Sizes of the drawings, in CSS pixels.
const (
	plotWidth  = 420
	plotHeight = 110
)

var reportTemplate = template.Must(template.New("report").Funcs(template.FuncMap{
	"bars": drawBars, "curve": drawCurve, "line": func(name string, values []float64) line { return line{name, values} }, "row": scoreRow,
}).Parse(reportPage))

// HTML writes the report as one page that needs nothing else.
func (r *Report) HTML(w io.Writer) error { return reportTemplate.Execute(w, r) }

// drawBars draws a histogram.
func drawBars(title string, bars []Bar) template.HTML {
	most := 1
	for _, b := range bars {
		most = max(most, b.Count)
	}
	var s strings.Builder
	fmt.Fprintf(&s, `<figure><svg width="%d" height="%d" role="img">`, plotWidth, plotHeight+14)
	for i, b := range bars {
		step := float64(plotWidth) / float64(len(bars))
		height := float64(plotHeight) * float64(b.Count) / float64(most)
		fmt.Fprintf(&s, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f"><title>%s: %d</title></rect>`,
			float64(i)*step, plotHeight-height, max(1, step-1), height, template.HTMLEscapeString(b.Label), b.Count)
	}
	if len(bars) > 0 {
		fmt.Fprintf(&s, `<text x="0" y="%d">%s</text><text x="%d" y="%d" text-anchor="end">%s</text>`, plotHeight+12,
			template.HTMLEscapeString(bars[0].Label), plotWidth, plotHeight+12, template.HTMLEscapeString(bars[len(bars)-1].Label))
	}
	fmt.Fprintf(&s, `</svg><figcaption>%s, at most %d</figcaption></figure>`, template.HTMLEscapeString(title), most)
	return template.HTML(s.String())
}

// line is one line of a curve.
type line struct {
	name   string
	values []float64
}

// drawCurve draws lines to one scale, each in a colour of its own.
func drawCurve(title string, lines ...line) template.HTML {
	most := 1e-12
	for _, l := range lines {
		for _, v := range l.values {
			most = max(most, v)
		}
	}
	var s, names strings.Builder
	fmt.Fprintf(&s, `<figure><svg width="%d" height="%d" role="img">`, plotWidth, plotHeight)
	for n, l := range lines {
		fmt.Fprintf(&s, `<polyline class="line%d" points="`, n)
		for i, v := range l.values {
			fmt.Fprintf(&s, "%.1f,%.1f ", float64(plotWidth)*float64(i)/float64(max(1, len(l.values)-1)), plotHeight*(1-v/most))
		}
		fmt.Fprintf(&s, `"/>`)
		fmt.Fprintf(&names, ` <span class="line%d">%s</span>`, n, template.HTMLEscapeString(l.name))
	}
	fmt.Fprintf(&s, `</svg><figcaption>%s, at most %.1f%%.%s</figcaption></figure>`, template.HTMLEscapeString(title), 100*most, names.String())
	return template.HTML(s.String())
}

func scoreRow(name string, score any) template.HTML {
	s, ok := score.(Score)
	if p, isPointer := score.(*Score); isPointer {
		s, ok = *p, true
	}
	if !ok {
		return ""
	}
	return template.HTML(fmt.Sprintf(`<tr><td>%s<td class="n">%.4f<td class="muted">%.4f to %.4f<td class="n">%.4f<td class="muted">%.4f to %.4f<td class="n">%.3f<td class="n">%.3f<td class="n">%.1f</tr>`,
		name, s.HR, s.LoHR, s.HiHR, s.NDCG, s.LoNDCG, s.HiNDCG, s.Coverage, s.Gini, s.Novelty))
}

// Example is a shopper of the test: what she bought, what she bought last, and
// what she would have been recommended before.
type Example struct {
	Shopper string   `json:"shopper"`
	Bought  []string `json:"bought"`
	Next    string   `json:"next"`
	Got     []string `json:"got"`
}

// examplesShown is how many shoppers the report shows.
const examplesShown = 6

// examples shows the first shoppers of the bench, by titles.
func (b *bench) examples() (list []Example) {
	title := func(id string) string {
		if p, ok := b.view.Product(id); ok {
			return p.Title
		}
		return id
	}
	w := &scratch{}
	for _, t := range b.targets[:min(examplesShown, len(b.targets))] {
		h := b.tastes[t.shopper]
		e := Example{Shopper: b.rest.Shoppers[t.shopper], Next: title(b.rest.Items[t.item])}
		for _, id := range h.recent() {
			if h.touches[id].bought && len(e.Bought) < rankedAt {
				e.Bought = append(e.Bought, title(id))
			}
		}
		for _, id := range b.serve(h, w) {
			e.Got = append(e.Got, title(id))
		}
		list = append(list, e)
	}
	return list
}
