package llm_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/tmc/langchaingo/llms"

	"daogou/llm"
	"daogou/llm/ollamafake"
)

func TestClientAsLangchainModel(t *testing.T) {
	fake := &ollamafake.Fake{Answer: func(r ollamafake.Request) ollamafake.Answer {
		if r.Schema != nil {
			return ollamafake.Answer{Text: `{"a": 1}`}
		}
		return ollamafake.Answer{Text: "hello to you"}
	}}
	model := llm.Model{Client: dial(t, fake, nil)}
	var streamed strings.Builder
	got, err := model.GenerateContent(t.Context(), []llms.MessageContent{
		llms.TextParts(llms.ChatMessageTypeSystem, "Be kind."), llms.TextParts(llms.ChatMessageTypeHuman, "hello")},
		llms.WithMaxTokens(9), llms.WithStreamingFunc(func(_ context.Context, b []byte) error { streamed.Write(b); return nil }))
	if err != nil {
		t.Fatal(err)
	}
	if c := got.Choices[0]; c.Content != "hello to you" || streamed.String() != c.Content || c.StopReason != "stop" || c.GenerationInfo["CompletionTokens"] != 3 {
		t.Errorf("got %+v, streamed %q", c, streamed.String())
	}
	if r := fake.Chats()[0]; r.System != "Be kind." || r.Options["num_predict"] != 9.0 {
		t.Errorf("asked %+v", r)
	}
	if text, err := llms.GenerateFromSinglePrompt(t.Context(), model, "json", llms.WithJSONMode()); err != nil || text != `{"a": 1}` {
		t.Errorf("JSON mode: got %q, %v", text, err)
	}
	_, err = model.GenerateContent(t.Context(), []llms.MessageContent{llms.TextParts(llms.ChatMessageTypeHuman, "x")}, llms.WithTools([]llms.Tool{{}}))
	if !errors.Is(err, llm.ErrRefused) {
		t.Errorf("tools: got %v, want ErrRefused", err)
	}
}

// echo is a langchaingo model that does not stream.
type echo struct{}

func (echo) GenerateContent(_ context.Context, m []llms.MessageContent, _ ...llms.CallOption) (*llms.ContentResponse, error) {
	last := m[len(m)-1].Parts[0].(llms.TextContent).Text
	return &llms.ContentResponse{Choices: []*llms.ContentChoice{{Content: "you said " + last}}}, nil
}

func (e echo) Call(ctx context.Context, prompt string, o ...llms.CallOption) (string, error) {
	return llms.GenerateFromSinglePrompt(ctx, e, prompt, o...)
}

func TestAnyLangchainModelAsServer(t *testing.T) {
	c := llm.New(quick(&llm.Chain{Model: echo{}, Address: "echo"}))
	if st := c.Probe(t.Context()); !st.Up || st.Model != "echo" {
		t.Fatalf("status %+v", st)
	}
	var streamed string
	reply, err := c.Chat(t.Context(), hi, func(s string) error { streamed += s; return nil })
	if err != nil || reply.Text != "you said hi" || streamed != reply.Text {
		t.Errorf("got %q, streamed %q, %v", reply.Text, streamed, err)
	}
}

// openAI is a server of OpenAI's protocol that says the parts, then stops as told.
type openAI struct {
	parts  []string
	finish bool
	status int
	asked  chan map[string]any
	ended  chan error // when a stream that hangs was hung up on
}

