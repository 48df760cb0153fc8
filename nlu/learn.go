package nlu

import (
	"bytes"
	"cmp"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strconv"
	"time"

	"daogou/catalog"
	"daogou/chat"
)

// Lesson is what a training on settled disputes found.
type Lesson struct {
	Disputes int            // turns that two readers took for different acts
	Settled  map[string]int // of these, by the move that decided
	Trained  int            // examples learnt from
	Held     int            // examples held out, of other sessions
	Before   int            // of Held read rightly by the reader in use
	After    int            // by the one that learnt
	Shipped  int            // of the examples that everybody has, those held back
	Had      int            // of Shipped read rightly without the lesson
	Has      int            // with it
	Why      string         // why it is not put to use; empty: it is

	gained, lost int // of Held: read rightly by the one that learnt alone, and by the other alone
}

// Bounds of a lesson.
const (
	// learnLeast is how many examples must be held out before a lesson is judged.
	learnLeast = 10
	// perSession bounds what one conversation can teach.
	perSession = 5
	// learntCopies is how often a settled example is learnt beside those that come
	// in frames: it is one wording, not seven.
	learntCopies = 3
	// heldPart of the sessions is held out: one in so many.
	heldPart = 3
	// shippedPart of the shipped examples is held back: one in so many.
	shippedPart = 20
	// mayLose is the part of the shipped examples held back that may be read worse:
	// a word that one town uses its own way costs a few elsewhere.
	mayLose = 0.005
)

// settledExample is an utterance whose act is settled.
type settledExample struct {
	session string
	said    chat.Utterance
	st      chat.State
	act     chat.Act
	held    bool
}

// Learn trains the classifier on disputes that were settled, beside the examples
// that it comes with, and puts the result to use where it reads most of the
// held-out ones rightly, more than the one in use beyond chance, and has not
// forgotten what it knew.
// The result, nil where it is no better, can be kept with Save.
func (b *Builtin) Learn(disputes []chat.Dispute) (*Learnt, Lesson) {
	lesson := Lesson{Disputes: len(disputes), Settled: map[string]int{}}
	set := lesson.gather(disputes)
	if lesson.Held < learnLeast || lesson.Trained < learnLeast {
		lesson.Why = fmt.Sprintf("too few are settled: %d to learn from, %d to judge by; %d of each are needed", lesson.Trained, lesson.Held, learnLeast)
		return nil, lesson
	}
	known, own := examples(), b.learnable(set)
	candidate := train(slices.Concat(known, own))
	lesson.judge(b.right(set, b.classifier()), b.right(set, candidate))
	switch {
	case 2*lesson.After <= lesson.Held:
		lesson.Why = "it reads most of the held-out turns wrongly"
	case !lesson.better():
		lesson.Why = "it reads the held-out turns no better, beyond chance"
	}
	if lesson.Why != "" {
		return nil, lesson
	}
	if lesson.keep(known, own); lesson.forgets() {
		lesson.Why = "it forgets what it knew"
		return nil, lesson
	}
	b.learnt.Store(candidate)
	return &Learnt{Shipped: fingerprint(known), Weights: candidate.weights}, lesson
}

// gather takes what is settled, a few turns of each session, and holds out one
// session in heldPart, whichever chance names.
func (l *Lesson) gather(disputes []chat.Dispute) (set []settledExample) {
	taken := map[string]int{}
	var sessions []string
	for _, d := range disputes {
		act, why := settle(d)
		if act == "" || taken[d.Session] == perSession {
			continue
		}
		if taken[d.Session]++; taken[d.Session] == 1 {
			sessions = append(sessions, d.Session)
		}
		l.Settled[why]++
		set = append(set, settledExample{d.Session, chat.Utterance{Text: d.Said, Locale: d.Reading.Locale}, d.Before, act, false})
	}
	held := heldOut(sessions)
	for i, e := range set {
		if set[i].held = held[e.session]; set[i].held {
			l.Held++
		} else {
			l.Trained++
		}
	}
	return set
}

func heldOut(sessions []string) map[string]bool {
	slices.SortFunc(sessions, func(a, b string) int { return cmp.Compare(sessionHash(a), sessionHash(b)) })
	held := map[string]bool{}
	for i := 0; i < len(sessions); i += heldPart {
		held[sessions[i]] = true
	}
	return held
}

func sessionHash(session string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(session))
	return h.Sum32()
}

