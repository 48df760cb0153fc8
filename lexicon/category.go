package lexicon

import (
	"slices"
	"strings"
	"unicode/utf8"

	"daogou/catalog"
)

// tree is the catalogue's categories: every level's name and where it stands.
type tree struct {
	names    []string // every level's name, sorted
	depth    map[string]int
	children map[string][]string
	parents  map[string][]string
	count    map[string]int // products at or below
}

func newTree(products []*catalog.Product) *tree {
	t := &tree{depth: map[string]int{}, children: map[string][]string{}, parents: map[string][]string{}, count: map[string]int{}}
	seen := map[string]bool{}
	for _, p := range products {
		for _, text := range p.Texts() {
			for i, name := range text.Category {
				t.count[name]++
				if i == 0 {
					continue
				}
				parent := text.Category[i-1]
				if edge := parent + "\x00" + name; !seen[edge] && parent != name {
					seen[edge] = true
					t.children[parent] = append(t.children[parent], name)
					t.parents[name] = append(t.parents[name], parent)
				}
				t.depth[name] = max(t.depth[name], i)
			}
		}
	}
	for name := range t.count {
		t.names = append(t.names, name)
	}
	slices.Sort(t.names)
	return t
}

// Categories gives every level's name.
func (v *Vocabulary) Categories() []string { return v.tree.names }

// Under reports whether category a is b or stands below it.
func (v *Vocabulary) Under(a, b string) bool { return v.tree.under(a, b, 6) }

func (t *tree) under(a, b string, most int) bool {
	if strings.EqualFold(a, b) {
		return true
	}
	return most > 0 && slices.ContainsFunc(t.parents[a], func(p string) bool { return t.under(p, b, most-1) })
}

// Parents gives the categories right above one.
func (v *Vocabulary) Parents(name string) []string { return v.tree.parents[name] }

// Children gives the categories right below one.
func (v *Vocabulary) Children(name string) []string { return v.tree.children[name] }

