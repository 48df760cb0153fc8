package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"daogou/catalog"
)

// usualLamp is the price that shoppers choose, in cents, where lamps cost 50 to
// 640 and the dearer is rated the better.
const usualLamp = 29_000

func writeLamps(t *testing.T) string {
	t.Helper()
	var feed strings.Builder
	feed.WriteString("id\ttitle\tdescription\tlink\timage_link\tavailability\tprice\tproduct_type\tstar_rating\treview_count\n")
	for i := range 60 {
		fmt.Fprintf(&feed, "l%02d\tLamp %s\tA lamp.\thttps://shop.example/%d\t\tin_stock\t%d.00 USD\tHome > Lamps\t%.1f\t%d\n",
			i, benchWord(i), i, 50+10*i, 3+float64(i)/30, 20*i+1)
	}
	file := filepath.Join(t.TempDir(), "feed.tsv")
	if err := os.WriteFile(file, []byte(feed.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// writeSearches writes what shoppers searched, "lamp" or a word that no product
// has, and then put into the cart: one whose price is usual.
func writeSearches(t *testing.T, products []*catalog.Product) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "events.jsonl")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var usual []string
	for _, p := range products {
		if off := p.Price().Amount - usualLamp; -4000 < off && off < 4000 {
			usual = append(usual, p.ID)
		}
	}
	enc := json.NewEncoder(f)
	start := time.Now().Add(-1000 * time.Hour)
	for i := range 900 {
		for k, kind := range []string{"click", "add_to_cart"} {
			e := catalog.Event{ID: fmt.Sprintf("s%d-%d", i, k), Kind: kind, Customer: fmt.Sprintf("c%d", i), Query: "lamp",
				ProductID: usual[i%len(usual)], Time: start.Add(time.Duration(i) * time.Hour)}
			if i%3 == 0 {
				e.Query = "gloamer"
			}
			if err := enc.Encode(e); err != nil {
				t.Fatal(err)
			}
		}
	}
	return file
}

func TestSearchIsTrainedBesideARunningServer(t *testing.T) {
	ctx, data := t.Context(), t.TempDir()
	must := func(args ...string) string {
		t.Helper()
		code, out, errOut := daogou(t, append([]string{"--data", data}, args...)...)
		if code != exitOK {
			t.Fatalf("%v: exit %d: %s%s", args, code, out, errOut)
		}
		return out
	}
	must("import", "products", writeLamps(t), "--quiet")
	store, err := catalog.Open(ctx, data)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	products, err := productsOf(ctx, store)
	if err != nil {
		t.Fatal(err)
	}
	child, err := startChild(ctx, data)
	if err != nil {
		t.Fatal(err)
	}
	defer child.kill()
	if err := child.ready(ctx); err != nil {
		t.Fatal(err)
	}
	must("import", "events", writeSearches(t, products), "--quiet", "--no-train")
	out := must("train", "search")
	if !strings.Contains(out, "the new weights serve") || !strings.Contains(out, "propose 1 pairs, 1 of them new") {
		t.Errorf("training says\n%s", out)
	}
	weights, err := weightsOf(ctx, store)
	if err != nil || weights.Price < 0.06 {
		t.Errorf("weights %+v, %v; want price to count for more", weights, err)
	}
	for end := time.Now().Add(5 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		off := middleOff(t, data, products)
		if off < 0.3 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("the server's lamps are %.2f off the usual price: it does not take up the weights", off)
		}
	}
	if again := must("train", "search"); !strings.Contains(again, "0 of them new") {
		t.Errorf("training again says\n%s", again)
	}
}

// middleOff is how far the first lamps found are from the price that shoppers
// choose, as a difference of logarithms.
func middleOff(t *testing.T, data string, products []*catalog.Product) float64 {
	t.Helper()
	prices := map[string]int64{}
	for _, p := range products {
		prices[p.ID] = p.Price().Amount
	}
	_, out, _ := daogou(t, "--data", data, "search", "lamp", "-k", "5", "--json")
	var reply struct{ Items []struct{ ID string } }
	if err := json.Unmarshal([]byte(out), &reply); err != nil || len(reply.Items) == 0 {
		t.Fatalf("%v: %s", err, out)
	}
	off := 0.0
	for _, item := range reply.Items {
		off += math.Abs(math.Log(float64(prices[item.ID])/usualLamp)) / float64(len(reply.Items))
	}
	return off
}
