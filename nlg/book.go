package nlg

import (
	"embed"
	"hash/fnv"
	"slices"
	"strings"
)

//go:embed data
var data embed.FS

// books holds what each language says, parsed once from the data files.
var books = map[string]*book{"en": mustBook("en"), "zh": mustBook("zh")}

// book is one language: its moulds of sentences, and its words for fields,
// units and values.
type book struct {
	locale string
	moulds map[string][]mould
	fields map[string]field
}

// mould is a sentence with slots: "{n} {noun} fit." A slot of two forms,
// "{n|is|are}", takes the first where the slot's value is "1".
type mould struct {
	text  string
	needs []string
}

type slots map[string]string

func bookOf(locale string) *book {
	if strings.HasPrefix(strings.ToLower(locale), "zh") {
		return books["zh"]
	}
	return books["en"]
}

func mustBook(locale string) *book {
	b := &book{locale: locale, moulds: map[string][]mould{}, fields: map[string]field{}}
	for key, lines := range sections("data/" + locale + ".phrases") {
		for _, line := range lines {
			b.moulds[key] = append(b.moulds[key], newMould(line))
		}
	}
	for key, lines := range sections("data/" + locale + ".fields") {
		for _, line := range lines {
			b.addField(key, line)
		}
	}
	return b
}

// sections reads a data file: "[key]" lines, then one entry a line; "#" begins
// a comment. A file that is not there is a bug.
func sections(name string) map[string][]string {
	text, err := data.ReadFile(name)
	if err != nil {
		panic(err)
	}
	found := map[string][]string{}
	key := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]"):
			key = line[1 : len(line)-1]
		default:
			found[key] = append(found[key], line)
		}
	}
	return found
}

func newMould(text string) mould {
	m := mould{text: text}
	for rest := text; ; {
		_, after, ok := strings.Cut(rest, "{")
		if !ok {
			return m
		}
		slot, tail, _ := strings.Cut(after, "}")
		name, _, _ := strings.Cut(slot, "|")
		if !slices.Contains(m.needs, name) {
			m.needs = append(m.needs, name)
		}
		rest = tail
	}
}

// usable reports whether every slot of the mould has a value.
func (m mould) usable(s slots) bool {
	for _, name := range m.needs {
		if s[name] == "" {
			return false
		}
	}
	return true
}

func (m mould) fill(s slots) string {
	var b strings.Builder
	for rest := m.text; ; {
		before, after, ok := strings.Cut(rest, "{")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		slot, tail, _ := strings.Cut(after, "}")
		b.WriteString(s.value(slot))
		rest = tail
	}
}

func (s slots) value(slot string) string {
	name, forms, plural := strings.Cut(slot, "|")
	if !plural {
		return s[name]
	}
	one, many, _ := strings.Cut(forms, "|")
	if s[name] == "1" {
		return one
	}
	return many
}

// pick fills one of the key's moulds whose slots all have values: the richest
// ones compete, the seed decides, and the mould in avoid is not taken while
// there is another.
func (b *book) pick(key string, s slots, seed uint64, avoid string) string {
	text, _ := b.choose(key, s, seed, avoid)
	return text
}

func (b *book) choose(key string, s slots, seed uint64, avoid string) (text, used string) {
	var fit []mould
	for _, m := range b.moulds[key] {
		switch {
		case !m.usable(s) || len(fit) > 0 && len(m.needs) < len(fit[0].needs):
		case len(fit) > 0 && len(m.needs) > len(fit[0].needs):
			fit = append(fit[:0], m)
		default:
			fit = append(fit, m)
		}
	}
	if len(fit) == 0 {
		return "", ""
	}
	if rest := without(fit, avoid); len(rest) > 0 {
		fit = rest
	}
	m := fit[seed%uint64(len(fit))]
	return m.fill(s), m.text
}

func without(ms []mould, avoid string) []mould {
	var rest []mould
	for _, m := range ms {
		if m.text != avoid {
			rest = append(rest, m)
		}
	}
	return rest
}

// all gives a key's entries as they stand.
func (b *book) all(key string) []string {
	var lines []string
	for _, m := range b.moulds[key] {
		lines = append(lines, m.text)
	}
	return lines
}

func (b *book) has(key string) bool { return len(b.moulds[key]) > 0 }

// join lists words as the language does: "a, b and c", "a、b和c".
func (b *book) join(words []string, last string) string {
	if len(words) == 0 {
		return ""
	}
	sep := b.moulds["sep.list"][0].text
	if b.locale == "en" {
		sep += " "
		last = " " + last + " "
	}
	head := strings.Join(words[:len(words)-1], sep)
	if head == "" {
		return words[0]
	}
	return head + last + words[len(words)-1]
}

func (b *book) and(words []string) string { return b.join(words, b.moulds["sep.and"][0].text) }
func (b *book) or(words []string) string  { return b.join(words, b.moulds["sep.or"][0].text) }

// seedOf makes the choice of moulds depend on the turn and the products, so
// that the same plan always reads the same and the next turn reads otherwise.
func seedOf(parts ...string) uint64 {
	h := fnv.New64a()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return h.Sum64() >> 7
}
