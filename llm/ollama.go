package llm

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ollama/ollama/api"
	"github.com/ollama/ollama/types/model"
)

// Ollama is an Ollama server. It implements Server.
type Ollama struct {
	address string
	http    *http.Client
	client  *api.Client

	mu    sync.Mutex
	shown map[string][]model.Capability // by digest
}

// keepAlive is how long a model stays loaded after a call: longer than the pauses
// of a quiet shop.
var keepAlive = &api.Duration{Duration: 30 * time.Minute}

// NewOllama gives the server at an address such as http://localhost:11434 or
// localhost:11434. It sends nothing.
func NewOllama(address string) (*Ollama, error) {
	base, err := parseAddress(address)
	if err != nil {
		return nil, err
	}
	doer := newHTTP()
	return &Ollama{address: strings.TrimSuffix(base.String(), "/"), http: doer, client: api.NewClient(base, doer),
		shown: map[string][]model.Capability{}}, nil
}

// newHTTP makes a client that gives up on a server it can't connect to in 2 s; how
// long an answer may take is up to the call's context.
func newHTTP() *http.Client {
	dialer := &net.Dialer{Timeout: 2 * time.Second}
	return &http.Client{Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, DialContext: dialer.DialContext,
		TLSHandshakeTimeout: 5 * time.Second, MaxIdleConnsPerHost: 16, IdleConnTimeout: time.Minute}}
}

// Look lists the models, asking once a digest what each can do. Models that run
// elsewhere are left out: what shoppers say stays on the shop's machines.
func (o *Ollama) Look(ctx context.Context) (Found, error) {
	found := Found{Address: o.address}
	var err error
	if found.Version, err = o.client.Version(ctx); err != nil {
		return found, err
	}
	list, err := o.client.List(ctx)
	if err != nil {
		return found, err
	}
	running, err := o.client.ListRunning(ctx)
	if err != nil {
		return found, err
	}
	for _, m := range list.Models {
		if m.RemoteHost == "" {
			found.Models = append(found.Models, o.info(ctx, m, running.Models))
		}
	}
	return found, nil
}

func (o *Ollama) info(ctx context.Context, m api.ListModelResponse, running []api.ProcessModelResponse) ModelInfo {
	can := o.capabilities(ctx, m)
	info := ModelInfo{Name: m.Name, Digest: m.Digest, Size: m.Size,
		Chats: slices.Contains(can, model.CapabilityCompletion), Embeds: slices.Contains(can, model.CapabilityEmbedding)}
	for _, r := range running {
		if r.Name == m.Name {
			info.Loaded, info.Memory = true, r.SizeVRAM
		}
	}
	return info
}

// capabilities asks what a model can do. A server too old to say is taken to chat.
func (o *Ollama) capabilities(ctx context.Context, m api.ListModelResponse) []model.Capability {
	o.mu.Lock()
	can, known := o.shown[m.Digest]
	o.mu.Unlock()
	if known {
		return can
	}
	shown, err := o.client.Show(ctx, &api.ShowRequest{Model: m.Name})
	if err != nil {
		return nil
	}
	can = shown.Capabilities
	if len(can) == 0 {
		can = []model.Capability{model.CapabilityCompletion}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.shown[m.Digest] = can
	return can
}

// Warm has the model loaded and asks it nothing.
func (o *Ollama) Warm(ctx context.Context, name string) error {
	err := o.stream(ctx, &api.ChatRequest{Model: name, KeepAlive: keepAlive}, func(api.ChatResponse) error { return nil })
	return ollamaError(err)
}

// Chat streams one answer. Thinking is off: it costs the shopper time, and the
// schema does not hold with it (ollama#14440).
func (o *Ollama) Chat(ctx context.Context, name string, r Request, emit func(string) error) (Reply, error) {
	reply := Reply{Model: name}
	done := false
	err := o.stream(ctx, chatRequest(name, r), func(part api.ChatResponse) error {
		if part.Done {
			done, reply.Truncated = true, part.DoneReason == "length"
			reply.PromptTokens, reply.Tokens = part.PromptEvalCount, part.EvalCount
		}
		if part.Message.Content == "" {
			return nil
		}
		return emit(part.Message.Content)
	})
	if err == nil && !done {
		err = ErrCut
	}
	return reply, ollamaError(err)
}

func chatRequest(name string, r Request) *api.ChatRequest {
	req := &api.ChatRequest{Model: name, Format: r.Schema, KeepAlive: keepAlive, Think: &api.ThinkValue{Value: false},
		Options: map[string]any{"num_predict": r.MaxTokens, "temperature": r.Temperature}}
	if len(r.Stop) > 0 {
		req.Options["stop"] = r.Stop
	}
	if r.System != "" {
		req.Messages = append(req.Messages, api.Message{Role: "system", Content: r.System})
	}
	for _, m := range r.Messages {
		req.Messages = append(req.Messages, api.Message{Role: m.Role, Content: m.Content})
	}
	return req
}

// Embed gives one vector a text, in one request.
func (o *Ollama) Embed(ctx context.Context, name string, texts []string) ([][]float32, error) {
	got, err := o.client.Embed(ctx, &api.EmbedRequest{Model: name, Input: texts, KeepAlive: keepAlive})
	if err != nil {
		return nil, ollamaError(err)
	}
	return got.Embeddings, nil
}

// ollamaError tells what was asked wrongly from what went wrong over there.
func ollamaError(err error) error {
	var status api.StatusError
	switch {
	case errors.As(err, &status) && status.StatusCode == http.StatusNotFound:
		return fmt.Errorf("%w: %w", ErrNoModel, err)
	case errors.As(err, &status) && status.StatusCode < http.StatusInternalServerError:
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return err
}

// parseAddress reads what OLLAMA_HOST may hold: a URL, host:port, a host or :port.
// As for Ollama itself, the port is 11434 unless a scheme says otherwise.
func parseAddress(s string) (*url.URL, error) {
	schemed := hasScheme(s)
	if !schemed {
		s = "http://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("address of the language model %q: write http://host:port", s)
	}
	host, port := u.Hostname(), u.Port()
	if host == "" || host == "0.0.0.0" || host == "::" {
		host = "127.0.0.1" // where the server listens on every address
	}
	if port == "" && !schemed {
		port = "11434"
	}
	if u.Host = net.JoinHostPort(host, port); port == "" {
		u.Host = host
	}
	return u, nil
}

func hasScheme(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && u.Scheme != ""
}
