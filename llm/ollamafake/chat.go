package ollamafake

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/ollama/ollama/api"

	"daogou/llm"
)

func (f *Fake) chat(w http.ResponseWriter, r *http.Request, fault Fault) error {
	var req api.ChatRequest
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
		return err
	}
	if done, err := fault.whole(w, r); done {
		return err
	}
	if _, ok := f.find(req.Model); !ok {
		reply(w, http.StatusNotFound, map[string]string{"error": "model not found"})
		return nil
	}
	if len(req.Messages) == 0 { // loads the model
		reply(w, http.StatusOK, api.ChatResponse{Model: req.Model, Done: true, DoneReason: "load"})
		return nil
	}
	answer := f.answer(toRequest(req))
	if fault != None {
		answer.Fault = fault
	}
	defer f.count(r)()
	s := &stream{w: w, r: r, model: req.Model, gap: answer.Gap, max: maxTokens(req)}
	return s.play(answer)
}

// answer records the request and asks what to say.
func (f *Fake) answer(r Request) Answer {
	f.mu.Lock()
	f.chats = append(f.chats, r)
	f.mu.Unlock()
	if f.Answer != nil {
		return f.Answer(r)
	}
	if r.Schema != nil {
		return Answer{Text: "{}"}
	}
	return Answer{Text: "ok"}
}

// count keeps the number of running and of cancelled chats.
func (f *Fake) count(r *http.Request) (end func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.running++
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.running--
		if r.Context().Err() != nil {
			f.cancelled++
		}
	}
}

func toRequest(req api.ChatRequest) Request {
	r := Request{Model: req.Model, Schema: req.Format, Options: req.Options, Thinks: req.Think == nil || req.Think.Bool()}
	for _, m := range req.Messages {
		if m.Role == "system" {
			r.System += m.Content
			continue
		}
		r.Messages = append(r.Messages, llm.Message{Role: m.Role, Content: m.Content})
	}
	return r
}

// maxTokens is the request's num_predict; 0: none.
func maxTokens(req api.ChatRequest) int {
	n, _ := req.Options["num_predict"].(float64)
	return int(n)
}

// stream sends one answer as JSON lines.
type stream struct {
	w     http.ResponseWriter
	r     *http.Request
	model string
	gap   time.Duration
	max   int
	sent  int
}

// play sends the answer, or what its fault makes of it.
func (s *stream) play(a Answer) error {
	parts := a.Parts
	if parts == nil {
		parts = words(a.Text)
	}
	if !pause(s.r, a.Wait) {
		return nil
	}
	if done, err := a.Fault.stream(s, parts); done {
		return err
	}
	for i, p := range parts {
		if s.max > 0 && i == s.max {
			return s.end("length")
		}
		if i > 0 && !pause(s.r, s.gap) {
			return nil
		}
		if err := s.send(p); err != nil {
			return nil
		}
	}
	return s.end("stop")
}

func (s *stream) send(text string) error {
	s.sent++
	return s.line(api.ChatResponse{Model: s.model, CreatedAt: time.Now(), Message: api.Message{Role: "assistant", Content: text}})
}

func (s *stream) end(reason string) error {
	return s.line(api.ChatResponse{Model: s.model, CreatedAt: time.Now(), Message: api.Message{Role: "assistant"}, Done: true,
		DoneReason: reason, Metrics: api.Metrics{PromptEvalCount: 10, EvalCount: s.sent}})
}

func (s *stream) line(v any) error {
	if err := json.NewEncoder(s.w).Encode(v); err != nil {
		return err
	}
	return http.NewResponseController(s.w).Flush()
}

// pause waits; false when the other side hung up.
func pause(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return r.Context().Err() == nil
	}
	select {
	case <-r.Context().Done():
		return false
	case <-time.After(d):
		return true
	}
}