// Descendants gives the categories below one, at any depth.
func (v *Vocabulary) Descendants(name string) []string {
	out := []string{name}
	for i := 0; i < len(out); i++ {
		for _, c := range v.tree.children[out[i]] {
			if !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	return out[1:]
}

// addCategories makes every level's name findable: whole, in parts ("Hoodies &
// Sweatshirts"), by synonym and translation, by kinds and by its head word.
func (v *Vocabulary) addCategories() {
	for _, name := range v.tree.names {
		v.addWithSynonyms(name, "category", name, 1, goodsSynonyms)
		parts := nameParts(name)
		for _, part := range parts {
			if part != name && LittleWord(Stem(part)) {
				continue // the Out of "Out & About"
			}
			if part != name {
				v.add(part, "category", name, "part", 0.97)
				for _, w := range goodsSynonyms(part, "") {
					v.add(w, "category", name, "synonym", 0.86)
				}
			}
			for _, w := range otherGoodsWords(part) {
				v.add(w, "category", name, "part", 0.9)
			}
			v.addRelated(nouns(), part, "category", name)
			v.addHeads(part, name)
			v.addQualified(part, name)
			v.addUnderHead(part, name)
		}
	}
}

// addUnderHead lets a name that only tells one kind of what stands above it be
// said with the thing itself: the Strategy of Board Games are strategy games.
func (v *Vocabulary) addUnderHead(part, name string) {
	if KnownNoun(part) || Detect(part) == "zh" {
		return
	}
	for _, above := range v.tree.parents[name] {
		for _, p := range nameParts(above) {
			stems := Stems(p)
			if len(stems) == 0 || slices.Contains(Stems(part), stems[len(stems)-1]) {
				continue
			}
			for i := range stems {
				v.add(part+" "+joinStems(stems[i:]), "category", name, "part", 0.97)
			}
		}
	}
}

// otherGoodsWords says the 用品 of 智能用品 in the other words for goods.
func otherGoodsWords(part string) []string {
	ends := Words("goods_end")
	words := slices.Concat(ends, Words("other_goods_word"))
	for _, end := range ends {
		if bare, ok := strings.CutSuffix(part, end); ok && utf8.RuneCountInString(bare) >= 2 {
			var out []string
			for _, w := range words {
				if w != end {
					out = append(out, bare+w)
				}
			}
			return out
		}
	}
	return nil
}

// nameParts splits "Sweatshirts & Hoodies", 床品/毛毯 and 猫狗用品 as they are listed.
func nameParts(name string) []string {
	replaced := name
	for _, sep := range Words("name_separator") {
		replaced = strings.ReplaceAll(replaced, sep, "\x00")
	}
	var out []string
	for _, p := range strings.Split(replaced, "\x00") {
		if p = strings.TrimSpace(p); p != "" && (Detect(p) != "zh" || utf8.RuneCountInString(p) > 1) {
			out = append(out, p)
		}
	}
	if len(out) == 0 {
		return []string{name}
	}
	if len(out) == 1 {
		return coordinate(out[0])
	}
	return out
}

// coordinate splits a Chinese name that sets two things of one kind side by side:
// 乐谱教材, 文具画材; but not 手机支架, which is a kind of stand.
func coordinate(name string) []string {
	stems := Stems(name)
	if len(stems) != 4 || Detect(name) != "zh" || KnownNoun(name) {
		return []string{name}
	}
	a, b := joinStems(stems[:2]), joinStems(stems[2:])
	for _, x := range nouns().byWord[phraseKey(a)] {
		for _, y := range nouns().byWord[phraseKey(b)] {
			above, beside := nouns().concepts[x].broader, nouns().concepts[y].broader
			if x != y && (len(above)+len(beside) == 0 || slices.ContainsFunc(above, func(c int) bool { return slices.Contains(beside, c) })) {
				return []string{a, b}
			}
		}
	}
	return []string{name}
}

// addHeads lets the last words of a name find it: "lamp" Floor Lamps, 耳机 头戴耳机.
// So several categories share a head, and all are meant by it. A head may
// itself be said in other words.
func (v *Vocabulary) addHeads(part, name string) {
	stems := Stems(part)
	for i := 1; i < len(stems); i++ {
		head := joinStems(stems[i:])
		if vagueHeads()[head] || LittleWord(head) {
			continue
		}
		if utf8.RuneCountInString(head) == 1 && !KnownNoun(head) {
			if Detect(head) == "zh" && i == len(stems)-1 {
				v.add(head, "category", name, "last", 0.7)
			}
			continue
		}
		v.add(head, "category", name, "head", 0.72)
		if !KnownNoun(joinStems(stems)) {
			for _, w := range goodsSynonyms(head, "") {
				v.add(w, "category", name, "head", 0.71)
			}
		}
	}
}

// bare reports whether a lone Han character that ends names of categories stands
// by itself: 看看琴, 锁有吗, not within another word (琴身).
func bare(ts []Token, i int) bool {
	after := i+1 == len(ts) || ts[i+1].Kind != Han || ts[i+1].Space || Is("after_lone_head", ts[i+1].Text)
	before := i == 0 || ts[i-1].Kind != Han || ts[i].Space || Is("before_lone_head", ts[i-1].Text)
	return after && before
}

// addQualified lets a qualified name be said the other ways round: "Dog Food"
// is "food for dogs" by its words, and 狗粮 by translation word by word.
func (v *Vocabulary) addQualified(part, name string) {
	if len(goodsSynonyms(part, "")) > 0 {
		return
	}
	other := "zh"
	if Detect(part) == "zh" {
		other = "en"
	}
	for _, w := range Translate(part, other) {
		if Detect(w) == other && !strings.ContainsFunc(w, func(r rune) bool { return other == "en" && r > 0x2E80 || other == "zh" && r < 0x80 }) {
			v.add(w, "category", name, "translation", 0.8)
		}
	}
}

var vagueHeads = lazySet("vague.txt")

func joinStems(stems []string) string {
	if len(stems) > 0 && Detect(stems[0]) == "zh" {
		return strings.Join(stems, "")
	}
	return strings.Join(stems, " ")
}
