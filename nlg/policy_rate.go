package nlg

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"daogou/lexicon"
)

// kind of an answer: how a question that asks for it looks, and a sentence that
// gives it.
type kind struct{ asked, given *regexp.Regexp }

var kinds = []kind{
	{regexp.MustCompile(`(?i)how much|costs?\b|postage|price|fees?\b|charge|what amount|how many dollars|多少钱|运费|邮费|费用|收费|几块|价钱|满多少`),
		regexp.MustCompile(`(?i)[$¥€£]\s?\d|\d\s?(?:元|块|dollars)|\bfree\b|免费|免费|包邮`)},
	{regexp.MustCompile(`(?i)warrant|guarantee|保修|质保`), regexp.MustCompile(`(?i)\d+(?: |-)?(?:months?|years?)|(?:\d+|[一二两三四五六七八九十半]+)\s?(?:年|个月)`)},
	{regexp.MustCompile(`(?i)how long|how many (?:days|weeks|months|years|hours)|how soon|when (?:will|does|do|can) .{0,20}(?:arrive|come|get|delivered)|什么时候.{0,4}(?:到|收)|多快|until when|til\b|几天|多久|多长时间|几年|几个月|多少天`),
		regexp.MustCompile(`(?i)\d+(?: working| business)?[ -](?:days?|weeks?|months?|years?|hours?|minutes?)|(?:\d+|[一二两三四五六七八九十半]+)\s?(?:个?工作日|天|年|个月|小时|分钟|周)`)},
	{regexp.MustCompile(`(?i)\breturn (?:it|them|this|policy|things|something)|send (?:it|them|things) back|能不能退|能退|可以退|退货(?:吗|么|政策|规则)|怎么退|退不退`),
		regexp.MustCompile(`(?i)within \d+|\d+[ -]days? (?:of|from|to|after|in which)|(?:\d+|[一二两三四五六七八九十]+)\s?(?:天|日)(?:之?内|以内|里|无理由|之前)`)},
	{regexp.MustCompile(`(?i)from what|from how much|minimum|threshold|when is .{0,12}free|满多少|多少起|起送|多少.{0,6}(?:免邮|包邮|免运费|免费)`),
		regexp.MustCompile(`(?i)orders? (?:of|over|above|from)|at least|and more|or more|upwards|from [$¥€£]\s?\d|over [$¥€£]\s?\d|满\s?[¥￥]?\d`)},
	{regexp.MustCompile(`(?i)what time|when (?:do|are|can)|opening|几点|什么时候|时间`),
		regexp.MustCompile(`(?i)\d\s?(?:am|pm|a\.m|p\.m)\b|\d+点|Monday|周[一二三四五六日]`)},
	{regexp.MustCompile(`(?i)\bsizes?\b|几码|多大码|什么码`), regexp.MustCompile(`(?i)\bsizes?\b|\d码|\bis \d`)},
}

// oneCase begins a rule for one case or one kind of goods.
var oneCase = regexp.MustCompile(`(?i)^(?:(?:if|for|should|in case|between|to)\b[^,:;]*|(?:如果|若|如遇|万一|对于)[^，：；]*)`)

// besideThePoint reports whether a rule is for a case that a question after an
// amount or a time does not speak of.
func besideThePoint(rule, question string) bool {
	of := oneCase.FindString(rule)
	shared := slices.ContainsFunc(conceptsOf(of), func(c concept) bool { return specialCase["#"+c.name] && c.words.in(strings.ToLower(question)) })
	return of != "" && overlap(question, of) == 0 && !shared &&
		slices.ContainsFunc(kinds, func(k kind) bool { return k.asked.MatchString(question) })
}

// isCase reports whether a rule, given by its terms, is for a special case that the
// question speaks of: Christmas.
func isCase(rule map[string]float64, question string) bool {
	return slices.ContainsFunc(conceptsOf(question), func(c concept) bool { return specialCase["#"+c.name] && rule["#"+c.name] == 1 })
}

// given is the place of the best sentence that gives what the question asks for, a
// time or an amount, where the best of all does not; -1: there is none.
func given(all []ruled, best ruled, question string) int {
	at, most := -1, .5*best.score
	for _, k := range kinds {
		if !k.asked.MatchString(question) || k.given.MatchString(best.text) {
			continue
		}
		for _, r := range all {
			if r.title == best.title && r.score > most && k.given.MatchString(r.text) && !besideThePoint(r.text, question) {
				at, most = r.at, r.score
			}
		}
	}
	return at
}

// specialCase are concepts of sentences that answer only who asks about them.
var specialCase = map[string]bool{"#fast": true, "#returncost": true, "#abroad": true, "#remote": true, "#upstairs": true, "#preorder": true, "#holiday": true, "#expired": true, "#bulk": true, "#student": true}

