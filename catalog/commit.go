package catalog

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"
)

const (
	// commitSpan is how long a transaction goes on taking calls from the queue.
	commitSpan = 20 * time.Millisecond
	// lockPatience is how long to wait for another process's transaction.
	lockPatience = 10 * time.Second
)

// call is one Write on its way through the committer.
type call struct {
	ctx   context.Context
	fn    func(tx *sql.Tx) error
	taken atomic.Bool // by the committer, or by a caller who gave up waiting
	err   error
	panic error
	done  chan struct{}
}

func (c *call) answer(err error) {
	c.err = err
	close(c.done)
}

// Write runs fn in a transaction and returns when it is committed durably, or
// undone because fn failed. Calls queue, and whatever waits shares one commit;
// each stands in a savepoint of its own, so a failing one undoes only itself.
// fn should be quick, may run twice (its results are those of the last run),
// and must not call Write.
func (s *Store) Write(ctx context.Context, fn func(tx *sql.Tx) error) error {
	c := &call{ctx: ctx, fn: fn, done: make(chan struct{})}
	select {
	case s.queue <- c:
	case <-ctx.Done():
		return ctx.Err()
	case <-s.closing:
		return ErrClosed
	}
	var gaveUp error
	select {
	case <-c.done:
	case <-ctx.Done():
		gaveUp = ctx.Err()
	case <-s.stopped:
		gaveUp = ErrClosed
	}
	if gaveUp != nil && c.taken.CompareAndSwap(false, true) {
		return gaveUp
	}
	<-c.done
	if c.panic != nil {
		panic(c.panic)
	}
	return c.err
}

// commitLoop answers calls until Close, and then those still queued.
func (s *Store) commitLoop() {
	defer close(s.stopped)
	for {
		select {
		case c := <-s.queue:
			s.commit(c)
		case <-s.closing:
			for c := s.queued(); c != nil; c = s.queued() {
				s.commit(c)
			}
			return
		}
	}
}

func (s *Store) queued() *call {
	select {
	case c := <-s.queue:
		return c
	default:
		return nil
	}
}

// commit makes one transaction of a call and of those that queue behind it.
func (s *Store) commit(first *call) {
	g := &group{store: s}
	if err := g.begin(); err != nil {
		if first.taken.CompareAndSwap(false, true) {
			first.answer(err)
		}
		return
	}
	deadline := time.Now().Add(commitSpan)
	for c := first; c != nil; c = s.queued() {
		if c.taken.CompareAndSwap(false, true) {
			g.add(c)
		}
		if time.Now().After(deadline) {
			break
		}
	}
	err := g.lost
	if err == nil {
		err = g.commit()
	}
	for _, c := range g.done {
		c.answer(err)
	}
}

// group is the calls that share one transaction.
type group struct {
	store *Store
	tx    *sql.Tx
	done  []*call // ran well, wait for the commit
	lost  error   // why there is no transaction any more
}

// begin waits for the write lock of the database.
func (g *group) begin() (err error) {
	for until := time.Now().Add(lockPatience); ; {
		if g.tx, err = g.store.writer.BeginTx(context.Background(), nil); err == nil || !busy(err) || time.Now().After(until) {
			return err
		}
		time.Sleep(time.Millisecond)
	}
}

func (g *group) commit() error {
	if len(g.done) == 0 {
		return g.tx.Rollback()
	}
	return g.tx.Commit()
}

// add runs a call in its savepoint.
func (g *group) add(c *call) {
	if g.lost != nil {
		c.answer(g.lost)
		return
	}
	err := c.ctx.Err()
	if err == nil {
		err = g.run(c)
	}
	if err == nil {
		g.done = append(g.done, c)
		return
	}
	c.answer(err)
}

func (g *group) run(c *call) error {
	if err := g.exec("SAVEPOINT one_call"); err != nil {
		g.restart()
		return err
	}
	err := c.invoke(g.tx)
	if err != nil {
		if undo := errors.Join(g.exec("ROLLBACK TO one_call"), g.exec("RELEASE one_call")); undo != nil {
			g.restart()
		}
		return err
	}
	if err = g.exec("RELEASE one_call"); err != nil {
		g.restart()
	}
	return err
}

func (g *group) exec(query string) error {
	_, err := g.tx.ExecContext(context.Background(), query)
	return err
}

// restart begins again after SQLite has undone the whole transaction, as it
// does when a context interrupts a statement that writes, and runs the calls
// that had run well once more.
func (g *group) restart() {
	again := g.done
	g.done = nil
	_ = g.tx.Rollback()
	g.lost = g.begin()
	for _, c := range again {
		g.add(c)
	}
}

// invoke calls fn; a panic is carried over to the caller's goroutine.
func (c *call) invoke(tx *sql.Tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			c.panic = fmt.Errorf("%v\n%s", p, debug.Stack())
			err = c.panic
		}
	}()
	return c.fn(tx)
}
