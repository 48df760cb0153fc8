package catalog

import (
	"bufio"
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Synonym says that two words or phrases mean the same to this shop's shoppers.
// One of both directions has Word before Means.
type Synonym struct {
	Word    string       `json:"word"`
	Means   string       `json:"means"`
	OneWay  bool         `json:"one_way,omitempty"` // who asks for Word may mean Means, not the other way round
	State   SynonymState `json:"state"`
	Source  string       `json:"source"`            // the file it came from, history, or operator
	Support int          `json:"support,omitempty"` // shoppers whose searches speak for it
}

// SynonymState is what the operator decided.
type SynonymState string

const (
	Proposed SynonymState = "proposed" // by the history; search does not use it yet
	Approved SynonymState = "approved" // search uses it
	Rejected SynonymState = "rejected" // never proposed again
	removed  SynonymState = "removed"
)

// Sources of synonyms that are no file.
const (
	FromHistory  = "history"
	FromOperator = "operator"
)

// Bounds of what is a synonym.
const (
	longestPhrase = 60 // bytes; what is longer is a sentence
	mostInLine    = 20 // words of one line of a file: their pairs grow by the square
)

// NewSynonym brings two phrases into the form they are kept in: lower case,
// single spaces, in order where both directions hold. The error says what is
// wrong with them.
func NewSynonym(word, means string, oneWay bool) (Synonym, error) {
	s := Synonym{Word: plainPhrase(word), Means: plainPhrase(means), OneWay: oneWay}
	for _, p := range []string{s.Word, s.Means} {
		if !strings.ContainsFunc(p, unicode.IsLetter) || !utf8.ValidString(p) || len(p) > longestPhrase {
			return s, fmt.Errorf("%q is no word or short phrase", cut(p, longestPhrase))
		}
	}
	if s.Word == s.Means {
		return s, fmt.Errorf("%q means itself", s.Word)
	}
	if !oneWay && s.Word > s.Means {
		s.Word, s.Means = s.Means, s.Word
	}
	return s, nil
}

func plainPhrase(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }

// ReadSynonyms reads Solr's form: "sofa, couch, settee" mean the same; with
// "trainers, kicks => sneakers" who asks for one of the left may mean the right.
// Empty lines and those that begin with # are passed over. problems name the
// lines that are neither; the sound ones are read.
func ReadSynonyms(r io.Reader) (list []Synonym, problems []Problem, err error) {
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		pairs, err := synonymsOf(line)
		if err != nil {
			problems = append(problems, Problem{Row: n, Reason: err.Error()})
			continue
		}
		list = append(list, pairs...)
	}
	return list, problems, lines.Err()
}

func synonymsOf(line string) (pairs []Synonym, err error) {
	from, to, oneWay := strings.Cut(line, "=>")
	left, right := phrasesOf(from), phrasesOf(to)
	if oneWay && (len(left) == 0 || len(right) == 0) || !oneWay && len(left) < 2 || len(left)+len(right) > mostInLine {
		return nil, fmt.Errorf("want two to %d words with commas between, or words => words", mostInLine)
	}
	for i, word := range left {
		if !oneWay {
			right = left[i+1:]
		}
		for _, means := range right {
			s, err := NewSynonym(word, means, oneWay)
			if err != nil {
				return nil, err
			}
			pairs = append(pairs, s)
		}
	}
	return pairs, nil
}

func phrasesOf(list string) (phrases []string) {
	for _, p := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == '，' || r == '、' }) {
		if p = plainPhrase(p); p != "" && !slices.Contains(phrases, p) {
			phrases = append(phrases, p)
		}
	}
	return phrases
}