// rate scores every sentence on a question, a part of all that was said, the rest of
// which counts as context: shared words and concepts, the
// rarer among the sentences the more they weigh; its numbers; its kind.
func rate(all []ruled, have []map[string]float64, df map[string]int, question, whole string, context float64) {
	asked := askedTerms(question)
	for t, w := range askedTerms(whole) { // "how much?" is about what was said before it
		if asked[t] == 0 {
			asked[t] = w * context
		}
	}
	for i := range all {
		score := 0.0
		for t, w := range asked {
			if have[i][t] > 0 {
				score += w * have[i][t] * math.Log(1+float64(len(all))/float64(df[t]))
			}
		}
		if inRange(question, all[i].text) || namesAsked(asked, all[i].text) {
			score += 2
		}
		for _, k := range kinds {
			if k.asked.MatchString(question) && k.given.MatchString(all[i].text) {
				score += 2
			}
		}
		for t := range have[i] {
			if specialCase[t] && have[i][t] == 1 && asked[t] == 0 {
				score -= 1.5
			}
		}
		if have[i]["#standard"] == 1 { // what holds for whom no special case is
			score++
		}
		score += 1.5 * all[i].rank
		all[i].score = score - .002*float64(len(all[i].text)) - .03*float64(i)
	}
}

// ownName is a word with a capital inside a sentence: PayPal, Hawaii.
var ownName = regexp.MustCompile(`[^.!?] (\p{Lu}\w+)`)

// namesAsked reports whether a rule speaks of what the question calls by its name.
func namesAsked(asked map[string]float64, rule string) bool {
	for _, name := range ownName.FindAllStringSubmatch(rule, -1) {
		for t := range stems(name[1]) {
			if asked[t] > .2 {
				return true
			}
		}
	}
	return false
}

// rangeOf is a range of a measure in a rule: "54 to 58 cm", 54-58厘米.
var rangeOf = regexp.MustCompile(`(\d+(?:\.\d+)?)\s?(?:to|-|–|至|到|~)\s?(\d+(?:\.\d+)?)`)

// inRange reports whether an amount that was asked about, as a measure, lies in
// one of the ranges that a rule names.
func inRange(question, rule string) bool {
	for _, asked := range lexicon.Of(lexicon.Read(question), lexicon.Measure, lexicon.Number) {
		if asked.Kind == lexicon.Number && asked.Lo < 20 { // how many, not how much
			continue
		}
		for _, m := range rangeOf.FindAllStringSubmatch(rule, -1) {
			lo, errLo := strconv.ParseFloat(m[1], 64)
			hi, errHi := strconv.ParseFloat(m[2], 64)
			if errLo == nil && errHi == nil && lo <= asked.Lo && asked.Lo <= hi {
				return true
			}
		}
	}
	return false
}

// placed gives the terms of each sentence, less of its title's and of its
// paragraph's, and in how many sentences each stands.
func placed(all []ruled) (have []map[string]float64, df map[string]int) {
	have, df = make([]map[string]float64, len(all)), map[string]int{}
	read := map[string]map[string]float64{}
	termsOf := func(text string) map[string]float64 {
		if read[text] == nil {
			read[text] = terms(text)
		}
		return read[text]
	}
	for i, r := range all {
		have[i] = map[string]float64{}
		for _, part := range []struct {
			text   string
			weight float64
		}{{r.text, 1}, {r.title, .6}, {r.around, .25}} {
			for t := range termsOf(part.text) {
				have[i][t] = max(have[i][t], part.weight)
			}
		}
		for t := range termsOf(r.text) {
			df[t]++
		}
	}
	for i := range have {
		for t := range have[i] {
			df[t] = max(df[t], 1)
		}
	}
	return have, df
}

// withException puts the rule for the goods that the question names first, where the
// best for all goods says nothing of them: bikes travel by freight.
func (s *script) withException(all, picked []ruled) []ruled {
	goods := goodsIn(s.plan.Said)
	names := func(r ruled) bool {
		return slices.ContainsFunc(goodsIn(r.text), func(g string) bool { return slices.Contains(goods, g) })
	}
	if len(goods) == 0 || slices.ContainsFunc(picked, names) {
		return picked
	}
	special := slices.DeleteFunc(slices.Clone(all), func(r ruled) bool { return r.title != picked[0].title || !names(r) })
	if len(special) == 0 {
		return picked
	}
	best := slices.MaxFunc(special, func(a, b ruled) int { return cmp.Compare(a.score, b.score) })
	return append([]ruled{best}, picked...)
}

// goodsIn gives the words for goods in a text, by their stems.
func goodsIn(text string) []string {
	var out []string
	for _, run := range scriptRuns(strings.ToLower(text)) {
		runes := []rune(run)
		if !mostlyHan(run) {
			if lexicon.KnownNoun(run) {
				out = append(out, lexicon.Stem(run))
			}
			continue
		}
		for i := range runes {
			for n := min(4, len(runes)-i); n > 1; n-- {
				if word := string(runes[i : i+n]); lexicon.KnownNoun(word) {
					out = append(out, word)
					break
				}
			}
		}
	}
	return out
}
