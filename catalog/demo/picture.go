package demo

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// Pictures are one family: a soft board in the trade's color, a pale disc, and
// the product's silhouette in its own color with a shadow. They hold shapes and
// gradients alone: no script, no style, nothing from outside.

// shape is a silhouette of shapes/*.svg, on a board of 400 by 400. Body is the
// outline that takes the product's color and pattern; Back and Front are drawn
// behind and before it.
type shape struct {
	ID     string `xml:"id,attr"`
	Body   string `xml:"body,attr"`
	Ground int    `xml:"ground,attr"` // half the width of the shadow it stands on; 0: it lies
	Floor  int    `xml:"floor,attr"`  // where that shadow is; 0: at 318
	Back   inner  `xml:"back"`
	Front  inner  `xml:"front"`
}

type inner struct {
	XML string `xml:",innerxml"`
}

func (s *shop) loadShapes() error {
	s.shapes = map[string]shape{}
	names, err := fs.Glob(sources, "shapes/*.svg")
	if err != nil {
		return err
	}
	for _, name := range names {
		data, err := sources.ReadFile(name)
		if err != nil {
			return err
		}
		var sheet struct {
			Shapes []shape `xml:"shape"`
		}
		if err := xml.Unmarshal(data, &sheet); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, sh := range sheet.Shapes {
			s.shapes[sh.ID] = sh
		}
	}
	return nil
}

// picture draws an item as SVG.
func (s *shop) picture(it *item) []byte {
	sh, pattern := s.shapes[it.look()], s.patterns[it.surface()]
	c := s.colors[it.color].paint
	trade, _, _ := strings.Cut(it.kind.category["en"], " > ")
	var b strings.Builder
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="600" height="600">`)
	b.WriteString(defs(c, boards[trade], pattern))
	b.WriteString(`<rect width="400" height="400" fill="url(#board)"/><circle cx="200" cy="204" r="158" fill="#fff" opacity=".38"/>`)
	if sh.Ground > 0 {
		fmt.Fprintf(&b, `<ellipse cx="200" cy="%d" rx="%d" ry="14" fill="url(#ground)"/>`, cmp.Or(sh.Floor, 318), sh.Ground+30)
	}
	b.WriteString(`<g filter="url(#lift)">` + sh.Back.XML)
	fmt.Fprintf(&b, `<path d="%s" fill="url(#body)"/>`, sh.Body)
	if pattern != "" {
		fmt.Fprintf(&b, `<path d="%s" fill="url(#pattern)"/>`, sh.Body)
	}
	b.WriteString(sh.Front.XML + `</g></svg>`)
	return []byte(s.painter(c).Replace(b.String()))
}

// look is the shape that the item is drawn with: its own or its kind's.
func (it *item) look() string { return cmp.Or(it.shape, it.kind.shape) }

// surface is the pattern that the item is drawn with: its own or its kind's.
func (it *item) surface() string { return cmp.Or(it.pattern, it.kind.pattern) }

// boards are the trades' backgrounds.
var boards = map[string]rgb{
	"Outdoor & Travel": {0xcf, 0xdc, 0xcb}, "Clothing": {0xec, 0xd9, 0xcf}, "Home & Kitchen": {0xec, 0xdf, 0xc6},
	"Electronics": {0xcd, 0xd9, 0xe6}, "Books & Toys": {0xf1, 0xe3, 0xb8}, "Beauty": {0xef, 0xd3, 0xd3},
}

func defs(c, board rgb, pattern string) string {
	return fmt.Sprintf(`<defs><linearGradient id="board" x1="0" y1="0" x2=".5" y2="1"><stop stop-color="%s"/><stop offset="1" stop-color="%s"/></linearGradient>`+
		`<linearGradient id="body" x1="0" y1="0" x2="1" y2="1"><stop stop-color="%s"/><stop offset=".5" stop-color="%s"/><stop offset="1" stop-color="%s"/></linearGradient>`+
		`<radialGradient id="ground"><stop stop-color="#3a3026" stop-opacity=".34"/><stop offset="1" stop-color="#3a3026" stop-opacity="0"/></radialGradient>`+
		`<radialGradient id="halo"><stop stop-color="#ffe9ae" stop-opacity=".85"/><stop offset="1" stop-color="#ffe9ae" stop-opacity="0"/></radialGradient>`+
		`<filter id="lift" x="-15%%" y="-15%%" width="130%%" height="130%%"><feDropShadow dx="0" dy="7" stdDeviation="8" flood-color="#3a3026" flood-opacity=".24"/></filter>%s</defs>`,
		board.mix(white, .55), board, c.mix(white, .2), c, c.mix(shade, .16), pattern)
}

func (s *shop) loadPatterns() error {
	rows, err := table("patterns.tsv", 3)
	s.patterns = map[string]string{}
	for _, r := range rows {
		s.patterns[r[0]] = fmt.Sprintf(`<pattern id="pattern" width="%s" height="%s" patternUnits="userSpaceOnUse">%s</pattern>`, r[1], r[1], r[2])
	}
	return err
}

func (s *shop) loadPaints() (err error) {
	s.paints, err = table("paints.tsv", 2)
	return err
}

// painter turns the class names of the shapes into attributes, for a product of
// color c.
func (s *shop) painter(c rgb) *strings.Replacer {
	dark, lace := c.mix(shade, .22), rgb{0xf6, 0xef, 0xe2}
	if c.pale() {
		lace = dark
	}
	shades := strings.NewReplacer("$base", c.String(), "$dark", dark.String(), "$deep", c.mix(shade, .48).String(),
		"$light", c.mix(white, .34).String(), "$seam", c.mix(shade, .34).String(), "$lace", lace.String())
	var pairs []string
	for _, p := range s.paints {
		pairs = append(pairs, `class="`+p[0]+`"`, shades.Replace(p[1]))
	}
	return strings.NewReplacer(pairs...)
}

// rgb is a color; it prints as #rrggbb.
type rgb [3]uint8

var white, shade = rgb{0xff, 0xff, 0xff}, rgb{0x2a, 0x24, 0x30}

func parseRGB(s string) (rgb, error) {
	n, err := strconv.ParseUint(strings.TrimPrefix(s, "#"), 16, 24)
	return rgb{uint8(n >> 16), uint8(n >> 8), uint8(n)}, err
}

// mix is the color with a share of another in it.
func (c rgb) mix(other rgb, share float64) rgb {
	for i := range c {
		c[i] = uint8(float64(c[i])*(1-share) + float64(other[i])*share + .5)
	}
	return c
}

// pale tells colors on which white can not be seen.
func (c rgb) pale() bool { return min(c[0], c[1], c[2]) > 0xb0 }

func (c rgb) String() string { return fmt.Sprintf("#%02x%02x%02x", c[0], c[1], c[2]) }
