package nlg

import (
	"context"

	"daogou/chat"
	"daogou/lexicon"
)

// Personal is a writer that, asked to tell of one product, says the description
// which the model has written of it meanwhile; else it writes as Writer does.
type Personal struct {
	chat.Writer
	About *Describer
}

// Write says the plan.
func (w *Personal) Write(ctx context.Context, p *chat.Plan, emit func(text string) error) (chat.Written, error) {
	if text := w.written(ctx, p); text != "" {
		return w.say(ctx, p, text, emit)
	}
	return w.Writer.Write(ctx, p, emit)
}

// written is the description of the one product that the plan tells of, where it
// asks nothing in particular; empty where there is none.
func (w *Personal) written(ctx context.Context, p *chat.Plan) string {
	if p.Act != chat.Detail || p.Topic != "" || p.Outcome != chat.Found || len(p.Products) != 1 || p.Images > 0 || p.Recall != nil || p.Offer || p.Products[0].Product == nil {
		return ""
	}
	if s := w.About.Writer.script(p); s.abroad || len(s.asked()) > 0 {
		return ""
	}
	product := p.Products[0].Product
	kept, err := w.About.kept(ctx, aboutTask{product, p.Facets[product.ID], bookOf(p.Locale).locale})
	if err != nil {
		return ""
	}
	return kept.Text
}

// say says the description, and in the built-in words the price and what keeps
// the product from shipping at once, where it does not.
func (w *Personal) say(ctx context.Context, p *chat.Plan, text string, emit func(string) error) (chat.Written, error) {
	s := w.About.Writer.script(p)
	product := p.Products[0].Product
	said := chat.Written{Engine: "llm", ProductIDs: []string{product.ID}, Suggestions: s.suggestions(),
		Prompt: AboutVersion(w.About.Model.Prompts, p.Locale)}
	for i, sentence := range splitSentences(text) {
		if i > 0 {
			sentence = s.space() + sentence
		}
		if err := emit(sentence); err != nil {
			return said, err
		}
	}
	if !pricesSay(text, product.Price().Amount) {
		s.about(product.ID, "fact", "about.cost", s.priceSlots(product))
	}
	if state := s.state(product); state != "" {
		s.raw(Step{Kind: "fact", Product: product.ID, Text: state}, s.space())
	}
	s.ask()
	for _, step := range s.steps {
		said.Engine = "mixed"
		if err := emit(s.gap() + step.Text); err != nil {
			return said, err
		}
	}
	return said, ctx.Err()
}

// pricesSay reports whether a text names an amount.
func pricesSay(text string, amount int64) bool {
	for _, m := range lexicon.Of(lexicon.Read(text), lexicon.Money) {
		if minor(m.Lo) == amount {
			return true
		}
	}
	return false
}
