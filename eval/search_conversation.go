package eval

import (
	"context"
	"fmt"
	"io"
	"strings"

	"daogou/catalog"
	"daogou/chat"
	"daogou/nlu"
	"daogou/retriever"
)

// turnBreak stands between the turns of a conversation in a table's column.
const turnBreak = " || "

// cardsShown is how many cards the conversation's next turn may speak of.
const cardsShown = 10

// SearchConversation measures what the assistant would search for after the turns
// that a column holds, read one after the other by the built-in reader, against
// searching with another column's text (the keywords a person chose), on one
// index.
func SearchConversation(ctx context.Context, opt SearchOptions, turns string, w io.Writer) error {
	keywords, err := ReadJudged(ctx, opt.Products, opt.Queries, opt.TextColumn, opt.Qrels)
	if err != nil {
		return err
	}
	said, err := readTurns(opt.Queries, turns)
	if err != nil {
		return err
	}
	scores, err := conversationScores(ctx, keywords, said)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%d products, %d judged queries\n", len(keywords.Products), len(keywords.Queries))
	if err := writeScores(w, scores); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "the conversation so far gives %.3f× the nDCG@10 of %s\n", scores[2].NDCG/scores[1].NDCG, opt.TextColumn)
	return err
}

// conversationScores gives plain BM25 and the retriever on the keywords, and the
// retriever on the conversation's own query.
func conversationScores(ctx context.Context, keywords *Judged, said map[string][]string) ([]SearchScores, error) {
	plain, err := rankPlain(ctx, keywords)
	if err != nil {
		return nil, err
	}
	x, err := openIndex(ctx, keywords.Products)
	if err != nil {
		return nil, err
	}
	defer x.Close()
	typed, err := rankIndex(ctx, x, keywords)
	if err != nil {
		return nil, err
	}
	talked, err := talk(ctx, x, keywords, said)
	if err != nil {
		return nil, err
	}
	scores := []SearchScores{scoresOf("bleve BM25", keywords, plain), scoresOf("daogou", keywords, typed), scoresOf("daogou, conversation", keywords, talked)}
	for i := range scores {
		scores[i].Ratio = scores[i].NDCG / scores[0].NDCG
	}
	return scores, nil
}

// talk ranks for each query what is searched for after its conversation.
func talk(ctx context.Context, x *retriever.Index, j *Judged, said map[string][]string) ([][]string, error) {
	shelf := &catalog.Shelf{}
	shelf.Apply(j.Products, nil, 1)
	reader := nlu.New(shelf)
	made := &Judged{Products: j.Products}
	for _, q := range j.Queries {
		text, err := asksFor(ctx, reader, x, said[q.ID])
		if err != nil {
			return nil, fmt.Errorf("query %s: %w", q.ID, err)
		}
		made.Queries = append(made.Queries, JudgedQuery{ID: q.ID, Text: text, Gains: q.Gains})
	}
	return rankIndex(ctx, x, made)
}

// asksFor is what is looked for after the turns, in words: the query in force and
// the values wanted.
func asksFor(ctx context.Context, reader *nlu.Builtin, x *retriever.Index, turns []string) (string, error) {
	st := &chat.State{}
	for _, say := range turns {
		r, err := reader.Understand(ctx, chat.Utterance{Text: say}, st)
		if err != nil {
			return "", err
		}
		st.Apply(r)
		if r.Act != chat.Search && r.Act != chat.Refine && r.Act != chat.Recommend {
			continue
		}
		found, err := x.Search(ctx, catalog.Query{Text: st.Query, Limit: cardsShown})
		if err != nil {
			return "", err
		}
		st.Shown = nil
		for _, h := range found.Hits {
			st.Shown = append(st.Shown, h.Product.ID)
		}
	}
	words := []string{st.Query}
	for _, f := range st.Filters {
		if f.Op == catalog.Eq || f.Op == catalog.In {
			words = append(words, f.Values...)
		}
	}
	return strings.Join(words, " "), nil
}

// readTurns reads the turns of each query's conversation.
func readTurns(name, column string) (map[string][]string, error) {
	all := map[string][]string{}
	rows, err := readColumn(name, column)
	for _, row := range rows {
		all[row.id] = strings.Split(row.text, turnBreak)
	}
	return all, err
}
