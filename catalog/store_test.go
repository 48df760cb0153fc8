package catalog

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"
)

func open(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func run(query string, args ...any) func(tx *sql.Tx) error {
	return func(tx *sql.Tx) error { _, err := tx.Exec(query, args...); return err }
}

// notes gives the store a table of its own, as another package would.
func notes(t testing.TB, s *Store) {
	t.Helper()
	fsys := fstest.MapFS{"00001_notes.sql": {Data: []byte("-- +goose Up\nCREATE TABLE notes (n INTEGER PRIMARY KEY, who TEXT);\n")}}
	if err := s.Migrate(t.Context(), fsys, "notes_version"); err != nil {
		t.Fatal(err)
	}
}

func count(t testing.TB, s *Store, query string, args ...any) (n int) {
	t.Helper()
	if err := s.Read().QueryRowContext(context.Background(), query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestOneFailingCallUndoesOnlyItself(t *testing.T) {
	s := open(t, t.TempDir())
	notes(t, s)
	fault := errors.New("fault")
	var wg sync.WaitGroup
	for g := range 64 {
		wg.Go(func() {
			for i := range 20 {
				err := s.Write(t.Context(), func(tx *sql.Tx) error {
					if _, err := tx.Exec(`INSERT INTO notes VALUES (?, ?)`, g*100+i, fmt.Sprint(g)); err != nil {
						return err
					}
					if g == 7 {
						return fault
					}
					return nil
				})
				if g == 7 && !errors.Is(err, fault) || g != 7 && err != nil {
					t.Errorf("goroutine %d: got %v", g, err)
				}
			}
		})
	}
	wg.Wait()
	if got := count(t, s, `SELECT count(*) FROM notes`); got != 63*20 {
		t.Errorf("got %d rows, want %d", got, 63*20)
	}
	if got := count(t, s, `SELECT count(*) FROM notes WHERE who = '7'`); got != 0 {
		t.Errorf("got %d rows of the failing goroutine, want none", got)
	}
}

// hold keeps the committer busy until the returned function is called, so that
// what is written meanwhile shares one transaction.
func hold(s *Store) (release func()) {
	gate, held := make(chan struct{}), make(chan struct{})
	go s.Write(context.Background(), func(*sql.Tx) error { close(held); <-gate; return nil })
	<-held
	return func() { close(gate) }
}

func TestAnInterruptedCallDoesNotTakeItsNeighboursAlong(t *testing.T) {
	s := open(t, t.TempDir())
	notes(t, s)
	release := hold(s)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var wg sync.WaitGroup
	for i := range 5 {
		wg.Go(func() {
			if err := s.Write(t.Context(), run(`INSERT INTO notes VALUES (?, 'neighbour')`, i)); err != nil {
				t.Error(err)
			}
		})
	}
	time.Sleep(20 * time.Millisecond)
	wg.Go(func() {
		err := s.Write(ctx, func(tx *sql.Tx) error {
			time.AfterFunc(30*time.Millisecond, cancel)
			_, err := tx.ExecContext(ctx, `WITH RECURSIVE k(n) AS (SELECT 1000 UNION ALL SELECT n + 1 FROM k WHERE n < 100000000)
				INSERT INTO notes SELECT n, 'slow' FROM k`)
			return err
		})
		if err == nil {
			t.Error("the interrupted call ended well")
		}
	})
	time.Sleep(20 * time.Millisecond)
	for i := range 5 {
		wg.Go(func() {
			if err := s.Write(t.Context(), run(`INSERT INTO notes VALUES (?, 'neighbour')`, 10+i)); err != nil {
				t.Error(err)
			}
		})
	}
	release()
	wg.Wait()
	if n, slow := count(t, s, `SELECT count(*) FROM notes`), count(t, s, `SELECT count(*) FROM notes WHERE who = 'slow'`); n != 10 || slow != 0 {
		t.Errorf("got %d rows, %d of the interrupted call; want 10 and 0", n, slow)
	}
}

func TestWhoGivesUpBeforeHisTurnWritesNothing(t *testing.T) {
	s := open(t, t.TempDir())
	notes(t, s)
	release := hold(s)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	// The holder's transaction is still taking calls: only a call that is not
	// begun can be given up, so this one waits behind the gate.
	if err := s.Write(ctx, run(`INSERT INTO notes VALUES (1, '')`)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the deadline", err)
	}
	release()
	if err := s.Write(t.Context(), run(`INSERT INTO notes VALUES (2, '')`)); err != nil {
		t.Fatal(err)
	}
	if n := count(t, s, `SELECT sum(n) FROM notes`); n != 2 {
		t.Errorf("got %d, want the second row alone", n)
	}
}

func TestAPanicReachesItsCallerAlone(t *testing.T) {
	s := open(t, t.TempDir())
	notes(t, s)
	func() {
		defer func() {
			if p := recover(); p == nil || !strings.Contains(fmt.Sprint(p), "bug of mine") {
				t.Errorf("got %v, want the panic", p)
			}
		}()
		s.Write(t.Context(), func(*sql.Tx) error { panic("bug of mine") })
	}()
	if err := s.Write(t.Context(), run(`INSERT INTO notes VALUES (1, '')`)); err != nil {
		t.Error(err)
	}
}

func TestAfterCloseNothingIsWritten(t *testing.T) {
	s := open(t, t.TempDir())
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Write(t.Context(), run(`SELECT 1`)); !errors.Is(err, ErrClosed) {
		t.Errorf("got %v, want ErrClosed", err)
	}
}

func TestReadersCannotWrite(t *testing.T) {
	s := open(t, t.TempDir())
	if _, err := s.Read().Exec(`INSERT INTO customers VALUES ('c1')`); err == nil {
		t.Error("a reading connection wrote")
	}
}

func TestAFolderWithOddSignsInItsName(t *testing.T) {
	dir := t.TempDir() + "/a b?c#d%20e 数据"
	if err := open(t, dir).SetSetting(t.Context(), "k", "v"); err != nil {
		t.Fatal(err)
	}
	if v, err := open(t, dir).Setting(t.Context(), "k"); v != "v" || err != nil {
		t.Errorf("got %q %v", v, err)
	}
}

func TestManyOpenAtOnce(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			s, err := Open(t.Context(), dir)
			if err != nil {
				t.Error(err)
				return
			}
			s.Close()
		})
	}
	wg.Wait()
}

