package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"daogou/chat"
	"daogou/llm"
	"daogou/nlg"
	"daogou/nlu"
	"daogou/prompts"
	"daogou/web"
)

// modelFlags say which language model there is and what it does.
type modelFlags struct {
	Ollama     string `help:"Ollama's address, or off." default:"http://127.0.0.1:11434" env:"DAOGOU_OLLAMA,OLLAMA_HOST" placeholder:"URL|off"`
	LLM        string `name:"llm" help:"Another server instead: openai:URL (vLLM, llama.cpp, LM Studio); its key in OPENAI_API_KEY." env:"DAOGOU_LLM" placeholder:"openai:URL"`
	Model      string `help:"The model that writes and understands; else the first installed that chats." env:"DAOGOU_MODEL"`
	EmbedModel string `help:"The model that embeds; else built-in vectors." default:"off" env:"DAOGOU_EMBED_MODEL"`

	Prompts string `help:"Folder of prompt files that stand in for the embedded ones of the same names." type:"existingdir" env:"DAOGOU_PROMPTS"`

	Understand         string        `help:"Who understands: auto (the model where the built-in reader is unsure), model, builtin." enum:"auto,model,builtin" default:"auto" env:"DAOGOU_UNDERSTAND"`
	UnderstandDeadline time.Duration `help:"How long the model may take to understand." default:"1500ms" env:"DAOGOU_UNDERSTAND_DEADLINE"`
	FirstDeltaDeadline time.Duration `help:"How long the model may take to begin an answer." default:"1200ms" env:"DAOGOU_FIRST_DELTA_DEADLINE"`
}

// insists reports whether a model was asked for by name or address, so that its
// absence is a fault.
func (f *modelFlags) insists() bool { return f.LLM != "" || f.Model != "" }

// server gives the model's server; nil: none is wanted.
func (f *modelFlags) server() (llm.Server, error) {
	if f.LLM != "" {
		address, ok := strings.CutPrefix(f.LLM, "openai:")
		if !ok {
			return nil, usageError{fmt.Errorf("--llm %q: write openai:URL", f.LLM)}
		}
		embed := f.EmbedModel
		if embed == "off" {
			embed = ""
		}
		return llm.NewOpenAI(address, os.Getenv("OPENAI_API_KEY"), embed)
	}
	if f.Ollama == "off" || f.Ollama == "" {
		return nil, nil
	}
	return llm.NewOllama(f.Ollama)
}

// embedder gives what embeds the products, where a model is to do it.
func (f *modelFlags) embedder() *embedder {
	if f.EmbedModel == "" || f.EmbedModel == "off" || f.LLM == "" && f.Ollama == "off" {
		return nil
	}
	return &embedder{}
}

// models is who reads and who writes.
type models struct {
	client *llm.Client // nil: no model
	reader chat.Understander
	voice  chat.Writer
	plain  chat.Writer
	about  *nlg.Describer
	stop   context.CancelFunc
	done   sync.WaitGroup
}

// writer gives the built-in writer over the shop's own words.
func (s *shop) writer() *nlg.Builtin { return &nlg.Builtin{Currency: s.currency, Glossary: s.terms} }

// open makes the readers and writers. The model's server need not be there: it
// is picked up when it appears.
func (f *modelFlags) open(s *shop, about web.Shop, metrics *prometheus.Registry) (*models, error) {
	server, err := f.server()
	if err != nil {
		return nil, err
	}
	plain := s.writer()
	plain.Shop, plain.Names = about.Name, about.Also
	if server == nil {
		return &models{reader: s.reader, voice: plain, plain: plain, about: &nlg.Describer{Writer: plain}}, nil
	}
	set, err := f.prompts()
	if err != nil {
		return nil, err
	}
	m := &models{plain: plain, client: llm.New(llm.Config{Server: server, Model: f.Model, EmbedModel: f.EmbedModel,
		Store: s.store.Cache(), Log: s.log})}
	metrics.MustRegister(m.client)
	if s.embed != nil {
		s.embed.client.Store(m.client)
	}
	m.reader = f.reader(s, m.client, set)
	s.gate.Shop = about.Name
	voice := &nlg.Model{Builtin: plain, Gate: s.gate, LLM: m.client, Prompts: set, FirstDelta: f.FirstDeltaDeadline, Log: s.log}
	m.about = &nlg.Describer{Writer: plain, Model: voice, Cache: s.store.Cache(), Log: s.log}
	m.voice = &nlg.Personal{Writer: voice, About: m.about}
	ctx, stop := context.WithCancel(context.Background())
	m.stop = stop
	m.done.Go(func() { m.client.Run(ctx) })
	m.done.Go(func() { m.about.Run(ctx) })
	return m, nil
}

// prompts gives the words for the model: the embedded ones where no folder is
// named.
func (f *modelFlags) prompts() (*prompts.Set, error) {
	if f.Prompts == "" {
		return nil, nil
	}
	return prompts.Read(os.DirFS(f.Prompts))
}

// reader gives who understands.
func (f *modelFlags) reader(s *shop, client *llm.Client, set *prompts.Set) chat.Understander {
	model := &nlu.Model{Chat: client, Words: s.words.Load, Product: s.shelf.Product, Prompts: set}
	idle := *model
	idle.Priority = llm.Low
	return &nlu.Auto{Builtin: s.reader, Model: model, Idle: &idle, Words: s.words.Load, Product: s.shelf.Product, Mode: f.Understand,
		Deadline: f.UnderstandDeadline, Log: s.log}
}

func (m *models) close() {
	if m != nil && m.stop != nil {
		m.stop()
		m.done.Wait()
	}
}
