package catalog

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
)

// ImportProducts reads a feed in Google Merchant Center's form (tab-separated,
// gzip or not). Pictures named by relative path are looked for beside it. A
// Locale other than the shop's adds that language's texts to products that are
// there already.
func (s *Store) ImportProducts(ctx context.Context, fsys fs.FS, name string, opt ImportOptions) (Report, error) {
	f, err := openFeed(fsys, name)
	if err != nil {
		return Report{}, err
	}
	defer f.Close()
	im := &productImport{importer: s.importer(name, opt), feed: f, named: map[string]bool{}}
	if err := im.settle(ctx); err != nil {
		return im.report, err
	}
	im.rules = rules{currency: im.currency, bare: im.opt.Currency != "", lines: map[string]int{},
		pictures: &pictures{fsys: fsys, dir: path.Dir(name), media: opt.Media}}
	if err := im.readAll(ctx); err != nil {
		return im.report, fmt.Errorf("%s: %w", im.file, err)
	}
	if n := im.pictures.absent; n > 0 {
		im.warn(0, "image_link", fmt.Sprintf("%d pictures are not there; the products are sold without", n))
	}
	if im.opt.Replace && im.report.Accepted > 0 {
		if err := im.withdraw(ctx); err != nil {
			return im.report, err
		}
	}
	return im.end()
}

// productImport is an import of products under way.
type productImport struct {
	*importer
	rules
	feed   *feed
	second bool   // adds a second language's texts
	was    string // the shop's currency until now
	locale string
	named  map[string]bool // every id that stands in the file, in sound rows or not
	batch  []batchRow
}

type batchRow struct {
	line    int
	product Product
}

// settle finds out the shop's currency and language, as far as they are known
// before the first row.
func (im *productImport) settle(ctx context.Context) error {
	currency, err := im.store.Setting(ctx, SettingCurrency)
	if err != nil {
		return err
	}
	locale, err := im.store.Setting(ctx, SettingLocale)
	if err != nil {
		return err
	}
	want := im.opt.Currency
	if _, known := MinorDigits(want); want != "" && !known {
		return fmt.Errorf("currency %q: not a code of ISO 4217", want)
	}
	if want != "" && currency != "" && want != currency && !im.opt.Replace {
		return fmt.Errorf("the shop's currency is %s: prices in %s need --replace, which exchanges the whole catalogue", currency, want)
	}
	im.was, im.currency, im.locale = currency, want, im.opt.Locale
	if !im.opt.Replace { // what replaces the whole catalogue may be another shop's
		im.currency, im.locale = cmp.Or(want, currency), cmp.Or(im.opt.Locale, locale)
	}
	im.second = locale != "" && im.locale != "" && im.locale != locale
	return nil
}

func (im *productImport) readAll(ctx context.Context) error {
	for {
		line, err := im.feed.next()
		switch {
		case errors.Is(err, errLongLine):
			im.reject(im.feed.row, "", err.Error())
			continue
		case err == io.EOF:
			return im.flush(ctx)
		case err != nil:
			return err
		}
		im.row(line)
		if len(im.batch) >= im.size {
			if err := im.flush(ctx); err != nil {
				return err
			}
		}
	}
}

// row checks one row and puts it into the batch.
func (im *productImport) row(line []byte) {
	number := im.feed.row
	cells, wrong := im.feed.cells(line)
	d := &draft{row: cells, rules: &im.rules}
	switch {
	case wrong != nil:
	case im.second:
		wrong = d.readTexts()
	default:
		wrong = d.read()
	}
	im.named[cells.raw("id")] = true
	if wrong != nil {
		im.reject(number, wrong.field, wrong.reason)
		return
	}
	for _, flaw := range d.flaws {
		im.warn(number, flaw.Field, flaw.Reason)
	}
	im.lines[d.product.ID] = number
	im.currency = cmp.Or(im.currency, d.product.ListPrice.Currency)
	im.batch = append(im.batch, batchRow{number, d.product})
}