func put(t testing.TB, s *Store, rows ...productRow) (changed int) {
	t.Helper()
	err := s.change(t.Context(), func(ctx context.Context, tx *sql.Tx, seq *counter) (err error) {
		changed, err = putProducts(ctx, tx, seq, rows)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return changed
}

func stored(id, title string) productRow {
	return productRow{id: id, data: fmt.Appendf(nil, `{"locale":"en","title":%q}`, title)}
}

func TestProductsComeInTheOrderAsked(t *testing.T) {
	s := open(t, t.TempDir())
	put(t, s, stored("a", "A"), stored("b", "B"), stored("c", "C"))
	list, err := s.Products(t.Context(), []string{"c", "gone", "a", "c"})
	var ids []string
	for _, p := range list {
		ids = append(ids, p.ID+p.Title)
	}
	if want := []string{"cC", "aA", "cC"}; !reflect.DeepEqual(ids, want) || err != nil {
		t.Errorf("got %v %v, want %v", ids, err, want)
	}
	if _, err := s.Product(t.Context(), "gone"); !errors.Is(err, ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
}

func TestChangesTellEverythingOnce(t *testing.T) {
	s := open(t, t.TempDir())
	put(t, s, stored("a", "A"), stored("b", "B"))
	if n := put(t, s, stored("a", "A"), stored("b", "B2")); n != 1 {
		t.Errorf("got %d rows written, want the changed one alone", n)
	}
	events := []Event{{ID: "e1", Kind: "view", ProductID: "a", Customer: "c", Time: time.Unix(5, 0)},
		{ID: "e2", Kind: "click", ProductID: "a", Options: map[string]string{"size": "M"}, Time: time.Unix(6, 7000)}}
	for _, want := range []int{2, 0} {
		if n, err := s.AddEvents(t.Context(), events); n != want || err != nil {
			t.Errorf("got %d %v, want %d events added", n, err, want)
		}
	}
	var seen []string
	var seq int64
	for more := true; more; {
		c, err := s.Changes(t.Context(), seq, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range c.Products {
			seen = append(seen, p.Title)
		}
		for _, e := range c.Events {
			seen = append(seen, e.ID)
		}
		seq, more = c.Seq, c.More
	}
	if want := []string{"A", "B2", "e1", "e2"}; !reflect.DeepEqual(seen, want) || seq != 5 {
		t.Errorf("got %v up to %d, want %v up to 5", seen, seq, want)
	}
	if c, err := s.Changes(t.Context(), seq, 0); err != nil || !c.Empty() || c.Seq != seq {
		t.Errorf("got %+v %v, want nothing new", c, err)
	}
	var got []Event
	if err := s.EachEvent(t.Context(), 4, func(e Event) error { got = append(got, e); return nil }); err != nil {
		t.Fatal(err)
	}
	want := events[1]
	want.Seq, want.Time = 5, want.Time.UTC()
	if !reflect.DeepEqual(got, []Event{want}) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestSettingsBlobsAndKeys(t *testing.T) {
	s := open(t, t.TempDir())
	ctx := t.Context()
	if v, err := s.Setting(ctx, "x"); v != "" || err != nil {
		t.Errorf("got %q %v, want nothing", v, err)
	}
	if _, err := s.Blob(ctx, "model"); !errors.Is(err, ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
	for _, size := range []int{3*blobPart + 17, 5, 0} {
		data := []byte(strings.Repeat("x", size))
		if err := s.SaveBlob(ctx, "model", data); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Blob(ctx, "model"); err != nil || string(got) != string(data) {
			t.Errorf("got %d bytes %v, want %d", len(got), err, size)
		}
	}
	if n := count(t, s, `SELECT count(*) FROM blob_parts`); n != 0 {
		t.Errorf("got %d parts left of older blobs", n)
	}
	key, err := s.AddKey(ctx, "warehouse")
	if err != nil || !strings.HasPrefix(key, "daogou_") {
		t.Fatalf("got %q %v", key, err)
	}
	if name, ok, err := s.CheckKey(ctx, key); name != "warehouse" || !ok || err != nil {
		t.Errorf("got %q %v %v", name, ok, err)
	}
	if _, ok, _ := s.CheckKey(ctx, key+"x"); ok {
		t.Error("a wrong key was taken")
	}
	if n := count(t, s, `SELECT count(*) FROM api_keys WHERE hash LIKE '%'||?||'%'`, key[7:20]); n != 0 {
		t.Error("the key itself is stored")
	}
}
