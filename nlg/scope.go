package nlg

import (
	"regexp"
	"slices"
)

var pronoun = regexp.MustCompile(`\b(?:it|its|it's|this|that one|this one)\b|它|这款|这件|这台|这双|这本|这条|这只|这个|该款|此款`)

// idiom has an "it" that is no product.
var idiom = regexp.MustCompile(`\bit(?:'s| is| comes| all comes)? (?:really |basically |just |mostly |only )?(?:a (?:choice|question|matter|toss-up)|down to|up to you|about|between|depends)\b`)

// scope gives the records that a claim at a place may speak of: the product of
// its clause or table column, else the one named last before it, else the one
// named after it, else what "it" is, else all.
func (c *claims) scope(at int) []*record {
	if r := c.column(at); r != nil {
		return []*record{r}
	}
	if len(c.mentions) > 0 {
		return c.nearest(at)
	}
	if c.answer.subject != nil && pronoun.MatchString(idiom.ReplaceAllString(c.lower, "")) {
		return c.twins(c.answer.subject)
	}
	return c.facts.products
}

func (c *claims) nearest(at int) []*record {
	cl := c.clauseAt(at)
	if rs := c.beside(cl, at); len(rs) > 0 && !versus.MatchString(c.words(cl)) {
		return c.withTwins(rs)
	}
	if rs := c.within(clause{0, len(c.masked)}); len(rs) > 1 && versus.MatchString(c.words(cl)) {
		return c.withTwins(rs)
	} else if versus.MatchString(c.masked[:at]) { // what the one that is named is held against
		return slices.DeleteFunc(slices.Clone(c.facts.products), func(r *record) bool { return r == rs[0] })
	}
	last := c.mentions[0]
	for _, m := range c.mentions {
		if m.at < at {
			last = m
		}
	}
	if last.at < at { // and what stands beside it: "A and B: 10 and 12"
		return c.withTwins(c.within(c.clauseAt(last.at)))
	}
	return c.twins(last.record)
}

// beside gives the records named in a clause that a claim in it speaks of:
// those before it, up to the claim before ("A is 10 and B 12"), else the first
// after it.
func (c *claims) beside(cl clause, at int) []*record {
	for _, m := range c.mentions { // "wool for the Haldane"
		if m.at > at && m.at <= cl.to && givenTo.MatchString(c.masked[at:m.at]) {
			return []*record{m.record}
		}
	}
	from := cl.from
	for _, s := range c.spans {
		if s.End <= at && s.Start > from && len(c.within(clause{s.End, at})) > 0 {
			from = s.End
		}
	}
	if rs := c.within(clause{from, at}); len(rs) > 0 {
		return rs
	}
	for _, m := range c.mentions {
		if m.at >= at && m.at < cl.to {
			return []*record{m.record}
		}
	}
	return nil
}

// givenTo is a value and what parts it from the product that it is said of: "wool for
// the", "cotton", 棉质的.
var givenTo = regexp.MustCompile(`^[$¥]?[\w.,-]+(?: [\w-]+)? (?:for|on|with|like) (?:the )?$|^[a-z-]+ $|^\p{Han}{1,3}的$`)

// within gives the records named in a part of the sentence.
func (c *claims) within(cl clause) []*record {
	var rs []*record
	for _, m := range c.mentions {
		if m.at >= cl.from && m.at < cl.to {
			rs = append(rs, m.record)
		}
	}
	return rs
}

// versus are the words of a clause that speaks of what others name.
var versus = regexp.MustCompile(`\b(?:against|versus|vs|compared)\b|相比|一个.*一个|前者|后者`)

// twins are a record and those of the same title, its variants: by the title
// alone nobody can tell which is meant.
func (c *claims) twins(r *record) []*record { return c.withTwins([]*record{r}) }

func (c *claims) withTwins(rs []*record) []*record {
	all := slices.Clone(rs)
	for _, p := range c.facts.products {
		if !slices.Contains(all, p) && slices.ContainsFunc(rs, func(r *record) bool { return r.title == p.title }) {
			all = append(all, p)
		}
	}
	return all
}
