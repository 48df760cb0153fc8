package catalog

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"
)

// ImportEvents reads events as JSON Lines. One whose id is there already is left
// as it is; none is ever withdrawn.
func (s *Store) ImportEvents(ctx context.Context, fsys fs.FS, name string, opt ImportOptions) (Report, error) {
	l, err := openLines(fsys, name)
	if err != nil {
		return Report{}, err
	}
	defer l.Close()
	im := &eventImport{importer: s.importer(name, opt), now: time.Now()}
	if im.products, err = s.productIDs(ctx); err != nil {
		return im.report, err
	}
	if err := im.readJSON(ctx, l, im.row, im.flush); err != nil {
		return im.report, err
	}
	return im.end()
}

type eventImport struct {
	*importer
	now      time.Time
	products map[string]bool
	batch    []Event
}

func (im *eventImport) row(line []byte, number int) bool {
	var e Event
	wrong := decodeLine(line, &e)
	if wrong == nil {
		if field, reason := e.Check(im.now); reason != "" {
			wrong = &fault{field, reason}
		} else if !im.products[e.ProductID] {
			wrong = &fault{"product_id", fmt.Sprintf("no product %q", cut(e.ProductID, 60))}
		}
	}
	if wrong != nil {
		im.reject(number, wrong.field, wrong.reason)
		return false
	}
	im.batch = append(im.batch, e)
	return len(im.batch) >= im.size
}

func (im *eventImport) flush(ctx context.Context) error {
	if len(im.batch) == 0 {
		return nil
	}
	var added int
	err := im.write(ctx, func(ctx context.Context, tx *sql.Tx, seq *counter) (err error) {
		added, err = insertEvents(ctx, tx, seq, im.batch)
		return err
	})
	if err == nil {
		im.accept(len(im.batch), added)
	}
	im.batch = im.batch[:0]
	return err
}

// Check tells what is wrong with an event from outside: the field and the
// reason, both empty where it is sound. Whether the product exists is not seen.
func (e *Event) Check(now time.Time) (field, reason string) {
	switch {
	case !soundID(e.ID):
		return "id", "id missing, too long or not plain"
	case !slices.Contains(EventKinds, e.Kind):
		return "event", fmt.Sprintf("unknown event %q: want one of %s", cut(e.Kind, 40), strings.Join(EventKinds, ", "))
	case e.Shopper() == "":
		return "customer", "neither customer nor session"
	case e.Customer != "" && !soundID(e.Customer), e.Session != "" && !soundID(e.Session):
		return "customer", "customer or session too long or not plain"
	case !soundID(e.ProductID):
		return "product_id", "product_id missing, too long or not plain"
	case e.Quantity < 0 || e.Quantity > 1e6 || e.Turn < 0 || e.Position < 0:
		return "quantity", "negative or too large"
	case len(e.Options) > 20 || len(e.Search) > 200 || len(e.Query) > 500:
		return "options", "too much"
	case !saneTime(e.Time, now):
		return "time", "time missing or not sane"
	}
	return "", ""
}

// productIDs gives every product that is or was there: what happened to one
// since withdrawn still tells of taste.
func (s *Store) productIDs(ctx context.Context) (map[string]bool, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT id FROM products`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	ids := map[string]bool{}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids[id] = true
	}
	return ids, rows.Err()
}
