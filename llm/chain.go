package llm

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/tmc/langchaingo/llms"
)

// Embedder gives one vector a text, as some langchaingo models do.
type Embedder interface {
	CreateEmbedding(ctx context.Context, texts []string) ([][]float32, error)
}

// Chain makes any langchaingo model a Server. langchaingo knows no schema: it is
// put into ctx (see schemaOf) for the HTTP client of NewOpenAI, and a model that
// is reached otherwise is told to answer in JSON, which a Client checks.
type Chain struct {
	Model    llms.Model
	Embedder Embedder // nil: does not embed
	Address  string   // for logs
	Stops    bool     // says why it stops: an answer without a reason broke off
	// Models lists what can be asked for; nil: one model, named Address.
	Models func(ctx context.Context) ([]ModelInfo, error)
}

// Look lists the models.
func (c *Chain) Look(ctx context.Context) (Found, error) {
	found := Found{Address: c.Address, Models: []ModelInfo{{Name: c.Address, Chats: true, Embeds: c.Embedder != nil}}}
	if c.Models == nil {
		return found, nil
	}
	var err error
	found.Models, err = c.Models(ctx)
	return found, err
}

// Warm does nothing: such servers load their model at start.
func (c *Chain) Warm(context.Context, string) error { return nil }

// Chat streams one answer.
func (c *Chain) Chat(ctx context.Context, model string, r Request, emit func(string) error) (Reply, error) {
	var emitErr error
	streamed := false
	options := []llms.CallOption{llms.WithTemperature(r.Temperature), llms.WithMaxTokens(r.MaxTokens), legacyMaxTokens,
		llms.WithStreamingFunc(func(_ context.Context, chunk []byte) error {
			if len(chunk) == 0 {
				return nil
			}
			streamed = true
			emitErr = emit(string(chunk))
			return emitErr
		})}
	if c.Models != nil {
		options = append(options, llms.WithModel(model))
	}
	if len(r.Stop) > 0 {
		options = append(options, llms.WithStopWords(r.Stop))
	}
	if r.Schema != nil {
		ctx = withSchema(ctx, r.Schema)
		options = append(options, llms.WithJSONMode())
	}
	got, err := c.Model.GenerateContent(ctx, toContent(r), options...)
	switch {
	case emitErr != nil:
		return Reply{Model: model}, emitErr
	case ctx.Err() != nil: // langchaingo returns half of the answer and no error
		return Reply{Model: model}, ctx.Err()
	case err != nil:
		return Reply{Model: model}, chainError(err)
	}
	reply, err := c.reply(model, got)
	if err == nil && !streamed {
		err = emit(got.Choices[0].Content)
	}
	return reply, err
}

// legacyMaxTokens has langchaingo's OpenAI client send max_tokens, which every
// compatible server knows.
func legacyMaxTokens(o *llms.CallOptions) {
	o.Metadata = map[string]any{"openai:use_legacy_max_tokens": true}
}

func toContent(r Request) []llms.MessageContent {
	var content []llms.MessageContent
	if r.System != "" {
		content = append(content, llms.TextParts(llms.ChatMessageTypeSystem, r.System))
	}
	for _, m := range r.Messages {
		role := llms.ChatMessageTypeHuman
		if m.Role == "assistant" {
			role = llms.ChatMessageTypeAI
		}
		content = append(content, llms.TextParts(role, m.Content))
	}
	return content
}

// reply reads what langchaingo tells beside the text.
func (c *Chain) reply(model string, got *llms.ContentResponse) (Reply, error) {
	if got == nil || len(got.Choices) == 0 {
		return Reply{Model: model}, ErrCut
	}
	choice := got.Choices[0]
	reply := Reply{Model: model, Truncated: choice.StopReason == "length"}
	reply.PromptTokens, _ = choice.GenerationInfo["PromptTokens"].(int)
	reply.Tokens, _ = choice.GenerationInfo["CompletionTokens"].(int)
	if c.Stops && choice.StopReason == "" {
		return reply, ErrCut
	}
	return reply, nil
}

// chainError finds the status of a refusal, which langchaingo leaves in the text
// unless our HTTP client saw it.
func chainError(err error) error {
	var status statusError
	switch {
	case errors.As(err, &status) && status.code == http.StatusNotFound:
		return fmt.Errorf("%w: %w", ErrNoModel, err)
	case errors.As(err, &status) && status.code < http.StatusInternalServerError:
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return err
}

// Embed gives one vector a text.
func (c *Chain) Embed(ctx context.Context, _ string, texts []string) ([][]float32, error) {
	if c.Embedder == nil {
		return nil, ErrNoModel
	}
	vectors, err := c.Embedder.CreateEmbedding(ctx, texts)
	return vectors, chainError(err)
}
