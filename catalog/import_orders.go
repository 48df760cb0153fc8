package catalog

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"strings"
	"time"
)

// ImportOrders reads orders as JSON Lines. An order that is there already is
// updated; none is ever withdrawn.
func (s *Store) ImportOrders(ctx context.Context, fsys fs.FS, name string, opt ImportOptions) (Report, error) {
	l, err := openLines(fsys, name)
	if err != nil {
		return Report{}, err
	}
	defer l.Close()
	im := &orderImport{importer: s.importer(name, opt), lines: map[string]int{}, now: time.Now()}
	if im.currency, err = s.Setting(ctx, SettingCurrency); err != nil {
		return im.report, err
	}
	if err := im.readJSON(ctx, l, im.row, im.flush); err != nil {
		return im.report, err
	}
	return im.end()
}

type orderImport struct {
	*importer
	currency string // the shop's; empty: not known, any will do
	now      time.Time
	lines    map[string]int // line of each id
	batch    []Order
}

func (im *orderImport) row(line []byte, number int) bool {
	var o Order
	wrong := decodeLine(line, &o)
	if wrong == nil {
		o.clean()
		wrong = im.check(&o)
	}
	if first, twice := im.lines[foldOrder(o.ID)]; wrong == nil && twice {
		wrong = &fault{"id", fmt.Sprintf("id used before in this file, in line %d", first)}
	}
	if wrong != nil {
		im.reject(number, wrong.field, wrong.reason)
		return false
	}
	im.lines[foldOrder(o.ID)] = number
	im.batch = append(im.batch, o)
	return len(im.batch) >= im.size
}

func (im *orderImport) flush(ctx context.Context) error {
	if len(im.batch) == 0 {
		return nil
	}
	var changed int
	err := im.write(ctx, func(ctx context.Context, tx *sql.Tx, _ *counter) error {
		changed = 0
		for _, o := range im.batch {
			wrote, err := putOrder(ctx, tx, o)
			if err != nil {
				return fmt.Errorf("order %q: %w", o.ID, err)
			}
			if wrote {
				changed++
			}
		}
		return nil
	})
	if err == nil {
		im.accept(len(im.batch), changed)
	}
	im.batch = im.batch[:0]
	return err
}

// clean makes plain text of every text and UTC of every time.
func (o *Order) clean() {
	o.ID, o.Customer = strings.TrimSpace(o.ID), strings.TrimSpace(o.Customer)
	o.Status, o.Carrier, o.Tracking = Clean(o.Status), Clean(o.Carrier), Clean(o.Tracking)
	o.Placed = o.Placed.UTC()
	for _, t := range []*time.Time{o.Shipped, o.Delivered} {
		if t != nil {
			*t = t.UTC()
		}
	}
}

func (im *orderImport) check(o *Order) *fault {
	switch {
	case !soundID(o.ID):
		return &fault{"id", "id missing, too long or not plain"}
	case !soundID(o.Customer):
		return &fault{"customer", "customer missing, too long or not plain"}
	case o.Status == "":
		return &fault{"status", "status missing"}
	case len(o.Items) == 0:
		return &fault{"items", "no items"}
	case !saneTime(o.Placed, im.now):
		return &fault{"placed", "time missing or not sane"}
	}
	if f := im.checkMoney(o); f != nil {
		return f
	}
	// What is shipped may be promised for later, but not be earlier than the order.
	if t := o.Shipped; t != nil && (t.Before(o.Placed) || !saneTime(*t, im.now)) {
		return &fault{"shipped", "shipped before it was placed, or years ahead"}
	}
	if t := o.Delivered; t != nil && (t.Before(o.Placed) || !saneTime(*t, im.now)) {
		return &fault{"delivered", "delivered before it was placed, or years ahead"}
	}
	return nil
}

func (im *orderImport) checkMoney(o *Order) *fault {
	if f := im.amount("total", o.Total); f != nil {
		return f
	}
	for i, item := range o.Items {
		field := fmt.Sprintf("items[%d]", i)
		switch {
		case !soundID(item.ProductID):
			return &fault{field + ".product_id", "product_id missing"}
		case item.Quantity < 1 || item.Quantity > 1e6:
			return &fault{field + ".quantity", "quantity is not 1 or more"}
		}
		if f := im.amount(field+".price", item.Price); f != nil {
			return f
		}
		if item.Price.Currency != o.Total.Currency {
			return &fault{field + ".price", "in another currency than the total"}
		}
	}
	return nil
}

func (im *orderImport) amount(field string, m Money) *fault {
	_, known := MinorDigits(m.Currency)
	switch {
	case !known:
		return &fault{field, "no currency of ISO 4217"}
	case im.currency != "" && m.Currency != im.currency:
		return &fault{field, fmt.Sprintf("the currency %s is not the shop's, %s", m.Currency, im.currency)}
	case m.Amount < 0 || m.Amount > maxAmount:
		return &fault{field, "amount is negative or too large"}
	}
	return nil
}
