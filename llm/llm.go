// Package llm is the one door to language models: an Ollama server, or any
// langchaingo llms.Model (its OpenAI client reaches vLLM, llama.cpp and others).
//
// A Client guards a Server: a bounded queue with two priorities, a circuit
// breaker, deadlines for the first and for every next token, a probe that finds
// the server when it appears, counters, and a cache of embeddings. A model is
// never trusted: its text is data to whoever asked for it.
package llm

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// Priority says who waits for whom in the queue.
type Priority int

const (
	High Priority = iota // a shopper is waiting
	Low                  // nobody is: it waits for all others and yields to them when running
)

// Message is one turn of a prompt. Role is user or assistant.
type Message struct{ Role, Content string }

// Request is one call. What never changes belongs first (System, then the
// oldest messages): servers keep the work done on equal prefixes.
type Request struct {
	System      string
	Messages    []Message
	Schema      json.RawMessage // JSON schema that the reply must follow; nil: free text
	MaxTokens   int             // 0: 512
	Temperature float64
	Stop        []string // the answer ends before the first of these
	Priority    Priority
}

// Reply is what the model said. Text is all that was emitted, joined, of an answer
// by schema its JSON alone. What a model thinks aloud is never part of it. The times
// count from when the server was asked, after any wait in the queue.
type Reply struct {
	Text         string
	Truncated    bool // stopped at MaxTokens
	PromptTokens int
	Tokens       int
	Wait         time.Duration // in the queue
	FirstToken   time.Duration
	Total        time.Duration
	Model        string
}

// Errors that callers may branch on. Each means the same to most: do without.
var (
	ErrDown      = errors.New("no language model to be reached")
	ErrNoModel   = errors.New("no such language model installed")
	ErrBusy      = errors.New("the queue for the language model is full")
	ErrPreempted = errors.New("made way for a waiting shopper")
	ErrSlow      = errors.New("the language model is too slow")
	ErrCut       = errors.New("the language model's answer broke off")
	ErrBlank     = errors.New("the language model says nothing but white space")
	ErrRefused   = errors.New("the language model's server refuses the request")
	ErrBadJSON   = errors.New("the language model's answer is not the JSON asked for")
)

// Server is where models run. *Ollama and *Chain are the ones there are. It
// keeps no time and no queue: a Client does.
type Server interface {
	// Look tells what is there now.
	Look(ctx context.Context) (Found, error)
	// Warm loads the model, so that the first call need not wait for that.
	Warm(ctx context.Context, model string) error
	// Chat asks the model and calls emit with every piece of the answer. An error
	// from emit stops the model and is returned. An answer that breaks off is ErrCut.
	Chat(ctx context.Context, model string, r Request, emit func(token string) error) (Reply, error)
	// Embed gives one vector a text.
	Embed(ctx context.Context, model string, texts []string) ([][]float32, error)
}

// Found is what a server has to offer.
type Found struct {
	Address string
	Version string
	Models  []ModelInfo // in the server's order
}

// ModelInfo is one installed model.
type ModelInfo struct {
	Name   string
	Digest string // changes with the weights
	Size   int64  // bytes on disk
	Memory int64  // bytes of GPU memory in use; 0 when not loaded there
	Loaded bool
	Chats  bool
	Embeds bool
}

// Status is what is known of the server.
type Status struct {
	Up         bool // Chat can be called
	Found      Found
	Model      string
	EmbedModel string // empty: none
	Why        error  // why it is not up
}

// defaultMaxTokens bounds an answer when the caller does not: servers are known
// to go on for ever, in white space too (ollama#1910).
const defaultMaxTokens = 512
