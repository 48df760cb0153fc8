// Package catalog holds the shop's facts: products, customers, events, orders
// and policies, the SQLite store that keeps them, and the importers that read
// them from files.
//
// SQLite is the truth. Every write to products, policies and events gets a
// change number; whoever derives something from them (the index, the
// recommender, the vocabulary) keeps the last number it applied and catches up.
package catalog

import (
	"slices"
	"strings"
	"time"
)

// Money is an amount in minor units (cents, fen) of an ISO 4217 currency.
type Money struct {
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
}

// Availability is one of Google Merchant Center's four words.
type Availability string

const (
	InStock    Availability = "in_stock"
	OutOfStock Availability = "out_of_stock"
	Preorder   Availability = "preorder"
	Backorder  Availability = "backorder"
)

// Product is one row of the feed: one thing that can be put into a cart. A
// *Product that the Shelf or the Store handed out is never changed.
type Product struct {
	ID           string       `json:"-"`
	Locale       string       `json:"locale"` // language of the texts below, "en" or "zh"
	Text                      // title, description, category, highlights, attributes
	Link         string       `json:"link,omitempty"`
	Image        string       `json:"image,omitempty"` // name under /media/, or an http(s) address, or empty
	Images       []string     `json:"images,omitempty"`
	Availability Availability `json:"availability"`
	ListPrice    Money        `json:"list_price"`           // the feed's price
	SalePrice    *Money       `json:"sale_price,omitempty"` // below ListPrice; nil where there is none
	Brand        string       `json:"brand,omitempty"`
	GTIN         string       `json:"gtin,omitempty"`
	Group        string       `json:"group,omitempty"` // item_group_id: variants of one product share it
	Condition    string       `json:"condition,omitempty"`
	Rating       float64      `json:"rating,omitempty"` // 0 to 5; 0 with Reviews 0: not rated
	Reviews      int          `json:"reviews,omitempty"`

	Other map[string]Text `json:"-"` // the same product's texts in further languages, by locale
	Seq   int64           `json:"-"` // change number of the last write
}

// Text is what a product says of itself in one language.
type Text struct {
	Title       string              `json:"title"`
	Description string              `json:"description,omitempty"`
	Category    []string            `json:"category,omitempty"` // product_type, from the root down
	Highlights  []string            `json:"highlights,omitempty"`
	Attributes  map[string][]string `json:"attributes,omitempty"` // color, size, material, gender, age_group and every other column
}

// Price is what a shopper pays: the sale price where there is one.
func (p *Product) Price() Money {
	if p.SalePrice != nil {
		return *p.SalePrice
	}
	return p.ListPrice
}

// Buyable reports whether the product can be ordered now.
func (p *Product) Buyable() bool { return p.Availability != OutOfStock }

// In gives the product's texts in a language, its own where it has no others.
func (p *Product) In(locale string) *Text {
	if t, ok := p.Other[locale]; ok && locale != p.Locale {
		return &t
	}
	return &p.Text
}

// Texts gives every language's texts, the product's own first, then by locale.
func (p *Product) Texts() []*Text {
	texts := []*Text{&p.Text}
	locales := make([]string, 0, len(p.Other))
	for l := range p.Other {
		locales = append(locales, l)
	}
	slices.Sort(locales)
	for _, l := range locales {
		t := p.Other[l]
		texts = append(texts, &t)
	}
	return texts
}

// Event is something a shopper did. Kind is view, click, add_to_cart,
// remove_from_cart, purchase or dismiss.
type Event struct {
	ID        string            `json:"id"`
	Kind      string            `json:"event"`
	Customer  string            `json:"customer,omitempty"`
	Session   string            `json:"session,omitempty"`
	ProductID string            `json:"product_id"`
	Quantity  int               `json:"quantity,omitempty"`
	Options   map[string]string `json:"options,omitempty"`
	Turn      int               `json:"turn,omitempty"`   // the turn whose cards showed the product
	Search    string            `json:"search,omitempty"` // the search that showed it
	Query     string            `json:"query,omitempty"`  // what was searched for, where another search than ours showed it
	Position  int               `json:"position,omitempty"`
	Time      time.Time         `json:"time"`
	Seq       int64             `json:"-"`
}

// Shopper is whose taste the event tells of: the customer, or the session of
// someone anonymous.
func (e Event) Shopper() string {
	if e.Customer != "" {
		return e.Customer
	}
	return e.Session
}

// Order is one of a customer's orders. Status is processing, shipped,
// delivered, cancelled or returned, or a word of the shop's own.
type Order struct {
	ID        string      `json:"id"`
	Customer  string      `json:"customer"`
	Status    string      `json:"status"`
	Items     []OrderItem `json:"items"`
	Total     Money       `json:"total"`
	Placed    time.Time   `json:"placed"`
	Shipped   *time.Time  `json:"shipped,omitempty"`
	Delivered *time.Time  `json:"delivered,omitempty"`
	Carrier   string      `json:"carrier,omitempty"`
	Tracking  string      `json:"tracking,omitempty"`
}