// Synonyms gives those in a state, all for an empty one: by state, the best
// supported first, then by word.
func (s *Store) Synonyms(ctx context.Context, state SynonymState) (list []Synonym, err error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT word, means, one_way, state, source, support FROM synonyms
		WHERE state = $1 OR $1 = '' AND state <> $2 ORDER BY state, support DESC, word, means`, state, removed)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var y Synonym
		if err := rows.Scan(&y.Word, &y.Means, &y.OneWay, &y.State, &y.Source, &y.Support); err != nil {
			return nil, err
		}
		list = append(list, y)
	}
	return list, rows.Err()
}

// ProposeSynonyms keeps what the history proposes and tells how many of them are
// new. What was decided stays as it is.
func (s *Store) ProposeSynonyms(ctx context.Context, list []Synonym) (added int, err error) {
	err = s.change(ctx, func(ctx context.Context, tx *sql.Tx, seq *counter) error {
		added = 0
		for _, y := range list {
			state, err := synonymState(ctx, tx, y)
			if err != nil {
				return err
			}
			if state != "" && state != Proposed && state != removed {
				continue
			}
			y.State, y.Source = Proposed, FromHistory
			if err := putSynonym(ctx, tx, seq, y); err != nil {
				return err
			}
			if state == "" {
				added++
			}
		}
		return nil
	})
	return added, err
}

// DecideSynonym approves or rejects one, whether it was proposed or not.
func (s *Store) DecideSynonym(ctx context.Context, y Synonym, state SynonymState) error {
	return s.change(ctx, func(ctx context.Context, tx *sql.Tx, seq *counter) error {
		before, err := synonymState(ctx, tx, y)
		if err != nil {
			return err
		}
		if before != "" && before != removed {
			_, err = tx.ExecContext(ctx, `UPDATE synonyms SET state = $1, one_way = $2, seq = $3 WHERE word = $4 AND means = $5`,
				state, y.OneWay, seq.next(), y.Word, y.Means)
			seq.take()
			return err
		}
		y.State, y.Source = state, cmp.Or(y.Source, FromOperator)
		return putSynonym(ctx, tx, seq, y)
	})
}

// ImportSynonyms approves all that a file holds, and takes back what an earlier
// import from the same source brought and the file no longer holds. What was
// rejected is approved: the file is the operator's later word.
func (s *Store) ImportSynonyms(ctx context.Context, list []Synonym, source string) (changed int, err error) {
	err = s.change(ctx, func(ctx context.Context, tx *sql.Tx, seq *counter) error {
		changed = 0
		held, err := sourceSynonyms(ctx, tx, source)
		if err != nil {
			return err
		}
		for _, y := range list {
			key := [2]string{y.Word, y.Means}
			oneWay, same := held[key]
			delete(held, key)
			if same && oneWay == y.OneWay {
				continue
			}
			y.State, y.Source = Approved, source
			if err := putSynonym(ctx, tx, seq, y); err != nil {
				return err
			}
			changed++
		}
		for key, oneWay := range held {
			y := Synonym{Word: key[0], Means: key[1], OneWay: oneWay, State: removed, Source: source}
			if err := putSynonym(ctx, tx, seq, y); err != nil {
				return err
			}
			changed++
		}
		return nil
	})
	return changed, err
}

// sourceSynonyms gives the approved ones that a source brought, and whether they
// are of one way.
func sourceSynonyms(ctx context.Context, tx *sql.Tx, source string) (map[[2]string]bool, error) {
	rows, err := tx.QueryContext(ctx, `SELECT word, means, one_way FROM synonyms WHERE source = $1 AND state = $2`, source, Approved)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	held := map[[2]string]bool{}
	for rows.Next() {
		var key [2]string
		var oneWay bool
		if err := rows.Scan(&key[0], &key[1], &oneWay); err != nil {
			return nil, err
		}
		held[key] = oneWay
	}
	return held, rows.Err()
}

func synonymState(ctx context.Context, tx *sql.Tx, y Synonym) (state SynonymState, err error) {
	err = tx.QueryRowContext(ctx, `SELECT state FROM synonyms WHERE word = $1 AND means = $2`, y.Word, y.Means).Scan(&state)
	if err == sql.ErrNoRows {
		err = nil
	}
	return state, err
}

func putSynonym(ctx context.Context, tx *sql.Tx, seq *counter, y Synonym) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO synonyms (word, means, one_way, state, source, support, seq)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (word, means) DO UPDATE SET one_way = excluded.one_way,
		state = excluded.state, source = excluded.source, support = excluded.support, seq = excluded.seq`,
		y.Word, y.Means, y.OneWay, y.State, y.Source, y.Support, seq.next())
	seq.take()
	return err
}
