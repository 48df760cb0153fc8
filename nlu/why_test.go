package nlu

import (
	"fmt"
	"testing"

	"daogou/chat"
)

// TestReasonsAndDismissals: against three cards, a, b and c in the list, what is
// read as a question why, as a wish for less of that kind, and as neither.
func TestReasonsAndDismissals(t *testing.T) {
	shops := map[string]*Builtin{"en": New(loadShop(t, "testdata/shops/green")), "zh": New(loadShop(t, "testdata/shops/melody"))}
	for _, c := range []struct{ locale, focus, say, want string }{
		{"en", "", "why this one?", "why a"},
		{"en", "b", "why this one?", "why b"},
		{"en", "", "why did you show me the second?", "why b"},
		{"en", "", "why are you recommending the third one", "why c"},
		{"en", "", "How come you picked the first?", "why a"},
		{"en", "", "why the second one?", "why b"},
		{"en", "", "what made you suggest these?", "why abc"},
		{"en", "b", "what's the reason you recommend it?", "why b"},
		{"en", "b", "why do you think that is right for me?", "why b"},
		{"en", "", "based on what did you choose the last one?", "why c"},
		{"en", "b", "why is it so expensive?", "-"},
		{"en", "", "why was my card declined?", "-"},
		{"en", "", "why do I have to pay for returns?", "-"},
		{"en", "b", "less like this please", "dismiss b"},
		{"en", "", "I don't like the second one", "dismiss b"},
		{"en", "b", "not my style", "dismiss b"},
		{"en", "b", "don't show me this again", "dismiss b"},
		{"en", "b", "I'm not interested in that one", "dismiss b"},
		{"en", "", "stop suggesting the first", "dismiss a"},
		{"en", "", "I hate these", "others"},
		{"en", "", "the second one I don't like", "dismiss b"},
		{"zh", "", "第二个不喜欢", "dismiss b"},
		{"zh", "", "第三款我不想要", "dismiss c"},
		{"zh", "b", "第二个不喜欢", "dismiss b"},
		{"en", "b", "no, I meant the third", "-"},
		{"en", "b", "I don't want green ones", "-"},
		{"en", "b", "is it not heavy?", "-"},
		{"zh", "", "为什么推荐这个", "why a"},
		{"zh", "b", "为什么推荐这个", "why b"},
		{"zh", "", "为什么给我看第二个？", "why b"},
		{"zh", "b", "为啥给我推这款", "why b"},
		{"zh", "b", "推荐理由是什么", "why b"},
		{"zh", "", "第三款是根据什么选出来的", "why c"},
		{"zh", "", "怎么会想到给我推荐第一个", "why a"},
		{"zh", "b", "它为什么这么贵", "-"},
		{"zh", "", "为什么不包邮", "-"},
		{"zh", "b", "不要这种的", "dismiss b"},
		{"zh", "", "不喜欢第二个", "dismiss b"},
		{"zh", "b", "这个不是我的菜", "dismiss b"},
		{"zh", "b", "别再给我看这款了", "dismiss b"},
		{"zh", "b", "少推这类的", "dismiss b"},
		{"zh", "", "对第一款不感兴趣", "dismiss a"},
		{"zh", "", "不要这种的", "others"},
		{"zh", "b", "不喜欢能退吗", "-"},
		{"zh", "b", "不要黑色的", "-"},
		{"zh", "b", "这个不是有货吗", "-"},
	} {
		b := shops[c.locale]
		st, letters := threeCards(b, c.focus)
		got := "-"
		switch r := readAct(b, c.say, st); {
		case r.Act == chat.Detail && r.Topic == "why":
			got = "why " + lettered(r.Refers, letters)
		case len(r.Dismiss) > 0:
			got = "dismiss " + lettered(r.Dismiss, letters)
			if fmt.Sprint(r.Filters) != "[]" || r.Query != "" || r.NewSubject {
				t.Errorf("%q: a dismissal changes what is looked for: %+v", c.say, r)
			}
		case len(r.Exclude) == 3:
			got = "others"
		}
		if got != c.want {
			t.Errorf("%q about %q: got %s, want %s (%+v)", c.say, c.focus, got, c.want, readAct(b, c.say, st))
		}
	}
}

// threeCards is a state after a search that showed three products, with one of
// them spoken of.
func threeCards(b *Builtin, focus string) (chat.State, map[string]string) {
	st := chat.State{Act: chat.Search, Subject: chat.Search, Query: "gifts", Turn: 1}
	letters := map[string]string{}
	list := b.shelf.View().List
	for i, letter := range []string{"a", "b", "c"} {
		id := list[i*7].ID
		st.Shown, letters[id] = append(st.Shown, id), letter
		if letter == focus {
			st.Focus, st.Act = []string{id}, chat.Detail
		}
	}
	st.Seen = st.Shown
	return st, letters
}

func lettered(ids []string, letters map[string]string) (text string) {
	for _, id := range ids {
		text += letters[id]
	}
	return text
}
