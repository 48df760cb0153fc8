package chat

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"daogou/catalog"
)

// briefReply is how many characters a reply to a question has at most, where it
// is looked through for the options offered.
const briefReply = 40

// answer reads the reply to the assistant's question: "yes" to a person is a
// handoff, and "M", said when asked which size to put into the cart, is a change
// of the cart.
func (st *State) answer(said string, r Reading) Reading {
	if st.Asked == AskedPerson && r.Act == Chitchat && r.Topic == "yes" {
		r.Act, r.Topic = Handoff, "failures"
	}
	if st.Pending == nil || len(r.Refers) > 0 && !slices.Equal(r.Refers, st.Pending.Products) {
		return r
	}
	if value := st.reply(said, r); value != "" {
		r.Act, r.Filters, r.Query, r.NewSubject, r.Refers = CartAct, nil, "", false, st.Pending.Products
		r.Cart = withOption(st.Pending.Change, st.Asked, value)
	}
	return r
}

// reply finds the option chosen: as it was read, or else in the words.
func (st *State) reply(said string, r Reading) string {
	if r.Cart != nil && r.Cart.Options[st.Asked] != "" {
		return r.Cart.Options[st.Asked]
	}
	for _, f := range r.Filters {
		if f.Field == st.Asked && f.Op == catalog.Eq && !(r.NewSubject && r.Query != "") {
			return f.Values[0]
		}
	}
	if utf8.RuneCountInString(said) > briefReply {
		return ""
	}
	var named []string
	for _, option := range st.Pending.Options {
		if names(said, option) {
			named = append(named, option)
		}
	}
	if len(named) != 1 {
		return ""
	}
	return named[0]
}

// names reports whether a text has a value as a word of its own: "M码" has M,
// "it's" has no S. Values in Han characters may stand anywhere.
func names(text, value string) bool {
	text, value = strings.ToLower(text), strings.ToLower(value)
	for at := 0; value != ""; {
		i := strings.Index(text[at:], value)
		if i < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(text[:at+i])
		after, _ := utf8.DecodeRuneInString(text[at+i+len(value):])
		first, _ := utf8.DecodeRuneInString(value)
		if unicode.Is(unicode.Han, first) || !inWord(before) && !inWord(after) {
			return true
		}
		at += i + len(value)
	}
	return false
}

func inWord(c rune) bool {
	if c == utf8.RuneError || unicode.Is(unicode.Han, c) {
		return false
	}
	return unicode.IsLetter(c) || unicode.IsDigit(c) || strings.ContainsRune("'’.", c)
}

func withOption(c CartChange, field, value string) *CartChange {
	options := map[string]string{field: value}
	for k, v := range c.Options {
		if k != field {
			options[k] = v
		}
	}
	c.Options = options
	return &c
}
