package retriever

import (
	"context"
	"database/sql"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"daogou/catalog"
)

// counter counts products that fit by SQL over the store they were imported
// into, knowing nothing of the index or of catalog.Filter.Fits.
type counter struct{ store *catalog.Store }

func openCounter(t testing.TB, shop string) *counter {
	t.Helper()
	feed := filepath.Join(shared, "shop", shop, "products.tsv")
	readShop(t, shop) // skips where it is not
	store, err := catalog.Open(context.Background(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	fsys, name := catalog.Local(feed)
	if _, err := store.ImportProducts(context.Background(), fsys, name, catalog.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	err = store.Write(context.Background(), func(tx *sql.Tx) error {
		_, err := tx.Exec(statedValues)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return &counter{store}
}

// statedValues lays out what each product states, a value a row; nth is 0 for
// the first value of a field.
const statedValues = `
CREATE TABLE stated (id TEXT, field TEXT, nth INTEGER, value TEXT COLLATE NOCASE);
INSERT INTO stated SELECT p.id, a.key, v.key, v.value
	FROM products p, json_each(p.data, '$.attributes') a, json_each(a.value) v WHERE p.removed = 0;
INSERT INTO stated SELECT p.id, 'category', v.key, v.value FROM products p, json_each(p.data, '$.category') v WHERE p.removed = 0;
INSERT INTO stated SELECT p.id, 'product_highlight', v.key, v.value FROM products p, json_each(p.data, '$.highlights') v WHERE p.removed = 0;
INSERT INTO stated SELECT id, 'id', 0, id FROM products WHERE removed = 0;
INSERT INTO stated SELECT p.id, CASE v.key WHEN 'group' THEN 'item_group_id' ELSE v.key END, 0, v.value
	FROM products p, json_each(p.data) v WHERE p.removed = 0 AND v.key IN ('title', 'brand', 'availability', 'condition', 'group', 'gtin');
CREATE TABLE measured AS SELECT id, 'price' AS field,
	1.0 * coalesce(json_extract(data, '$.sale_price.amount'), json_extract(data, '$.list_price.amount')) AS n FROM products WHERE removed = 0;
INSERT INTO measured SELECT id, 'rating', coalesce(json_extract(data, '$.rating'), 0) FROM products
	WHERE removed = 0 AND coalesce(json_extract(data, '$.rating'), json_extract(data, '$.reviews'), 0) > 0;
INSERT INTO measured SELECT id, 'star_rating', n FROM measured WHERE field = 'rating';
INSERT INTO measured SELECT m.id, 'review_count', coalesce(json_extract(p.data, '$.reviews'), 0)
	FROM measured m JOIN products p ON p.id = m.id WHERE field = 'rating';
INSERT INTO measured SELECT id, field, CAST(value AS REAL) FROM stated
	WHERE nth = 0 AND (value GLOB '[0-9]*' OR value GLOB '-[0-9]*') AND field NOT IN ('id', 'brand', 'availability', 'condition', 'item_group_id', 'gtin');
CREATE INDEX stated_field ON stated (field, value);
CREATE INDEX measured_field ON measured (field, n);`

func (c *counter) products(t testing.TB) []*catalog.Product {
	t.Helper()
	changes, err := c.store.Changes(context.Background(), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	return changes.Products
}

func (c *counter) count(t testing.TB, filters []catalog.Filter) int {
	t.Helper()
	var args []any
	query := `SELECT count(*) FROM products WHERE removed = 0`
	for _, f := range filters {
		condition, more := sqlOf(f)
		query, args = query+" AND "+condition, append(args, more...)
	}
	n := 0
	if err := c.store.Read().QueryRow(query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// sqlOf is a filter as a condition on products.
func sqlOf(f catalog.Filter) (string, []any) {
	field := f.Field
	if field == "product_type" {
		field = "category"
	}
	if f.Op == catalog.Lte || f.Op == catalog.Gte {
		compare := map[catalog.Op]string{catalog.Lte: "<=", catalog.Gte: ">="}[f.Op]
		return "id IN (SELECT id FROM measured WHERE field = ? AND n " + compare + " ?)", []any{field, f.Number}
	}
	args, same := []any{field}, []string{"0"}
	table := "stated"
	computed := slices.Contains([]string{"price", "rating", "star_rating", "review_count"}, field)
	if computed {
		table = "measured"
	}
	for _, v := range f.Values {
		n, err := strconv.ParseFloat(v, 64)
		if !computed {
			same, args = append(same, "value = ?"), append(args, v)
		}
		switch {
		case err != nil:
		case computed:
			same, args = append(same, "n = ?"), append(args, n)
		default:
			same = append(same, "value GLOB '*[0-9]*' AND value NOT GLOB '*[^0-9.]*' AND CAST(value AS REAL) = ?")
			args = append(args, n)
		}
	}
	not := ""
	if f.Op == catalog.Ne {
		not = "NOT "
	}
	return "id " + not + "IN (SELECT id FROM " + table + " WHERE field = ? AND (" + strings.Join(same, " OR ") + "))", args
}
