package nlu

import (
	"slices"

	"daogou/lexicon"
)

// scope is a stretch of tokens that is said not to be wanted.
type scope struct{ from, to int }

// negations finds what is not wanted: the phrases right after a word of
// negation or exception and those joined to them ("no velvet or pink"), and
// the phrase right before "is out" or 除外.
func (p *parse) negations() []scope {
	var out []scope
	for _, s := range p.hits("neg_before") {
		if s.To >= len(p.ts) || clauseMark(p.ts[s.To].Text) || p.guarded(s) || p.counted(s) {
			continue // "no, I meant" corrects and excludes nothing
		}
		if sc := p.forward(s.From, s.To); sc.to > sc.from {
			out = append(out, sc)
		}
	}
	for _, s := range p.hits("neg_after") {
		if p.guarded(s) || p.reaches(s) || p.is(s.To, "too_much") || p.beginsPart(s) {
			continue
		}
		if sc := p.backward(s.From); sc.to > sc.from {
			out = append(out, sc)
		}
	}
	return out
}

// ownings finds what somebody has already.
func (p *parse) ownings() []scope {
	var out []scope
	for _, s := range p.owned() {
		sc := p.forward(s.From, s.To)
		if sc.to == sc.from {
			sc = p.backward(s.From)
		}
		if sc.to > sc.from {
			out = append(out, sc)
		}
	}
	return out
}

// isOwned reports whether token i is of what somebody has already.
func (p *parse) isOwned(i int) bool {
	return slices.ContainsFunc(p.owns, func(s scope) bool { return s.from <= i && i < s.to })
}

// owned gives where it is said what somebody has and needs no more: "he already has a
// helmet", "she has a stroller already".
func (p *parse) owned() []lexicon.Said {
	out := p.hits("owns")
	for i := range p.ts {
		if !p.is(i, "already") || p.overlaps(i, i+1, "owns") {
			continue
		}
		for j := max(p.clauseStart(i), i-6); j < i; j++ {
			if p.is(j, "having_got") {
				out = append(out, lexicon.Said{Class: "owns", From: j, To: j + 1})
				break
			}
		}
	}
	return out
}

// beginsPart reports whether the word begins what a space sets apart, and more
// follows there, which it is about: 书架 不要白色的.
func (p *parse) beginsPart(s lexicon.Said) bool {
	return s.From > 0 && p.ts[s.From].Space && p.ts[s.From].Kind == lexicon.Han && s.To < len(p.ts) && !clauseMark(p.ts[s.To].Text) && !p.ts[s.To].Space
}

// guarded reports whether the word overlaps a phrase that negates nothing
// (有没有, "if not").
func (p *parse) guarded(s lexicon.Said) bool {
	for _, n := range p.hits("neg_not") {
		if n.From < s.To && s.From < n.To && s.To-s.From <= n.To-n.From {
			return true
		}
	}
	return false
}

// reaches reports whether a word that may stand before or behind what it negates
// has that right behind it: 头盔不要黑色 is about black.
func (p *parse) reaches(s lexicon.Said) bool {
	return s.To < len(p.ts) && slices.ContainsFunc(p.hits("neg_before"), func(b lexicon.Said) bool { return b.To == s.To }) &&
		slices.ContainsFunc(p.all, func(m lexicon.Match) bool {
			return m.From >= s.To && m.From <= s.To+1 && p.clauseEnd(s.To) > m.From
		})
}

// counted reports whether the negation belongs to an amount ("not over $50").
func (p *parse) counted(s lexicon.Said) bool {
	for _, r := range p.ranges {
		if r.Said != "eq" && r.Start <= p.ts[s.From].Start && p.ts[s.To-1].End <= r.End {
			return true
		}
	}
	return false
}

// phrases are the shop's words and the people spoken of, in order.
func (p *parse) phrases() []lexicon.Match {
	out := slices.Clone(p.all)
	for _, who := range p.people {
		if !p.insideMatch(who) {
			out = append(out, lexicon.Match{From: who.From, To: who.To, Field: "person"})
		}
	}
	slices.SortStableFunc(out, func(a, b lexicon.Match) int { return a.From - b.From })
	return out
}

