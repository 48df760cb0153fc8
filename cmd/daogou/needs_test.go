package main

import (
	"os"
	"path/filepath"
	"testing"

	"daogou/catalog/demo"
	"daogou/eval"
)

// TestNeedsSuites plays conversations about several things at once, nobody but
// the built-in engine answering, with the demo shop and with shops in other
// trades.
func TestNeedsSuites(t *testing.T) {
	demoShop := filepath.Join(t.TempDir(), "demo")
	goods, err := demo.FS()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(demoShop, goods); err != nil {
		t.Fatal(err)
	}
	for suite, shop := range map[string]string{
		"demo.en": demoShop, "demo.zh": demoShop,
		"shop.en": "../../eval/testdata/shops/en", "shop.zh": "../../eval/testdata/shops/zh",
	} {
		t.Run(suite, func(t *testing.T) {
			c := evalDialogueCmd{modelFlags: modelFlags{Ollama: "off", Understand: "builtin"},
				Suite: "../../eval/testdata/needs/" + suite + ".jsonl", Products: filepath.Join(shop, "products.tsv")}
			judge, err := c.judge(t.Context(), filepath.Join(t.TempDir(), "judge"))
			if err != nil {
				t.Fatal(err)
			}
			own, err := c.own(t.Context(), filepath.Join(t.TempDir(), "shop"))
			if err != nil {
				t.Fatal(err)
			}
			report, err := eval.Dialogue(t.Context(), eval.DialogueOptions{Suite: c.Suite, URL: "ws://" + own.listener.Addr().String() + "/ws", Judge: judge})
			if err == nil {
				err = own.shutdown()
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, turn := range report.Failed {
				t.Errorf("%s turn %d: %s: %q %q\n%s", turn.Conversation, turn.Turn, turn.Say, turn.Failures, turn.Violations, turn.Text)
			}
		})
	}
}
