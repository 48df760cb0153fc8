package nlu

import (
	"slices"
	"strconv"
	"strings"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
)

// sizes reads sizes: letters and numbers count as such beside a word for size,
// as capitals, or where a size was asked for; 1米8 is 1.8米.
func (p *parse) sizes() []catalog.Filter {
	var out []catalog.Filter
	for _, c := range p.v.Columns() {
		if c.Kind == lexicon.Choice && (c.Base == "size" || strings.HasSuffix(c.Base, "_size")) {
			if values := p.sizesOf(c); len(values) > 0 {
				out = append(out, oneOf(c.Name, values))
			}
		}
	}
	return out
}

func (p *parse) sizesOf(c *lexicon.Column) []string {
	index := map[string]string{}
	for _, v := range c.Values {
		index[strings.Join(lexicon.Stems(v), " ")] = v
	}
	var out []string
	said := -1 // where the last size ends
	for i := 0; i < len(p.ts); i++ {
		for n := min(3, len(p.ts)-i); n > 0; n-- {
			v, ok := p.sizeAt(index, i, n)
			if second := said >= 0 && p.takesBack(said, i); v != "" && second {
				out, ok = nil, true
			}
			if ok {
				out = appendNew(out, v)
				p.use(i, i+n)
				i += n - 1
				said = i + 1
				break
			}
		}
	}
	return appendNew(appendNew(out, p.measuredSizes(c)...), p.otherSize(c, out)...)
}

// otherSize is a size in numbers that is called one and that no goods have: that
// there is none is to be said.
func (p *parse) otherSize(c *lexicon.Column, found []string) []string {
	if c.Base != "size" || len(found) > 0 || len(p.subject.choices) == 0 || !p.sized() {
		return nil
	}
	for i, t := range p.ts {
		if t.Kind == lexicon.Digits && p.is(i-1, "size_word") && !p.used[i] && !p.negated(i) {
			p.use(i, i+1)
			return []string{t.Text}
		}
	}
	return nil
}

// takesBack reports whether between two values only a word stands that takes the
// first one back: "a medium, no, large".
func (p *parse) takesBack(from, to int) bool {
	no := false
	for i := from; i < to; i++ {
		switch {
		case p.is(i, "takes_back"):
			no = true
		case p.ts[i].Kind != lexicon.Punct && !p.overlaps(i, i+1, "correct", "strip"):
			return false
		}
	}
	return no
}

func (p *parse) sizeAt(index map[string]string, i, n int) (string, bool) {
	if anyTrue(p.used[i:i+n]) || p.inNamed(i, i+n) || p.negated(i) || n == 1 && lexicon.InCode(p.ts, i) {
		return "", false
	}
	var key []string
	for _, t := range p.ts[i : i+n] {
		key = append(key, t.Stem)
	}
	joined := strings.Join(key, " ")
	v, ok := index[joined]
	if !ok {
		letter, isWord := lexicon.LetterSize(strings.ReplaceAll(joined, " ", ""))
		if !isWord {
			letter, isWord = lexicon.LetterSize(joined)
		}
		if v, ok = index[letter]; !isWord || !ok {
			return "", false
		}
		return v, p.sizeCue(i, i+n) || p.ts[i].Kind == lexicon.Han
	}
	if n > 1 && p.ts[i].Kind == lexicon.Digits && p.ts[i+1].Text != "x" {
		return v, true
	}
	t := p.ts[i]
	loud := n == 1 && t.Kind == lexicon.Word && t.Caps && len(t.Text) <= 4 && !p.is(i, "no_letter_size")
	return v, loud || n > 1 || p.sizeCue(i, i+n)
}

// sizeCue reports whether a word for size stands beside tokens i..j, or the
// assistant asked for one.
func (p *parse) sizeCue(i, j int) bool {
	if p.st.Asked == "size" {
		return true
	}
	switch {
	case p.is(i-1, "before_size"):
		return true
	case p.is(i-1, "before_new_size") && p.st.Act == chat.CartAct && p.lastComesIn(p.text[p.ts[i].Start:p.ts[j-1].End]):
		return true
	case p.is(j, "linking") && p.lastComesIn(p.text[p.ts[i].Start:p.ts[j-1].End]): // 43的也要
		return true
	case p.is(i-1, "before_size_loosely"):
		return p.ts[i].Kind != lexicon.Digits || !p.is(j, "no_size_unit") && !p.money(i)
	}
	return p.is(i-1, "is") && p.is(i-2, "size_word") || p.is(j, "after_size")
}

// lastComesIn reports whether what the cart's last change was about comes in a
// size.
func (p *parse) lastComesIn(said string) bool {
	letter, _ := lexicon.LetterSize(said)
	return slices.ContainsFunc(p.products(p.st.Focus), func(c *catalog.Product) bool {
		return slices.ContainsFunc(c.Values("size"), func(v string) bool { return strings.EqualFold(v, said) || strings.EqualFold(v, letter) })
	})
}

func (p *parse) money(i int) bool {
	for _, s := range p.spans {
		if s.Kind == lexicon.Money && s.Start <= p.ts[i].Start && p.ts[i].End <= s.End {
			return true
		}
	}
	return false
}

// measuredSizes finds sizes that state a measure said in another way.
func (p *parse) measuredSizes(c *lexicon.Column) []string {
	var out []string
	for _, r := range p.ranges {
		from, to := p.tokens(r.Start, r.End)
		if r.Kind != lexicon.Measure || r.Said != "eq" || anyTrue(p.used[from:to]) || r.Unit == "person" && !p.sized() {
			continue
		}
		if r.Unit == "size" {
			if i := slices.Index(c.Values, strconv.FormatFloat(r.Lo, 'f', -1, 64)); i >= 0 {
				out = append(out, c.Values[i])
				p.use(from, to)
			}
			continue
		}
		for _, v := range c.Values {
			for _, s := range lexicon.Of(lexicon.Read(v), lexicon.Measure) {
				if n, ok := lexicon.Convert(r.Lo, r.Unit, s.Unit); ok && n == s.Lo && s.Text == v && s.Unit != "size" && (r.Unit != "pc" || s.Unit == "pc") {
					out = appendNew(out, v)
					p.use(from, to)
				}
			}
		}
	}
	return out
}