// OrderItem is a line of an order; Price is of one piece.
type OrderItem struct {
	ProductID string `json:"product_id"`
	Quantity  int    `json:"quantity"`
	Price     Money  `json:"price"`
}

// Policy is one of the shop's rules, from a Markdown file.
type Policy struct {
	Name   string // file name, what /policies/{name} serves
	Locale string
	Title  string // the first heading
	Body   string // the Markdown after it
	Seq    int64
}

// Passage is a part of a policy that answers a question.
type Passage struct {
	Policy string  `json:"policy"` // Policy.Name
	Title  string  `json:"title"`  // Policy.Title
	Locale string  `json:"locale"`
	Text   string  `json:"text"`
	Score  float64 `json:"score"`
}

// Row is what a recommendation goes by.
type Row string

const (
	ForYou   Row = "for_you"  // the shopper's taste; the default where Like is empty
	Similar  Row = "similar"  // likeness to Like; the default where it is not
	Together Row = "together" // what is bought in one visit with Like
	Popular  Row = "popular"  // what everybody touches now
	Recent   Row = "recent"   // what the shopper touched, latest first
)

// Query is what search and recommendation are asked.
type Query struct {
	Text    string // may be empty: the filters alone
	Locale  string // of the shopper, for the words of why
	Filters []Filter
	Sort    Sort
	Limit   int      // at most this many hits; 0 means 10
	Shopper string   // customer ID, or session ID of someone anonymous: personal signals
	Exclude []string // product IDs that must not come
	Like    []string // "similar to these": products to be near to
	Row     Row      // recommendation's alone; empty is ForYou or Similar
	Strict  bool     // never relax the filters
	Draft   bool     // not asked yet, perhaps never: nothing of it is remembered
}

// Hit is one product found.
type Hit struct {
	Product *Product `json:"-"`
	Score   float64  `json:"score"`
	Why     []Share  `json:"why"` // shares sum to 1
}

// Share is one signal's part in a hit's score. Signal is one of PROTOCOL's:
// match, lexical, semantic, visual, collaborative, history, popular, boost.
// Terms is what it rests on, for words: the query's words that matched, the
// filter values that fit, the titles of the products it goes back to. Did tells,
// where Terms are products of the shopper's history, what she did with each at
// most: purchase, add_to_cart or view.
type Share struct {
	Signal string   `json:"signal"`
	Share  float64  `json:"share"`
	Terms  []string `json:"terms,omitempty"`
	Did    []string `json:"did,omitempty"`
	Of     string   `json:"of,omitempty"` // the field it rests on where that is one alone: price
}

// Like is what a shopper's history says she cares about: a value of a field that
// she comes back to more than her fellow shoppers would, or for the field price
// whether she takes what costs low or high for its kind. Weight is 0 to 1.
type Like struct {
	Field  string  `json:"field"`
	Value  string  `json:"value"`
	Weight float64 `json:"weight"`
}

// Result is the answer to a Query.
type Result struct {
	Hits      []Hit
	Total     int      // how many products fit all filters that hold
	Relaxed   []Filter // dropped because nothing fits them all
	Corrected string   // the spelling searched for instead; empty when as typed
	Facets    []Facet  // of everything that fits, most telling first
}

// Facet counts the values of one field over a result.
type Facet struct {
	Field  string       `json:"field"`
	Values []FacetValue `json:"values"` // most frequent first, ties by value
}

// FacetValue is a value of a facet and how many products have it.
type FacetValue struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// Values gives all values that a field of the product has, in every language
// it is described in. Fields are the feed's columns; "category" is every level
// of product_type. Nil means the product does not state the field.
func (p *Product) Values(field string) []string {
	switch field {
	case "id":
		return []string{p.ID}
	case "brand":
		return nonEmpty(p.Brand)
	case "availability":
		return nonEmpty(string(p.Availability))
	case "condition":
		return nonEmpty(p.Condition)
	case "item_group_id":
		return nonEmpty(p.Group)
	case "gtin":
		return nonEmpty(p.GTIN)
	}
	values := p.Text.values(field)
	for _, t := range p.Other {
		for _, v := range t.values(field) {
			if !slices.ContainsFunc(values, func(w string) bool { return strings.EqualFold(v, w) }) {
				values = append(slices.Clip(values), v)
			}
		}
	}
	return values
}

func (t *Text) values(field string) []string {
	switch field {
	case "title":
		return nonEmpty(t.Title)
	case "category", "product_type":
		return t.Category
	case "product_highlight":
		return t.Highlights
	}
	return t.Attributes[field]
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}
