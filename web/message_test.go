package web

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

// badFrames are refused, and nothing more.
var badFrames = []struct{ name, frame, code, id string }{
	{"no JSON", `hello`, badRequest, ""},
	{"half a frame", `{"type":"ping"`, badRequest, ""},
	{"two frames in one", `{"type":"ping"}{"type":"ping"}`, badRequest, ""},
	{"a list", `["ping"]`, badRequest, ""},
	{"null", `null`, badRequest, ""},
	{"no type", `{"id":"x"}`, badRequest, "x"},
	{"an unknown type", `{"type":"buy","id":"x"}`, badRequest, "x"},
	{"a type of the server", `{"type":"welcome"}`, badRequest, ""},
	{"not UTF-8", "{\"type\":\"draft\",\"text\":\"\xff\"}", badRequest, ""},
	{"a message with no id", `{"type":"message","text":"hi"}`, badRequest, ""},
	{"a message with no text", `{"type":"message","id":"a"}`, badRequest, "a"},
	{"a message of white space", `{"type":"message","id":"a","text":"  "}`, badRequest, "a"},
	{"a message whose text is a number", `{"type":"message","id":"a","text":5}`, badRequest, "a"},
	{"a picture that is an address", `{"type":"message","id":"a","text":"hi","images":["https://evil.example/x.png"]}`, badRequest, "a"},
	{"a picture that is a script", `{"type":"message","id":"a","text":"hi","images":["data:text/html;base64,PGI+"]}`, badRequest, "a"},
	{"a picture that is no base64", `{"type":"message","id":"a","text":"hi","images":["data:image/png;base64,%%"]}`, badRequest, "a"},
	{"a text of 8,001 characters", `{"type":"message","id":"a","text":"` + strings.Repeat("裙", 8001) + `"}`, tooLarge, "a"},
	{"a draft of 8,001 characters", `{"type":"draft","text":"` + strings.Repeat("x", 8001) + `"}`, tooLarge, ""},
	{"a draft with no text", `{"type":"draft"}`, badRequest, ""},
	{"an event with no product", `{"type":"event","id":"e","event":"view"}`, badRequest, "e"},
	{"an event with no id", `{"type":"event","event":"view","product_id":"m1"}`, badRequest, ""},
	{"an unknown event", `{"type":"event","id":"e","event":"steal","product_id":"m1"}`, badRequest, "e"},
	{"a negative quantity", `{"type":"event","id":"e","event":"add_to_cart","product_id":"m1","quantity":-1}`, badRequest, "e"},
	{"a quantity out of this world", `{"type":"event","id":"e","event":"add_to_cart","product_id":"m1","quantity":1000000000}`, badRequest, "e"},
	{"feedback with no turn", `{"type":"feedback","rating":"up"}`, badRequest, ""},
	{"feedback of another kind", `{"type":"feedback","turn":1,"rating":"five stars"}`, badRequest, ""},
	{"a turn before the first", `{"type":"cancel","turn":-1}`, badRequest, ""},
}

func TestDecodeTakes(t *testing.T) {
	for name, frame := range map[string]string{
		"fields of later versions":            `{"type":"ping","later":{"x":[1]}}`,
		"a text of 8,000 characters":          `{"type":"message","id":"a","text":"` + strings.Repeat("裙", 8000) + `"}`,
		"a picture without words":             `{"type":"message","id":"a","text":"","images":["data:image/png;base64,iVBORw0KGgo="]}`,
		"an empty draft":                      `{"type":"draft","text":""}`,
		"cancel without a turn":               `{"type":"cancel"}`,
		"hello with everything":               `{"type":"hello","session":"s","token":"t","last_seq":7,"locale":"zh-CN","customer":"c","page":{"url":"u","product_id":"p"}}`,
		"an event with options and its place": `{"type":"event","id":"e","event":"add_to_cart","product_id":"p","quantity":2,"options":{"size":"M"},"turn":1}`,
	} {
		if m, refused := decode([]byte(frame)); refused != nil {
			t.Errorf("%s: refused with %v", name, refused)
		} else if m.Type == "hello" && (m.LastSeq != 7 || m.Page.ProductID != "p" || m.Locale != "zh-CN") {
			t.Errorf("%s: got %+v", name, m)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, tt := range badFrames {
		f.Add([]byte(tt.frame))
	}
	f.Add([]byte(`{"type":"message","id":"a","text":"hi"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, refused := decode(data)
		if (m == nil) == (refused == nil) {
			t.Fatalf("%q gives %v and %v, want one of them", data, m, refused)
		}
		if refused != nil {
			frame, err := json.Marshal(refused.Frame())
			if err != nil || !utf8.Valid(frame) || len(refused.ID) > maxID || (refused.Code != badRequest && refused.Code != tooLarge) {
				t.Errorf("%q is refused with %s, %v", data, frame, err)
			}
			return
		}
		if checks[m.Type] == nil || !utf8.Valid(data) {
			t.Errorf("%q is taken as a %q", data, m.Type)
		}
		if m.Type == "message" && (m.ID == "" || m.Text == nil || utf8.RuneCountInString(*m.Text) > maxText) {
			t.Errorf("%q is taken as the message %+v", data, m)
		}
	})
}
