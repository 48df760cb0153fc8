package llm

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/tmc/langchaingo/llms/openai"
)

// NewOpenAI gives a server that speaks OpenAI's protocol (vLLM, llama.cpp, LM
// Studio) through langchaingo. The address may end in /v1 or not; key may be
// empty; embedModel names the model that embeds, if any.
func NewOpenAI(address, key, embedModel string) (*Chain, error) {
	base, err := openAIBase(address)
	if err != nil {
		return nil, err
	}
	doer := &openAIDoer{client: newHTTP(), key: key}
	key = cmp.Or(key, "none") // langchaingo insists on one
	model, err := openai.New(openai.WithBaseURL(base), openai.WithToken(key), openai.WithHTTPClient(doer),
		openai.WithEmbeddingModel(embedModel))
	if err != nil {
		return nil, fmt.Errorf("openai client: %w", err)
	}
	chain := &Chain{Model: model, Address: base, Stops: true}
	if embedModel != "" {
		chain.Embedder = model
	}
	chain.Models = func(ctx context.Context) ([]ModelInfo, error) { return doer.models(ctx, base, embedModel) }
	return chain, nil
}

func openAIBase(address string) (string, error) {
	if !hasScheme(address) {
		address = "http://" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return "", fmt.Errorf("address of the language model %q: write http://host:port/v1", address)
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = "/v1"
	}
	return strings.TrimSuffix(u.String(), "/"), nil
}

// schemaKey is where a call's context holds its JSON schema.
type schemaKey struct{}

func withSchema(ctx context.Context, schema json.RawMessage) context.Context {
	return context.WithValue(ctx, schemaKey{}, schema)
}

// openAIDoer sends langchaingo's requests. It adds what langchaingo can't say, a
// schema that changes from call to call and has enums in lists, and keeps the
// status of a refusal, which langchaingo turns into text.
type openAIDoer struct {
	client *http.Client
	key    string
}

// statusError is an answer other than 200.
type statusError struct {
	code int
	body string
}

func (e statusError) Error() string { return fmt.Sprintf("status %d: %s", e.code, e.body) }

// Do sends one request.
func (d *openAIDoer) Do(req *http.Request) (*http.Response, error) {
	if schema, ok := req.Context().Value(schemaKey{}).(json.RawMessage); ok {
		if err := addSchema(req, schema); err != nil {
			return nil, err
		}
	}
	resp, err := d.client.Do(req)
	if err != nil || resp.StatusCode == http.StatusOK {
		return resp, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, _ := io.ReadAll(io.LimitReader(resp.Body, 300))
	return nil, statusError{resp.StatusCode, strings.TrimSpace(string(body))}
}

// addSchema writes the schema into the request's body as response_format.
func addSchema(req *http.Request, schema json.RawMessage) error {
	body := map[string]json.RawMessage{}
	if err := json.NewDecoder(req.Body).Decode(&body); err != nil {
		return err
	}
	format, err := json.Marshal(map[string]any{"type": "json_schema",
		"json_schema": map[string]any{"name": "answer", "schema": schema}})
	if err != nil {
		return err
	}
	body["response_format"] = format
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(raw)), int64(len(raw))
	req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(raw)), nil }
	return nil
}

// models asks what is served.
func (d *openAIDoer) models(ctx context.Context, base, embedModel string) ([]ModelInfo, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/models", nil)
	if err != nil {
		return nil, err
	}
	if d.key != "" {
		req.Header.Set("Authorization", "Bearer "+d.key)
	}
	resp, err := d.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	var list struct{ Data []struct{ ID string } }
	if err := json.NewDecoder(io.LimitReader(resp.Body, 1<<20)).Decode(&list); err != nil {
		return nil, fmt.Errorf("list of models: %w", err)
	}
	var models []ModelInfo
	for _, m := range list.Data {
		embeds := m.ID == embedModel && embedModel != ""
		models = append(models, ModelInfo{Name: m.ID, Chats: !embeds, Embeds: embeds})
	}
	return models, nil
}
