// Package ollamafake is an Ollama server without a model: it answers what a func
// tells it to, records what it was asked, and fails in every way that real
// servers do. Tests and `daogou bench` speak to it over HTTP as to the real one.
package ollamafake

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ollama/ollama/api"
	"github.com/ollama/ollama/types/model"

	"daogou/llm"
)

// Fake is the server, an http.Handler. The zero value has one model that chats
// ("fake:latest", always saying "ok") and one that embeds ("fake-embed:latest").
type Fake struct {
	Answer func(Request) Answer // nil: "ok", or {} when a schema is given
	Models []Model              // nil: the two above

	mu        sync.Mutex
	chats     []Request
	embedded  []int // texts a request
	running   int
	cancelled int
	fault     Fault
}

// Model is one installed model.
type Model struct {
	Name   string
	Chats  bool
	Embeds bool
	Remote bool // runs on somebody else's machine
}

// Request is what a chat was asked.
type Request struct {
	Model    string
	System   string
	Messages []llm.Message
	Schema   json.RawMessage
	Options  map[string]any
	Thinks   bool
}

// Last is the last message's text.
func (r Request) Last() string {
	if len(r.Messages) == 0 {
		return ""
	}
	return r.Messages[len(r.Messages)-1].Content
}

// Answer is what the model says and how fast.
type Answer struct {
	Text  string        // sent word by word
	Parts []string      // sent as they are, instead of Text
	Wait  time.Duration // before the first
	Gap   time.Duration // between two
	Fault Fault
}

// Start listens on addr ("" is any free loopback port) and gives the address to
// use, and what ends the server with all its connections.
func (f *Fake) Start(addr string) (url string, stop func(), err error) {
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return "", nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	server := &http.Server{Handler: f, BaseContext: func(net.Listener) context.Context { return ctx }}
	var wg sync.WaitGroup
	wg.Go(func() { _ = server.Serve(listener) })
	return "http://" + listener.Addr().String(), sync.OnceFunc(func() {
		cancel()
		_ = server.Close()
		wg.Wait()
	}), nil
}

// Break makes everything fail in one way from now on; None repairs it.
func (f *Fake) Break(fault Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fault = fault
}

// Chats gives the chats asked so far; loading a model is none.
func (f *Fake) Chats() []Request {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.chats)
}

// Embedded gives the number of texts of every request to embed.
func (f *Fake) Embedded() []int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.embedded)
}

// Running is how many chats are being answered now.
func (f *Fake) Running() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.running
}

// Cancelled is how many chats the other side hung up on.
func (f *Fake) Cancelled() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.cancelled
}

// ServeHTTP speaks the part of Ollama's protocol that a shop needs.
func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	fault := f.fault
	f.mu.Unlock()
	var err error
	switch r.URL.Path {
	case "/api/chat":
		err = f.chat(w, r, fault)
	case "/api/embed":
		err = f.embed(w, r, fault)
	default:
		err = f.meta(w, r, fault)
	}
	if errors.Is(err, errHangUp) {
		panic(http.ErrAbortHandler)
	}
	if err != nil {
		reply(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
	}
}

// meta answers what tells of the server. Only faults of the whole server show here.
func (f *Fake) meta(w http.ResponseWriter, r *http.Request, fault Fault) error {
	if done, err := fault.whole(w, r); done {
		return err
	}
	switch r.URL.Path {
	case "/api/version":
		reply(w, http.StatusOK, map[string]string{"version": "0.0.0-fake"})
	case "/api/tags":
		reply(w, http.StatusOK, f.list())
	case "/api/ps":
		reply(w, http.StatusOK, api.ProcessResponse{})
	case "/api/show":
		return f.show(w, r)
	default:
		reply(w, http.StatusNotFound, map[string]string{"error": "no such path"})
	}
	return nil
}

func (f *Fake) models() []Model {
	if f.Models != nil {
		return f.Models
	}
	return []Model{{Name: "fake:latest", Chats: true}, {Name: "fake-embed:latest", Embeds: true}}
}

func (f *Fake) find(name string) (Model, bool) {
	i := slices.IndexFunc(f.models(), func(m Model) bool { return m.Name == name || m.Name == name+":latest" })
	if i < 0 {
		return Model{}, false
	}
	return f.models()[i], true
}

func (f *Fake) list() api.ListResponse {
	var list api.ListResponse
	for _, m := range f.models() {
		entry := api.ListModelResponse{Name: m.Name, Model: m.Name, Digest: "sha256:" + m.Name, Size: 1}
		if m.Remote {
			entry.RemoteHost = "https://elsewhere.example"
		}
		list.Models = append(list.Models, entry)
	}
	return list
}

func (f *Fake) show(w http.ResponseWriter, r *http.Request) error {
	var req api.ShowRequest
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
		return err
	}
	m, ok := f.find(req.Model)
	if !ok {
		reply(w, http.StatusNotFound, map[string]string{"error": "model not found"})
		return nil
	}
	var can []model.Capability
	if m.Chats {
		can = append(can, model.CapabilityCompletion)
	}
	if m.Embeds {
		can = append(can, model.CapabilityEmbedding)
	}
	reply(w, http.StatusOK, api.ShowResponse{Capabilities: can})
	return nil
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// words splits a text into pieces that join to it.
func words(text string) []string {
	return strings.SplitAfter(text, " ")
}