// learnable makes the examples to learn from.
func (b *Builtin) learnable(set []settledExample) (out []example) {
	for _, e := range set {
		if e.held {
			continue
		}
		x := example{slices.Index(classes, e.act), b.parse(e.said, &e.st).features()}
		for range learntCopies {
			out = append(out, x)
		}
	}
	return out
}

// judge compares what two classifiers read rightly, of the same utterances.
func (l *Lesson) judge(before, after []bool) {
	for i := range before {
		switch {
		case before[i] && after[i]:
			l.Before, l.After = l.Before+1, l.After+1
		case before[i]:
			l.Before, l.lost = l.Before+1, l.lost+1
		case after[i]:
			l.After, l.gained = l.After+1, l.gained+1
		}
	}
}

// better reports whether more was gained than lost, and not by chance: a sign
// test at two standard deviations.
func (l *Lesson) better() bool {
	return float64(l.gained-l.lost) >= 2*math.Sqrt(float64(l.gained+l.lost)) && l.gained > 0
}

// forgets reports whether more of what everybody has was lost than may be.
func (l *Lesson) forgets() bool { return float64(l.Had-l.Has) > mayLose*float64(l.Shipped) }

// right tells which of the held-out utterances have their act decided rightly
// with a classifier, rules and all.
func (b *Builtin) right(set []settledExample, c *classifier) (right []bool) {
	for _, e := range set {
		if !e.held {
			continue
		}
		p := b.parse(e.said, &e.st)
		p.classifier = c
		act, _ := p.decide()
		right = append(right, plainAct(act) == e.act)
	}
	return right
}

// keep trains twice without a part of the shipped examples, once with the lesson,
// and compares what of that part each reads rightly.
func (l *Lesson) keep(known, own []example) {
	var back, rest []example
	for i, x := range known {
		if i%shippedPart == 0 {
			back = append(back, x)
		} else {
			rest = append(rest, x)
		}
	}
	plain, taught := train(rest), train(slices.Concat(rest, own))
	l.Shipped = len(back)
	for _, x := range back {
		if plain.best(x.features) == x.act {
			l.Had++
		}
		if taught.best(x.features) == x.act {
			l.Has++
		}
	}
}

func (c *classifier) best(features []feature) int {
	probs := c.probabilities(features)
	best := 0
	for k := range probs {
		if probs[k] > probs[best] {
			best = k
		}
	}
	return best
}

// Learnt is a classifier that learnt from a shop's own conversations. It holds
// weights of hashed features, and no words.
type Learnt struct {
	Shipped uint64 // which examples it was trained beside
	Weights [][10]float32
}

// fingerprint tells sets of examples apart.
func fingerprint(set []example) uint64 {
	h := fnv.New64a()
	for _, x := range set {
		h.Write([]byte{byte(x.act)})
		for _, f := range x.features {
			h.Write([]byte{byte(f.at), byte(f.at >> 8), byte(f.at >> 16), byte(math.Float32bits(f.value) >> 20)})
		}
	}
	return h.Sum64()
}

// Names in the store.
const (
	blobLearnt    = "understanding"
	settingLearnt = "understanding_version"
)

// Save keeps what was learnt; a running server follows it.
func (l *Learnt) Save(ctx context.Context, store *catalog.Store) error {
	var buf bytes.Buffer
	if err := gob.NewEncoder(&buf).Encode(l); err != nil {
		return err
	}
	if err := store.SaveBlob(ctx, blobLearnt, buf.Bytes()); err != nil {
		return err
	}
	return store.SetSetting(ctx, settingLearnt, strconv.FormatInt(time.Now().UnixNano(), 36))
}

// Refresh puts to use what was learnt and saved since the last call, and reports
// whether there was something. What was learnt beside other examples than this
// program's is left alone: those may know better.
func (b *Builtin) Refresh(ctx context.Context, store *catalog.Store) (bool, error) {
	version, err := store.Setting(ctx, settingLearnt)
	if err != nil || version == "" || version == b.version.Load() {
		return false, err
	}
	raw, err := store.Blob(ctx, blobLearnt)
	if err != nil && !errors.Is(err, catalog.ErrNotFound) {
		return false, err
	}
	b.version.Store(version)
	var l Learnt
	if err != nil || gob.NewDecoder(bytes.NewReader(raw)).Decode(&l) != nil || len(l.Weights) != buckets || l.Shipped != shipped().of {
		return false, nil
	}
	b.learnt.Store(&classifier{l.Weights})
	return true, nil
}
