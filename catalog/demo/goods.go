package demo

import (
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// shop is the sources, read.
type shop struct {
	goods     []*good
	items     []*item
	kinds     map[string]kind
	brands    map[string]brand
	colors    map[string]color
	words     map[string]string // Chinese of attribute values
	shapes    map[string]shape
	patterns  map[string]string // SVG of surfaces
	paints    [][]string        // class of a shape, its attributes
	customers []customer
}

// good is one entry of goods/*.txt: a product in one or more colors.
type good struct {
	id      string
	kind    kind
	brand   brand
	price   int64 // minor units
	sale    int64 // of every color; 0: none
	rating  string
	reviews int
	themes  []string // tastes that it speaks to; not in the feed
	with    []string // goods often bought with it; not in the feed
	is      [][2]string
	shape   string          // of its picture; empty: its kind's
	pattern string          // of its picture; empty: its kind's
	texts   map[string]text // by locale
	items   []*item
}

type text struct {
	title, about string
	points       []string
}

// item is a good in one color: one row of the feed.
type item struct {
	*good
	id    string
	color string
	sale  int64 // 0: none
	out   bool
}

func (it *item) image() string { return "images/" + it.id + ".svg" }

// paid is what a shopper pays, in minor units.
func (it *item) paid() int64 {
	if it.sale > 0 {
		return it.sale
	}
	return it.price
}

type kind struct {
	name, shape, pattern string
	colored              bool // the color is the product's, not just the picture's
	category             map[string]string
}

type brand struct{ name, zh string }

type color struct {
	zh    string
	paint rgb
}

func load() (*shop, error) {
	s := &shop{kinds: map[string]kind{}, brands: map[string]brand{}, colors: map[string]color{}, words: map[string]string{}}
	err := errors.Join(s.loadKinds(), s.loadBrands(), s.loadColors(), s.loadWords(), s.loadShapes(), s.loadPatterns(), s.loadPaints())
	if err != nil {
		return nil, err
	}
	return s, errors.Join(s.loadGoods(), s.loadCustomers())
}

func (s *shop) loadKinds() error {
	rows, err := table("kinds.tsv", 6)
	for _, r := range rows {
		s.kinds[r[0]] = kind{name: r[0], shape: r[1], pattern: r[2], colored: r[3] == "yes",
			category: map[string]string{"en": r[4], "zh": r[5]}}
	}
	return err
}

func (s *shop) loadBrands() error {
	rows, err := table("brands.tsv", 3)
	for _, r := range rows {
		s.brands[r[0]] = brand{name: r[1], zh: r[2]}
	}
	return err
}

func (s *shop) loadColors() error {
	rows, err := table("colors.tsv", 3)
	for _, r := range rows {
		paint, perr := parseRGB(r[2])
		s.colors[r[0]] = color{zh: r[1], paint: paint}
		err = errors.Join(err, perr)
	}
	return err
}

func (s *shop) loadWords() error {
	rows, err := table("words.tsv", 2)
	for _, r := range rows {
		s.words[r[0]] = r[1]
	}
	return err
}

// loadGoods reads goods/*.txt. A line that is not indented begins a good:
//
//	id  kind  brand  price[@sale]  rating/reviews  color[@sale][!]...
//
// where ! is out of stock; indented lines say more of it: for, with, look
// (shape and pattern of the picture), is (name=value; ...), en and zh (title |
// highlight, highlight | description).
func (s *shop) loadGoods() error {
	names, err := fs.Glob(sources, "goods/*.txt")
	if err != nil {
		return err
	}
	for _, name := range names {
		text, err := sources.ReadFile(name)
		if err != nil {
			return err
		}
		number := 0
		for line := range strings.Lines(string(text)) {
			number++
			if err := s.readLine(strings.TrimRight(line, "\n")); err != nil {
				return fmt.Errorf("%s:%d: %w", name, number, err)
			}
		}
	}
	return nil
}

func (s *shop) readLine(line string) error {
	switch {
	case strings.TrimSpace(line) == "" || line[0] == '#':
		return nil
	case line[0] != ' ':
		return s.begin(strings.Fields(line))
	case len(s.goods) == 0:
		return errors.New("a good begins at the margin")
	}
	key, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	return s.goods[len(s.goods)-1].say(key, strings.TrimSpace(rest))
}

func (s *shop) begin(f []string) error {
	if len(f) < 6 {
		return errors.New("want id, kind, brand, price, rating/reviews and colors")
	}
	k, known := s.kinds[f[1]]
	b, made := s.brands[f[2]]
	if !known || !made {
		return fmt.Errorf("kind %q or brand %q unknown", f[1], f[2])
	}
	g := &good{id: f[0], kind: k, brand: b, texts: map[string]text{}}
	var err error
	price, sale, _ := strings.Cut(f[3], "@")
	if g.price, err = dollars(price); err != nil {
		return err
	}
	if g.sale, err = dollars(sale); err != nil {
		return err
	}
	rating, reviews, _ := strings.Cut(f[4], "/")
	g.rating = rating
	if g.reviews, err = strconv.Atoi(reviews); err != nil {
		return err
	}
	s.goods = append(s.goods, g)
	for _, c := range f[5:] {
		if err := s.addItem(g, c); err != nil {
			return err
		}
	}
	return nil
}

func (s *shop) addItem(g *good, word string) error {
	it := &item{good: g, sale: g.sale}
	word, it.out = strings.CutSuffix(word, "!")
	name, sale, onSale := strings.Cut(word, "@")
	it.color, it.id = name, g.id+"-"+name
	if _, known := s.colors[name]; !known {
		return fmt.Errorf("color %q unknown", name)
	}
	if onSale {
		var err error
		if it.sale, err = dollars(sale); err != nil {
			return err
		}
	}
	g.items = append(g.items, it)
	s.items = append(s.items, it)
	return nil
}

func (g *good) say(key, rest string) error {
	switch key {
	case "for":
		g.themes = strings.Fields(rest)
	case "with":
		g.with = strings.Fields(rest)
	case "look":
		g.shape, g.pattern, _ = strings.Cut(rest, " ")
	case "is":
		for pair := range strings.SplitSeq(rest, ";") {
			name, value, ok := strings.Cut(strings.TrimSpace(pair), "=")
			if !ok {
				return fmt.Errorf("%q: want name=value", pair)
			}
			g.is = append(g.is, [2]string{name, value})
		}
	case "en", "zh":
		parts := strings.Split(rest, " | ")
		if len(parts) != 3 {
			return fmt.Errorf("want title | highlights | description, have %d parts", len(parts))
		}
		g.texts[key] = text{title: parts[0], points: strings.Split(parts[1], ", "), about: parts[2]}
	default:
		return fmt.Errorf("%q unknown", key)
	}
	return nil
}

// dollars reads whole dollars or dollars with cents; empty is 0.
func dollars(s string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	whole, cents, _ := strings.Cut(s, ".")
	return strconv.ParseInt(whole+(cents + "00")[:2], 10, 64)
}
