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
	sh, pattern := s.shapes[it.look()], it.surface()
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
	if patterns[pattern] != "" {
		fmt.Fprintf(&b, `<path d="%s" fill="url(#pattern)"/>`, sh.Body)
	}
	b.WriteString(sh.Front.XML + `</g></svg>`)
	return []byte(paints(c).Replace(b.String()))
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
		board.mix(white, .55), board, c.mix(white, .2), c, c.mix(shade, .16), patterns[pattern])
}

// patterns are what the material looks like, laid over the body.
var patterns = map[string]string{
	"fuzz":    tile(14, `<circle class="light" cx="3" cy="4" r="1.6" opacity=".55"/><circle class="dark" cx="10" cy="10" r="1.6" opacity=".4"/>`),
	"knit":    tile(12, `<path class="thin-dark" d="M0 3 L6 8 L12 3"/>`),
	"weave":   tile(8, `<path class="thin-dark" d="M0 8 L8 0"/>`),
	"denim":   tile(6, `<path class="thin-light" d="M0 6 L6 0"/>`),
	"check":   tile(44, `<path class="dark" d="M0 8 h44 v9 h-44 Z M8 0 h9 v44 h-9 Z" opacity=".5"/><path class="light" d="M0 30 h44 v3 h-44 Z M30 0 h3 v44 h-3 Z" opacity=".6"/>`),
	"grain":   tile(60, `<path class="thin-dark" d="M0 8 q15 6 30 0 t30 0 M0 24 q15 -5 30 0 t30 0 M0 42 q15 6 30 0 t30 0 M0 54 q15 -4 30 0 t30 0"/>`),
	"speckle": tile(30, `<g class="deep" opacity=".5"><circle cx="5" cy="8" r="1.4"/><circle cx="20" cy="5" r="1"/><circle cx="13" cy="20" r="1.6"/><circle cx="26" cy="24" r="1.1"/></g>`),
	"stripes": tile(30, `<path class="light" d="M0 0 h30 v11 h-30 Z" opacity=".85"/>`),
	"floral":  tile(54, `<g class="light"><circle cx="14" cy="10" r="5"/><circle cx="14" cy="20" r="5"/><circle cx="9" cy="15" r="5"/><circle cx="19" cy="15" r="5"/><circle cx="41" cy="36" r="5"/><circle cx="41" cy="46" r="5"/><circle cx="36" cy="41" r="5"/><circle cx="46" cy="41" r="5"/></g><g class="sun"><circle cx="14" cy="15" r="3.5"/><circle cx="41" cy="41" r="3.5"/></g><g class="leaf"><ellipse cx="30" cy="16" rx="5" ry="2.5"/><ellipse cx="20" cy="42" rx="5" ry="2.5"/></g>`),
	"dots":    tile(26, `<circle class="light" cx="13" cy="13" r="4"/>`),
}

func tile(side int, drawing string) string {
	return fmt.Sprintf(`<pattern id="pattern" width="%d" height="%d" patternUnits="userSpaceOnUse">%s</pattern>`, side, side, drawing)
}

// paints turns the class names of the shapes into attributes, for a product of
// color c.
func paints(c rgb) *strings.Replacer {
	stroke := func(color any, width float64) string {
		return fmt.Sprintf(`fill="none" stroke="%v" stroke-width="%v" stroke-linecap="round" stroke-linejoin="round"`, color, width)
	}
	fill := func(color any) string { return fmt.Sprintf(`fill="%v"`, color) }
	dark, deep, light := c.mix(shade, .22), c.mix(shade, .48), c.mix(white, .34)
	var pairs []string
	for name, attributes := range map[string]string{
		"base": `fill="url(#body)"`, "dark": fill(dark), "deep": fill(deep), "light": fill(light), "halo": `fill="url(#halo)"`,
		"seam": stroke(c.mix(shade, .34), 2.5), "edge": stroke(light, 3), "glint": stroke("#fff", 5) + ` opacity=".38"`,
		"thin-dark": stroke(dark, 1) + ` opacity=".6"`, "thin-light": stroke(light, 1) + ` opacity=".6"`, "stripe": stroke(deep, 3),
		"handle": stroke(dark, 18), "gooseneck": stroke(dark, 14), "strapline": stroke(deep, 13), "cord": stroke(c, 11),
		"stitch": stroke("#e0b36a", 2.5) + ` stroke-dasharray="5 5"`, "lace": stroke("#f6efe2", 6), "fringe": stroke(dark, 4),
		"line": stroke("#3b3d42", 5), "thin": stroke("#3b3d42", 3), "tube": stroke("#8f949a", 9), "polestick": stroke("#8f949a", 8), "legs": stroke(deep, 11),
		"steam": stroke("#fff", 6) + ` opacity=".7"`, "stem": stroke("#6b8f5e", 5), "noodle": stroke("#eec877", 6), "trail": stroke("#f6e8c8", 7),
		"print": stroke("#6d6a64", 4) + ` opacity=".55"`, "rays": stroke("#f6efe2", 5), "pulse": stroke("#8fe0b0", 5), "bolt": fill("#ffd76b"),
		"ink": fill("#363a41"), "metal": fill("#b9bec4"), "smoke": fill("#23262c"), "wood": fill("#b98a5c"), "paper": fill("#fbf6ea"),
		"glow": fill("#ffe29a"), "flame": fill("#f7a54a"), "tea": fill("#8a5a34"), "leaf": fill("#7ea374"), "rouge": fill("#d8695c"), "sky": fill("#7fa9cf"),
		"sun": fill("#f2bf57"), "gilt": fill("#d3ad62"), "drop": fill("#8fb8d6"), "blush": fill("#ef9d97"), "lensglass": fill("#4a6fa3"),
		"screen": fill("#dfe9f2"), "dune": fill("#8fb2cf"), "glass": `fill="#fff" opacity=".5"`, "steelshade": fill("#9299a1"), "trunk": stroke("#8a5f3c", 11),
		"sheen": `fill="#fff" opacity=".22"`,
	} {
		pairs = append(pairs, `class="`+name+`"`, attributes)
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

func (c rgb) String() string { return fmt.Sprintf("#%02x%02x%02x", c[0], c[1], c[2]) }