func (o *openAI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/v1/models":
		_, _ = io.WriteString(w, `{"data": [{"id": "qwen"}, {"id": "bge"}]}`)
		return
	case "/v1/embeddings":
		_, _ = io.WriteString(w, `{"data": [{"embedding": [1, 0]}, {"embedding": [0, 5]}]}`)
		return
	}
	var body map[string]any
	_ = json.NewDecoder(r.Body).Decode(&body)
	o.asked <- body
	if o.status != 0 {
		http.Error(w, `{"error": {"message": "context too long"}}`, o.status)
		return
	}
	for _, p := range o.parts {
		chunk, _ := json.Marshal(map[string]any{"choices": []any{map[string]any{"delta": map[string]any{"content": p}}}})
		_, _ = fmt.Fprintf(w, "data: %s\n\n", chunk)
		_ = http.NewResponseController(w).Flush()
	}
	if o.ended != nil {
		<-r.Context().Done()
		o.ended <- r.Context().Err()
		return
	}
	if o.finish {
		_, _ = io.WriteString(w, "data: {\"choices\": [{\"delta\": {}, \"finish_reason\": \"stop\"}]}\n\ndata: {\"choices\": [], \"usage\": {\"prompt_tokens\": 5, \"completion_tokens\": 2}}\n\ndata: [DONE]\n\n")
	}
}

func dialOpenAI(t *testing.T, o *openAI) *llm.Client {
	t.Helper()
	o.asked = make(chan map[string]any, 10)
	srv := httptest.NewServer(o)
	t.Cleanup(srv.Close)
	server, err := llm.NewOpenAI(srv.URL, "secret", "bge")
	if err != nil {
		t.Fatal(err)
	}
	conf := quick(server)
	conf.EmbedModel = "bge"
	c := llm.New(conf)
	if st := c.Probe(t.Context()); !st.Up || st.Model != "qwen" || st.EmbedModel != "bge" {
		t.Fatalf("status %+v", st)
	}
	return c
}

func TestOpenAIServer(t *testing.T) {
	o := &openAI{parts: []string{`{"act":`, ` "搜索"}`}, finish: true}
	c := dialOpenAI(t, o)
	r := hi
	r.Schema = schema
	reply, err := c.Chat(t.Context(), r, ignore)
	if err != nil || reply.Text != `{"act": "搜索"}` || reply.PromptTokens != 5 || reply.Tokens != 2 {
		t.Fatalf("got %+v, %v", reply, err)
	}
	asked := <-o.asked
	format, _ := json.Marshal(asked["response_format"])
	var want, got any
	_ = json.Unmarshal([]byte(`{"type":"json_schema","json_schema":{"name":"answer","schema":`+string(schema)+`}}`), &want)
	_ = json.Unmarshal(format, &got)
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("response_format: got %s", format)
	}
	if asked["model"] != "qwen" || asked["max_tokens"] != 50.0 || asked["stream"] != true {
		t.Errorf("asked %v", asked)
	}
	vectors, err := c.Embed(t.Context(), []string{"a", "b"})
	if err != nil || len(vectors) != 2 || vectors[1][1] != 1 {
		t.Errorf("vectors %v, %v", vectors, err)
	}
}

func TestOpenAIServerFails(t *testing.T) {
	for name, c := range map[string]struct {
		server openAI
		want   error
	}{
		"the stream breaks off":    {openAI{parts: []string{"Two red "}}, llm.ErrCut},
		"the request is refused":   {openAI{status: 400}, llm.ErrRefused},
		"the model is not there":   {openAI{status: 404}, llm.ErrNoModel},
		"it falls silent":          {openAI{parts: []string{"Two "}, ended: make(chan error, 1)}, llm.ErrSlow},
		"it says nothing but this": {openAI{parts: []string{" "}, finish: true}, llm.ErrBlank},
	} {
		t.Run(name, func(t *testing.T) {
			client := dialOpenAI(t, &c.server)
			if _, err := client.Chat(t.Context(), hi, ignore); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestCancelReachesTheOpenAIServer(t *testing.T) {
	o := &openAI{parts: []string{"Two "}, ended: make(chan error, 1)}
	c := dialOpenAI(t, o)
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := c.Chat(ctx, hi, func(string) error { cancel(); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	select {
	case <-o.ended:
	case <-time.After(2 * time.Second):
		t.Error("the server still works after 2 s")
	}
}
