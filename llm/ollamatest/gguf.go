package ollamatest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"
)

// The size of the tiny Llama: small enough to be written in a millisecond, real
// enough to stream, to embed and to obey a schema. What it says means nothing.
const (
	embed   = 64
	heads   = 4
	forward = 128
	layers  = 1
	window  = 16384 // tokens
)

// GGUF's types of values, of tokens and of tensors, as
// github.com/ggml-org/ggml/blob/master/docs/gguf.md numbers them.
const (
	typeU32, typeF32, typeString, typeArray, typeI32         = 4, 6, 8, 9, 5
	tokenUnknown, tokenControl, tokenNormal, tokenByte int32 = 2, 3, 1, 6
	tensorF32                                                = 0
	alignment                                                = 32
)

// TinyGGUF writes a random Llama, the same for the same seed.
func TinyGGUF(seed uint64) []byte {
	tokens, kinds, scores := vocabulary()
	var m meta
	m.text("general.architecture", "llama")
	m.text("general.name", "tiny")
	m.u32("general.file_type", 0)
	m.u32("llama.vocab_size", len(tokens))
	m.u32("llama.context_length", window)
	m.u32("llama.embedding_length", embed)
	m.u32("llama.block_count", layers)
	m.u32("llama.feed_forward_length", forward)
	m.u32("llama.attention.head_count", heads)
	m.u32("llama.attention.head_count_kv", heads)
	m.u32("llama.rope.dimension_count", embed/heads)
	m.f32("llama.attention.layer_norm_rms_epsilon", 1e-5)
	m.text("tokenizer.ggml.model", "llama")
	m.array("tokenizer.ggml.tokens", typeString, len(tokens), func() { m.strings(tokens) })
	m.array("tokenizer.ggml.scores", typeF32, len(scores), func() { m.put(scores) })
	m.array("tokenizer.ggml.token_type", typeI32, len(kinds), func() { m.put(kinds) })
	m.u32("tokenizer.ggml.unknown_token_id", 0)
	m.u32("tokenizer.ggml.bos_token_id", 1)
	m.u32("tokenizer.ggml.eos_token_id", 2)
	index, data := weights(len(tokens), rand.New(rand.NewPCG(seed, 0)))

	var out meta
	out.WriteString("GGUF")
	out.put(uint32(3), uint64(len(tensors(0))), uint64(m.count))
	out.Write(m.Bytes())
	out.Write(index)
	out.pad()
	out.Write(data)
	return out.Bytes()
}

// vocabulary is every byte, so that any text can be said, and a few words. ▁
// marks a word's start.
func vocabulary() (tokens []string, kinds []int32, scores []float32) {
	tokens = []string{"<unk>", "<s>", "</s>"}
	kinds = []int32{tokenUnknown, tokenControl, tokenControl}
	for b := range 256 {
		tokens, kinds = append(tokens, fmt.Sprintf("<0x%02X>", b)), append(kinds, tokenByte)
	}
	scores = make([]float32, len(tokens))
	words := strings.Fields(`▁the ▁a ▁shoe ▁red { } " : , intent search [ ] ▁ 0 1 2 5`)
	for i, w := range words {
		tokens, kinds, scores = append(tokens, w), append(kinds, tokenNormal), append(scores, -float32(i+1))
	}
	return tokens, kinds, scores
}

type tensor struct {
	name  string
	shape []int
}

func tensors(vocab int) []tensor {
	list := []tensor{{"token_embd", []int{embed, vocab}}, {"output_norm", []int{embed}}, {"output", []int{embed, vocab}}}
	for l := range layers {
		for _, t := range []tensor{
			{"attn_norm", []int{embed}}, {"ffn_norm", []int{embed}},
			{"attn_q", []int{embed, embed}}, {"attn_k", []int{embed, embed}}, {"attn_v", []int{embed, embed}}, {"attn_output", []int{embed, embed}},
			{"ffn_gate", []int{embed, forward}}, {"ffn_up", []int{embed, forward}}, {"ffn_down", []int{forward, embed}},
		} {
			list = append(list, tensor{fmt.Sprintf("blk.%d.%s", l, t.name), t.shape})
		}
	}
	return list
}

// weights draws every tensor: norms are 1, all else is normal with deviation 0.3.
func weights(vocab int, r *rand.Rand) (index, data []byte) {
	var head, body meta
	for _, t := range tensors(vocab) {
		head.string(t.name + ".weight")
		head.put(uint32(len(t.shape)))
		size := 1
		for _, n := range t.shape {
			head.put(uint64(n))
			size *= n
		}
		head.put(uint32(tensorF32), uint64(body.Len()))
		values := make([]float32, size)
		for i := range values {
			if values[i] = 1; !strings.HasSuffix(t.name, "norm") {
				values[i] = float32(r.NormFloat64() * 0.3)
			}
		}
		body.put(values)
		body.pad()
	}
	return head.Bytes(), body.Bytes()
}

// meta writes GGUF's key-value pairs.
type meta struct {
	bytes.Buffer
	count int
}

func (m *meta) put(values ...any) {
	for _, v := range values {
		if err := binary.Write(m, binary.LittleEndian, v); err != nil {
			panic(err) // a type of no fixed size
		}
	}
}

func (m *meta) string(s string) {
	m.put(uint64(len(s)))
	m.WriteString(s)
}

func (m *meta) strings(list []string) {
	for _, s := range list {
		m.string(s)
	}
}

func (m *meta) key(name string, kind uint32) {
	m.count++
	m.string(name)
	m.put(kind)
}

func (m *meta) text(key, value string)        { m.key(key, typeString); m.string(value) }
func (m *meta) u32(key string, value int)     { m.key(key, typeU32); m.put(uint32(value)) }
func (m *meta) f32(key string, value float32) { m.key(key, typeF32); m.put(value) }

func (m *meta) array(key string, item uint32, n int, write func()) {
	m.key(key, typeArray)
	m.put(item, uint64(n))
	write()
}

func (m *meta) pad() { m.Write(make([]byte, (alignment-m.Len()%alignment)%alignment)) }
