package eval

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// dataShare is where the published sets lie that are measured in place.
const dataShare = "../../shared/data"

func TestFoundIsComputedAsByHand(t *testing.T) {
	hits, gain := found([]int32{9, 4, 7}, []int32{4, 7, 8, 1})
	// Ranks 2 and 3 of an ideal over three places.
	want := (1/math.Log2(3) + 1/math.Log2(4)) / (1 + 1/math.Log2(3) + 1/math.Log2(4))
	if hits != 2 || math.Abs(gain-want) > 1e-12 {
		t.Errorf("got %v hits and gain %v, want 2 and %v", hits, gain, want)
	}
}

// tastes writes lines of users who keep to one of four rings of items; a part of
// each line goes to the test.
func tastes(t *testing.T) (train, test string) {
	t.Helper()
	var a, b strings.Builder
	for u := range 400 {
		a.WriteString(strconv.Itoa(u))
		b.WriteString(strconv.Itoa(u))
		for k := range 12 {
			item := " " + strconv.Itoa(u%4+4*((u/4*7+k*3)%25))
			if k%4 == 3 {
				b.WriteString(item)
			} else {
				a.WriteString(item)
			}
		}
		a.WriteByte('\n')
		b.WriteByte('\n')
	}
	dir := t.TempDir()
	train, test = filepath.Join(dir, "train.txt"), filepath.Join(dir, "test.txt")
	for file, text := range map[string]string{train: a.String(), test: b.String()} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return train, test
}

func TestRecommendMeasuresAndWritesItsRun(t *testing.T) {
	train, test := tastes(t)
	run := filepath.Join(t.TempDir(), "run.txt")
	var out bytes.Buffer
	if err := Recommend(context.Background(), RecommendOptions{Train: train, Test: test, Run: run, JSON: true}, &out); err != nil {
		t.Fatal(err)
	}
	var r RecommendReport
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	if r.Users != 400 || r.Metrics["Recall@20"] < 0.8 {
		t.Errorf("%d users, %v; want 400 and nearly all found", r.Users, r.Metrics)
	}
	lines, err := os.ReadFile(run)
	if err != nil {
		t.Fatal(err)
	}
	first := strings.Fields(strings.SplitN(string(lines), "\n", 2)[0])
	if n := bytes.Count(lines, []byte("\n")); n != 400 || first[0] != "0" || len(first) != 21 {
		t.Errorf("%d lines, the first %v; want 400 of a user and 20 items", n, first)
	}
}

func TestLeaveOneOutForetellsTheNext(t *testing.T) {
	var b strings.Builder
	for u := range 300 { // everybody walks the same ring from another start
		b.WriteString(strconv.Itoa(u))
		for k := range 8 {
			b.WriteString(" " + strconv.Itoa((u*3+k)%60))
		}
		b.WriteByte('\n')
	}
	file := filepath.Join(t.TempDir(), "walks.txt")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := Recommend(context.Background(), RecommendOptions{Train: file, Protocol: LeaveOneOut, JSON: true}, &out); err != nil {
		t.Fatal(err)
	}
	var r RecommendReport
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	if r.Metrics["HR@5"] < 0.95 {
		t.Errorf("%v, want nearly all next steps foretold", r.Metrics)
	}
}

// underRace says that the race detector watches.
var underRace bool

func TestPublishedSetsFast(t *testing.T) {
	if testing.Short() || underRace {
		t.Skip("takes half a minute, and ten times that under the race detector")
	}
	gowalla := filepath.Join(dataShare, "gowalla")
	if _, err := os.Stat(gowalla); err != nil {
		t.Skipf("no data to measure: %v", err)
	}
	var out bytes.Buffer
	opt := RecommendOptions{Train: filepath.Join(gowalla, "train.txt.gz"), Test: filepath.Join(gowalla, "test.txt.gz"), Fast: true, JSON: true}
	if err := Recommend(t.Context(), opt, &out); err != nil {
		t.Fatal(err)
	}
	var r RecommendReport
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]float64{"Recall@20": 0.184, "NDCG@20": 0.153} {
		if r.Metrics[name] < want {
			t.Errorf("%s %.4f, want at least %.4f", name, r.Metrics[name], want)
		}
	}
}
