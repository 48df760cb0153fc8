package nlu

import (
	"testing"

	"daogou/chat"
)

func TestTheNextMoveSettlesADispute(t *testing.T) {
	next := func(act chat.Act, said string) *chat.Record {
		return &chat.Record{Said: said, Reading: chat.Reading{Act: act}}
	}
	for name, c := range map[string]struct {
		counted, other chat.Act
		chose          bool
		rating         string
		next           *chat.Record
		act            chat.Act
		why            string
	}{
		"she corrects, and is taken the other way":    {chat.Search, chat.PolicyAct, false, "", next(chat.PolicyAct, "no, I meant your rules"), chat.PolicyAct, corrected},
		"she says it again":                           {chat.OutOfScope, chat.PolicyAct, false, "", next(chat.PolicyAct, "how are kettles sent back?"), chat.PolicyAct, corrected},
		"她纠正了":                                        {chat.Search, chat.PolicyAct, false, "", next(chat.PolicyAct, "不对，我是说退货的规定"), chat.PolicyAct, corrected},
		"something else follows":                      {chat.Search, chat.PolicyAct, false, "", next(chat.PolicyAct, "which cards do you take"), "", ""},
		"she chooses what was shown":                  {chat.Search, chat.PolicyAct, true, "", nil, chat.Search, chose},
		"she chooses, and then corrects":              {chat.Search, chat.PolicyAct, true, "", next(chat.PolicyAct, "no, I meant your rules"), "", ""},
		"she goes on from what was found":             {chat.Search, chat.OutOfScope, false, "", next(chat.Refine, "in red"), chat.Search, refined},
		"a correction is no going on":                 {chat.Search, chat.OutOfScope, false, "", next(chat.Refine, "no, I meant kettles"), "", ""},
		"a thumb up":                                  {chat.PolicyAct, chat.Search, false, "up", nil, chat.PolicyAct, praised},
		"a thumb down alone decides nothing":          {chat.PolicyAct, chat.Search, false, "down", nil, "", ""},
		"search and refine are no dispute":            {chat.Search, chat.Refine, true, "", nil, "", ""},
		"nothing follows":                             {chat.Search, chat.PolicyAct, false, "", nil, "", ""},
		"a choice after a thumb down decides nothing": {chat.Search, chat.PolicyAct, true, "down", nil, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := chat.Dispute{Record: chat.Record{Said: "are the kettles ever sent back", Reading: chat.Reading{Act: c.counted}, Second: &chat.Reading{Act: c.other}},
				Chose: c.chose, Rating: c.rating, Next: c.next}
			if act, why := settle(d); act != c.act || why != c.why {
				t.Errorf("got %s because %q, want %s because %q", act, why, c.act, c.why)
			}
		})
	}
}
