package llm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/tmc/langchaingo/llms"
)

// Model is a Client as langchaingo's llms.Model, for chains and tools that are
// written for that. Tools and pictures are refused.
type Model struct {
	Client   *Client
	Priority Priority
}

var _ llms.Model = Model{}

// anyObject is the schema of langchaingo's JSON mode.
var anyObject = json.RawMessage(`{"type":"object"}`)

// GenerateContent asks the model. Of the options it heeds MaxTokens, Temperature,
// StopWords, JSONMode and StreamingFunc.
func (m Model) GenerateContent(ctx context.Context, messages []llms.MessageContent, options ...llms.CallOption) (*llms.ContentResponse, error) {
	var o llms.CallOptions
	for _, set := range options {
		set(&o)
	}
	if len(o.Tools)+len(o.Functions) > 0 {
		return nil, fmt.Errorf("%w: tools are not supported", ErrRefused)
	}
	r, err := fromContent(messages)
	if err != nil {
		return nil, err
	}
	r.MaxTokens, r.Temperature, r.Stop, r.Priority = o.MaxTokens, o.Temperature, o.StopWords, m.Priority
	if o.JSONMode {
		r.Schema = anyObject
	}
	reply, err := m.Client.Chat(ctx, r, func(token string) error {
		if o.StreamingFunc == nil {
			return nil
		}
		return o.StreamingFunc(ctx, []byte(token))
	})
	if err != nil {
		return nil, err
	}
	return toResponse(reply), nil
}

func toResponse(r Reply) *llms.ContentResponse {
	stop := "stop"
	if r.Truncated {
		stop = "length"
	}
	return &llms.ContentResponse{Choices: []*llms.ContentChoice{{Content: r.Text, StopReason: stop, GenerationInfo: map[string]any{
		"PromptTokens": r.PromptTokens, "CompletionTokens": r.Tokens, "TotalTokens": r.PromptTokens + r.Tokens}}}}
}

// Call answers one prompt. langchaingo's interface still asks for it.
func (m Model) Call(ctx context.Context, prompt string, options ...llms.CallOption) (string, error) {
	return llms.GenerateFromSinglePrompt(ctx, m, prompt, options...)
}

// CreateEmbedding makes the model an embedder for langchaingo's chains.
func (m Model) CreateEmbedding(ctx context.Context, texts []string) ([][]float32, error) {
	return m.Client.Embed(ctx, texts)
}

func fromContent(messages []llms.MessageContent) (Request, error) {
	var r Request
	for _, m := range messages {
		text, err := textOf(m.Parts)
		if err != nil {
			return r, err
		}
		switch m.Role {
		case llms.ChatMessageTypeSystem:
			r.System = strings.TrimSpace(r.System + "\n\n" + text)
		case llms.ChatMessageTypeHuman, llms.ChatMessageTypeGeneric:
			r.Messages = append(r.Messages, Message{"user", text})
		case llms.ChatMessageTypeAI:
			r.Messages = append(r.Messages, Message{"assistant", text})
		default:
			return r, fmt.Errorf("%w: messages of a %s are not supported", ErrRefused, m.Role)
		}
	}
	if len(r.Messages) == 0 {
		return r, errors.New("no message to answer")
	}
	return r, nil
}

func textOf(parts []llms.ContentPart) (string, error) {
	var texts []string
	for _, p := range parts {
		t, ok := p.(llms.TextContent)
		if !ok {
			return "", fmt.Errorf("%w: %T is not supported", ErrRefused, p)
		}
		texts = append(texts, t.Text)
	}
	return strings.Join(texts, "\n"), nil
}