// forward gives the phrases behind a negation at start..i that it reaches: the
// first within the clause, at most five tokens away, and those joined to it. A
// phrase that the negation is part of (没有线 for wireless, "not waterproof") is
// none.
func (p *parse) forward(start, i int) scope {
	end := p.spacedEnd(i)
	sc, field := scope{i, i}, ""
	if p.is(i, "too_much") { // 别太厚 says how thick, and no more
		return sc
	}
	for _, m := range p.phrases() {
		switch {
		case m.To > i && (m.From <= start || m.From < i && p.denies(m.From)):
			return scope{}
		case p.inLongerWord(m, i):
			continue
		case m.To <= i || m.From < sc.to && m.From != sc.from && sc.to > i:
			continue
		case m.From >= end || sc.to == i && (m.From-i > 5 || p.turns(i, max(i, m.From))):
			return sc
		case sc.to > i && m.From >= sc.to && !p.joins(sc.to, max(sc.to, m.From)) && !(m.From == sc.to && field != "category" && m.Field == field): // 木头竹子的
			return sc
		case sc.to > i && m.Field == "category" && p.ts[m.From].Kind == lexicon.Han && m.From != sc.from:
			return sc // 不带帽子的夹克
		}
		if sc.to == i {
			if m.Field == "category" && m.From-i > 1 && p.is(m.From-1, "linking") {
				return sc // 没有涂层的电饭煲
			}
			sc.from = m.From
		}
		sc.to, field = max(sc.to, m.To), m.Field
	}
	return sc
}

// spacedEnd is clauseEnd, a space between Han characters counted as a mark, which
// may also stand right behind the negation.
func (p *parse) spacedEnd(i int) int {
	end := p.clauseEnd(i)
	for j := i + 1; j < end; j++ {
		if p.ts[j].Space && p.ts[j].Kind == lexicon.Han && p.ts[j-1].Kind == lexicon.Han {
			return j
		}
	}
	return end
}

// denies reports whether token i is by itself a word of negation.
func (p *parse) denies(i int) bool {
	return slices.ContainsFunc(lexicon.Classes(p.ts[i:i+1]), func(s lexicon.Said) bool { return s.Class == "neg_before" })
}

// inLongerWord reports whether a lone Han character ends a word that the shop does
// not know: the 灯 of 没路灯.
func (p *parse) inLongerWord(m lexicon.Match, i int) bool {
	return m.To-m.From == 1 && m.Field == "category" && p.ts[m.From].Kind == lexicon.Han && m.From > i &&
		p.ts[m.From-1].Kind == lexicon.Han && !lexicon.Particle(p.ts[m.From-1].Text)
}

// turns reports whether the sentence turns to what is wanted between i and j.
func (p *parse) turns(i, j int) bool {
	for _, t := range p.ts[i:j] {
		if lexicon.Is("turns_to_wish", t.Text) {
			return true
		}
	}
	return false
}

// joins reports whether only words of listing stand between two phrases, or
// the two stand together as one ("no dark chocolate").
func (p *parse) joins(i, j int) bool {
	for _, t := range p.ts[i:j] {
		if !lexicon.Is("within_unwanted", t.Text) {
			return false
		}
	}
	return j-i <= 2 && (j > i || p.ts[i].Kind != lexicon.Han)
}

// backward gives the phrase that ends right before token i.
func (p *parse) backward(i int) scope {
	start := p.clauseStart(i)
	for k := len(p.all) - 1; k >= 0; k-- {
		m := p.all[k]
		if m.To > i || m.From < start {
			continue
		}
		for _, t := range p.ts[m.To:i] {
			if !lexicon.Is("before_refusal", t.Text) {
				return scope{}
			}
		}
		return scope{p.together(m.From, k), m.To}
	}
	return scope{}
}

// together extends a phrase that begins at from to those of the same kind that
// stand right before it: 猫砂狗窝都不看.
func (p *parse) together(from, k int) int {
	for j := k - 1; j >= 0; j-- {
		if m := p.all[j]; m.Field == p.all[k].Field && m.How != "column" && (m.To == from || p.enumerated(m.To, from) || m.To+1 == from && p.is(m.To, "linking")) {
			from = m.From
		}
	}
	return from
}

// negated reports whether token i is said not to be wanted.
func (p *parse) negated(i int) bool {
	for _, s := range p.negs {
		if s.from <= i && i < s.to {
			return true
		}
	}
	return false
}
