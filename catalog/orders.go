package catalog

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
)

// Orders gives a customer's orders, the newest first.
func (s *Store) Orders(ctx context.Context, customer string) ([]Order, error) {
	rows, err := s.reader.QueryContext(ctx,
		`SELECT data FROM orders WHERE customer = $1 ORDER BY placed DESC, folded`, customer)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var orders []Order
	for rows.Next() {
		var data []byte
		var o Order
		if err := rows.Scan(&data); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(data, &o); err != nil {
			return nil, fmt.Errorf("orders of %q: %w", customer, err)
		}
		orders = append(orders, o)
	}
	return orders, rows.Err()
}

// Order finds a customer's own order; the case of id does not matter. Another
// customer's order is not found.
func (s *Store) Order(ctx context.Context, customer, id string) (Order, error) {
	var data []byte
	var o Order
	err := s.reader.QueryRowContext(ctx,
		`SELECT data FROM orders WHERE folded = $1 AND customer = $2`, foldOrder(id), customer).Scan(&data)
	if err == sql.ErrNoRows || customer == "" {
		err = ErrNotFound
	}
	if err == nil {
		err = json.Unmarshal(data, &o)
	}
	if err != nil {
		return Order{}, fmt.Errorf("order %q: %w", id, err)
	}
	return o, nil
}

// putOrder inserts or updates an order and tells whether it had to.
func putOrder(ctx context.Context, tx *sql.Tx, o Order) (changed bool, err error) {
	data, err := json.Marshal(o)
	if err != nil {
		return false, err
	}
	var old []byte
	err = tx.QueryRowContext(ctx, `SELECT data FROM orders WHERE folded = $1`, foldOrder(o.ID)).Scan(&old)
	if err == nil && string(old) == string(data) {
		return false, nil
	}
	if err != nil && err != sql.ErrNoRows {
		return false, err
	}
	if _, err = tx.ExecContext(ctx, `INSERT INTO customers (id) VALUES ($1) ON CONFLICT (id) DO NOTHING`, o.Customer); err != nil {
		return false, err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO orders (folded, customer, placed, data) VALUES ($1, $2, $3, $4)
		ON CONFLICT (folded) DO UPDATE SET customer = excluded.customer, placed = excluded.placed, data = excluded.data`,
		foldOrder(o.ID), o.Customer, o.Placed.UnixMicro(), string(data))
	return err == nil, err
}

func foldOrder(id string) string { return strings.ToLower(strings.TrimSpace(id)) }
