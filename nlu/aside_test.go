package nlu

import (
	"context"
	"testing"

	"daogou/chat"
)

// TestAside reads utterances that ask for a rule of the shop besides something
// else, and those that only lead up to one.
func TestAside(t *testing.T) {
	green, melody := New(loadShop(t, "testdata/shops/green")), New(loadShop(t, "testdata/shops/melody"))
	guitar := &chat.State{Act: chat.Detail, Shown: []string{"m101"}, Focus: []string{"m101"}}
	for _, c := range []struct {
		reader *Builtin
		st     *chat.State
		say    string
		act    chat.Act
		aside  string
	}{
		{reader: green, say: "secateurs under $40, and how much is shipping?", act: chat.Search, aside: "and how much is shipping?"},
		{reader: green, say: "Do you have watering cans? And can I pay with PayPal?", act: chat.Search, aside: "And can I pay with PayPal?"},
		{reader: green, say: "can I return things? also show me spades", act: chat.Search, aside: "can I return things?"},
		{reader: green, say: "secateurs, red ones please. and how long does delivery take?", act: chat.Search, aside: "and how long does delivery take?"},
		{reader: green, say: "I found the same spade cheaper elsewhere. Do you match prices?", act: chat.PolicyAct},
		{reader: green, say: "my spade broke, what does the warranty say?", act: chat.PolicyAct},
		{reader: green, say: "what's the warranty on spades, forks and hoes?", act: chat.PolicyAct},
		{reader: green, say: "if I don't like the watering can, can I send it back?", act: chat.PolicyAct},
		{reader: melody, say: "五百以内的吉他，几天能到？", act: chat.Search, aside: "几天能到？"},
		{reader: melody, say: "有电子琴吗？送货上楼要钱吗？", act: chat.Search, aside: "送货上楼要钱吗？"},
		{reader: melody, st: guitar, say: "这个多重？能退货吗？", act: chat.Detail, aside: "能退货吗？"},
		{reader: melody, say: "我买的吉他坏了，保修多久？", act: chat.PolicyAct},
		{reader: melody, say: "如果吉他不喜欢，能退吗？", act: chat.PolicyAct},
	} {
		st := c.st
		if st == nil {
			st = &chat.State{}
		}
		r, err := c.reader.Understand(context.Background(), chat.Utterance{Text: c.say}, st)
		if err != nil {
			t.Fatal(err)
		}
		aside := ""
		if r.Aside != nil {
			aside = r.Aside.Said
		}
		if r.Act != c.act || aside != c.aside {
			t.Errorf("%q reads as %s with %q besides, want %s with %q", c.say, r.Act, aside, c.act, c.aside)
		}
	}
}
