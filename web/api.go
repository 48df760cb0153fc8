package web

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"daogou/catalog"
	"daogou/chat"
)

// maxHits bounds k.
const maxHits = 100

// maxFilters bounds the filters of one search.
const maxFilters = 32

var languages = language.NewMatcher([]language.Tag{language.English, language.Chinese})

// locale is the language to answer in: ?locale=, else the browser's.
func locale(r *http.Request) string {
	asked := cmp.Or(r.URL.Query().Get("locale"), r.Header.Get("Accept-Language"))
	if len(asked) > maxID {
		return "en"
	}
	tag, _ := language.MatchStrings(languages, asked)
	base, _ := tag.Base()
	return base.String()
}

// credential gives what an Authorization header of a scheme carries; empty where
// there is none.
func credential(r *http.Request, scheme string) string {
	have, value, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(have, scheme) {
		return ""
	}
	return strings.TrimSpace(value)
}

// bearer gives the request's bearer token; empty where there is none.
func bearer(r *http.Request) string { return credential(r, "Bearer") }

// shopper is who asks: the customer that the request's identity token names, or
// who a conversation belongs to ("Authorization: Session id.token", both from
// its welcome); empty where the request carries neither. A wrong one is an
// error, never anonymous.
func (s *Server) shopper(r *http.Request) (string, error) {
	if r.Header.Get("Authorization") == "" {
		return "", nil
	}
	if id, token, ok := strings.Cut(credential(r, "Session"), "."); ok {
		return s.Engine.Shopper(r.Context(), id, token)
	}
	claims, err := Verify(s.Secret, s.Shop.ID, bearer(r), s.now())
	if err != nil {
		return "", &chat.Error{Code: unauthorized, Message: "The identity token is wrong or has expired."}
	}
	return claims.Subject, nil
}