func (im *productImport) flush(ctx context.Context) error {
	if im.opt.Progress != nil {
		im.opt.Progress(im.feed.read, im.feed.total)
	}
	if len(im.batch) == 0 {
		return nil
	}
	defer func() { im.batch = im.batch[:0] }()
	if im.second {
		return im.flushTexts(ctx)
	}
	if im.locale == "" {
		im.locale = im.guessLocale()
	}
	rows := make([]productRow, len(im.batch))
	for i := range im.batch {
		p := &im.batch[i].product
		p.Locale = im.locale
		data, err := json.Marshal(p)
		if err != nil {
			return fmt.Errorf("product %q: %w", p.ID, err)
		}
		rows[i] = productRow{id: p.ID, data: data}
	}
	var changed int
	err := im.write(ctx, func(ctx context.Context, tx *sql.Tx, seq *counter) (err error) {
		if im.report.Accepted == 0 {
			if err := im.remember(ctx, tx); err != nil {
				return err
			}
		}
		changed, err = putProducts(ctx, tx, seq, rows)
		return err
	})
	if err == nil {
		im.accept(len(rows), changed)
	}
	return err
}

func (im *productImport) remember(ctx context.Context, tx *sql.Tx) error {
	return errors.Join(setSetting(ctx, tx, SettingCurrency, im.currency), setSetting(ctx, tx, SettingLocale, im.locale))
}

// guessLocale goes by the texts of the first batch.
func (im *productImport) guessLocale() string {
	text := ""
	for _, r := range im.batch {
		text += r.product.Title + " " + cut(r.product.Description, 200) + " "
	}
	return LocaleOf(text)
}

// flushTexts adds the batch's texts to products that are there.
func (im *productImport) flushTexts(ctx context.Context) error {
	var changed int
	var unknown []int
	err := im.write(ctx, func(ctx context.Context, tx *sql.Tx, seq *counter) error {
		changed, unknown = 0, nil
		for _, r := range im.batch {
			wrote, err := putText(ctx, tx, seq, r.product.ID, im.locale, &r.product.Text)
			switch {
			case errors.Is(err, ErrNotFound):
				unknown = append(unknown, r.line)
			case err != nil:
				return err
			case wrote:
				changed++
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, line := range unknown {
		im.reject(line, "id", "no product has this id: import it in the shop's own language first")
	}
	im.accept(len(im.batch)-len(unknown), changed)
	return nil
}

// withdraw removes what the file, now read to its end, did not name. A product
// whose row was refused stays as it was, since the feed does not lack it, unless
// its price is in a currency that the shop has no more.
func (im *productImport) withdraw(ctx context.Context) error {
	gone, err := im.missing(ctx)
	if err != nil {
		return err
	}
	for len(gone) > 0 {
		part := gone[:min(len(gone), im.size)]
		gone = gone[len(part):]
		err := im.write(ctx, func(ctx context.Context, tx *sql.Tx, seq *counter) error {
			if im.second {
				return removeTexts(ctx, tx, seq, part, im.locale)
			}
			return removeProducts(ctx, tx, seq, part)
		})
		if err != nil {
			return err
		}
		im.report.Withdrawn += len(part)
	}
	return nil
}

// missing gives the products to withdraw, by ID.
func (im *productImport) missing(ctx context.Context) (gone []string, err error) {
	rows, err := im.store.reader.QueryContext(ctx, `SELECT id, other FROM products WHERE removed = 0`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id, other string
		if err := rows.Scan(&id, &other); err != nil {
			return nil, err
		}
		there := im.named[id]
		if im.was != im.currency && !im.second {
			_, there = im.lines[id]
		}
		if !there && (!im.second || other != "") {
			gone = append(gone, id)
		}
	}
	slices.Sort(gone)
	return gone, rows.Err()
}
