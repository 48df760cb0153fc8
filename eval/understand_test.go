package eval

import (
	"bytes"
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"daogou/catalog"
	"daogou/chat"
)

// echo reads every utterance as a search below 100, quite sure.
type echo struct{}

func (echo) Understand(context.Context, chat.Utterance, *chat.State) (chat.Reading, error) {
	return chat.Reading{Act: chat.Search, Confidence: 0.9, Filters: []catalog.Filter{catalog.Bound("price", catalog.Lte, 100)}}, nil
}

func TestUnderstandCases(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cases.jsonl")
	cases := `{"text": "below 1", "locale": "en", "act": ["search", "refine"], "filters": [{"field": "price", "op": "lte", "value": 100}], "tags": ["price"]}
{"text": "red below 1", "locale": "en", "act": ["search"], "filters": [{"field": "price", "op": "lte", "value": 100}, {"field": "color", "op": "eq", "value": "red"}], "tags": ["price"]}
{"text": "hello", "locale": "en", "act": ["chitchat"]}
`
	if err := os.WriteFile(file, []byte(cases), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err := Understand(context.Background(), UnderstandOptions{Readers: []Reader{{"echo", echo{}}}, Cases: file}, &out)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"price              act   2 of   2  100.0%   filter F1 0.800   joint   1 of   2   50.0%",
		"echo               act   2 of   3   66.7%   filter F1 0.800   joint   1 of   3   33.3%",
		"confidence         error 0.233   0.90:0.67(3)",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("got\n%s\nwant in it %q", out.String(), want)
		}
	}
}

func TestCalibrationError(t *testing.T) {
	var c Calibration
	for range 3 {
		c.add(0.75, true)
	}
	c.add(0.75, false) // 0.75 sure, 0.75 right: no error
	c.add(1, false)    // sure and wrong
	if got, want := c.Error(), 1.0/5; math.Abs(got-want) > 1e-9 {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestFiltersAlike(t *testing.T) {
	blue := catalog.Where("color", catalog.Eq, "blue")
	for _, c := range []struct {
		name string
		a, b catalog.Filter
		want bool
	}{
		{"one value in a list is that value", catalog.Where("color", catalog.In, "blue"), blue, true},
		{"the order of a list does not matter", catalog.Where("size", catalog.In, "M", "L"), catalog.Where("size", catalog.In, "L", "M"), true},
		{"an exception is not a wish", catalog.Where("color", catalog.Ne, "blue"), blue, false},
		{"bounds differ", catalog.Bound("price", catalog.Lte, 1), catalog.Bound("price", catalog.Lte, 2), false},
	} {
		if got := alike(c.a, c.b); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}