func (s *Server) search(w http.ResponseWriter, r *http.Request) {
	q, err := s.query(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	reply, err := s.Engine.SearchCards(r.Context(), q)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	reply.Items = present(reply.Items)
	writeJSON(w, "application/json", http.StatusOK, reply)
}

// recommend gives a row of the shop's page: kind= says which (catalog.Row),
// product= beside what.
func (s *Server) recommend(w http.ResponseWriter, r *http.Request) {
	q, err := s.query(r)
	if err == nil {
		err = s.row(r, &q)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	reply, err := s.Engine.RecommendCards(r.Context(), q)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	writeJSON(w, "application/json", http.StatusOK, struct {
		Items []chat.Card `json:"items"`
	}{present(reply.Items)})
}

// row reads which row is asked for.
func (s *Server) row(r *http.Request, q *catalog.Query) error {
	values := r.URL.Query()
	q.Row = catalog.Row(values.Get("kind"))
	id := values.Get("product")
	switch q.Row {
	case "", catalog.ForYou, catalog.Popular, catalog.Recent:
	case catalog.Similar, catalog.Together:
		if id == "" {
			return &chat.Error{Code: badRequest, Message: fmt.Sprintf("kind=%s needs product.", q.Row)}
		}
	default:
		return &chat.Error{Code: badRequest, Message: "kind is for_you, similar, together, popular or recent."}
	}
	if id == "" {
		return nil
	}
	if _, ok := s.Shelf.Product(id); !ok {
		return fmt.Errorf("product %q: %w", id, catalog.ErrNotFound)
	}
	q.Like, q.Exclude = []string{id}, []string{id}
	return nil
}

// query reads what every search takes: q, k, filter, sort and whose it is.
func (s *Server) query(r *http.Request) (q catalog.Query, err error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return q, &chat.Error{Code: badRequest, Message: "The query string is not well formed."}
	}
	if q.Limit, err = limit(values.Get("k")); err != nil {
		return q, err
	}
	if q.Filters, err = filters(values["filter"]); err != nil {
		return q, err
	}
	if q.Shopper, err = s.shopper(r); err != nil {
		return q, err
	}
	q.Text, q.Locale, q.Sort = values.Get("q"), locale(r), catalog.Sort(values.Get("sort"))
	switch {
	case !utf8.ValidString(q.Text):
		return q, &chat.Error{Code: badRequest, Message: "q is text in UTF-8."}
	case utf8.RuneCountInString(q.Text) > maxText:
		return q, &chat.Error{Code: tooLarge, Message: fmt.Sprintf("q holds at most %d characters.", maxText)}
	}
	if field, _ := q.Sort.By(); field == "" && q.Sort != "" {
		return q, &chat.Error{Code: badRequest, Message: "sort is a field with _asc or _desc, as in price_asc or rating_desc."}
	}
	return q, nil
}

func limit(k string) (int, error) {
	if k == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(k)
	if err != nil || n < 1 || n > maxHits {
		return 0, &chat.Error{Code: badRequest, Message: fmt.Sprintf("k is a number from 1 to %d.", maxHits)}
	}
	return n, nil
}

func filters(texts []string) (list []catalog.Filter, err error) {
	if len(texts) > maxFilters {
		return nil, &chat.Error{Code: badRequest, Message: fmt.Sprintf("At most %d filters.", maxFilters)}
	}
	for _, text := range texts {
		f, err := catalog.ParseFilter(text)
		if errors.Is(err, catalog.ErrBadFilter) || !utf8.ValidString(text) {
			return nil, &chat.Error{Code: badRequest, Message: "A filter is written field=value, field!=value, field<=number or field>=number."}
		} else if err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, nil
}

// present makes no cards an empty list, not null.
func present(cards []chat.Card) []chat.Card {
	if cards == nil {
		return []chat.Card{}
	}
	return cards
}

// details is a product as its own page shows it: the card and the rest.
type details struct {
	chat.Card
	About       *about    `json:"about,omitempty"`
	Brand       string    `json:"brand,omitempty"`
	Category    []string  `json:"category,omitempty"`
	Description string    `json:"description,omitempty"`
	Highlights  []string  `json:"highlights,omitempty"`
	Images      []string  `json:"images,omitempty"`
	Variants    []variant `json:"variants,omitempty"` // the same thing in other colours, this one among them
}

// about is the product in one to three sentences: for the shopper who is
// identified, led by what her history says she cares about; neutral for others.
type about struct {
	chat.Description
	Personal bool `json:"personal"`
}

// variant is one of several products that differ in a few attributes.
type variant struct {
	ID           string               `json:"id"`
	Image        string               `json:"image,omitempty"`
	Availability catalog.Availability `json:"availability"`
	Attributes   map[string][]string  `json:"attributes"`
}

func (s *Server) product(w http.ResponseWriter, r *http.Request) {
	customer, err := s.shopper(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	id, lang := r.PathValue("id"), locale(r)
	card, err := s.Engine.ProductCard(r.Context(), id, lang)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	p, err := s.Store.Product(r.Context(), id)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	described, err := s.Engine.Describe(r.Context(), id, customer, lang)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	reply := s.describe(card, p, lang)
	if described.Text != "" {
		reply.About = &about{described, described.Facet != ""}
	}
	writeJSON(w, "application/json", http.StatusOK, reply)
}

func (s *Server) describe(card chat.Card, p *catalog.Product, lang string) details {
	text := p.In(lang)
	return details{
		Card:        card,
		Brand:       p.Brand,
		Category:    text.Category,
		Description: text.Description,
		Highlights:  text.Highlights,
		Images:      pictureURLs(p.Images),
		Variants:    s.variants(p, lang),
	}
}

// variants gives the products of p's group, by ID; none where p is alone.
func (s *Server) variants(p *catalog.Product, lang string) (list []variant) {
	if p.Group == "" {
		return nil
	}
	for _, other := range s.Shelf.View().List {
		if other.Group == p.Group {
			list = append(list, variant{other.ID, pictureURL(other.Image), other.Availability, other.In(lang).Attributes})
		}
	}
	if len(list) == 1 {
		return nil
	}
	return list
}

// pictureURL is where a product's picture is: under /media/, or where its
// address says.
func pictureURL(image string) string {
	if image == "" || strings.HasPrefix(image, "/") || strings.Contains(image, "://") {
		return image
	}
	return "/media/" + image
}

func pictureURLs(images []string) []string {
	list := make([]string, 0, len(images))
	for _, image := range images {
		list = append(list, pictureURL(image))
	}
	return list
}
