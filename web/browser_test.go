package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"daogou/chat"
)

// chromium finds the browser. Without one the test is skipped, unless
// DAOGOU_BROWSER is "required".
func chromium(t *testing.T) string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("DAOGOU_BROWSER") == "required" {
		t.Fatal("no chromium in PATH, and DAOGOU_BROWSER is required")
	}
	t.Skip("no chromium in PATH")
	return ""
}

// tab is a page in headless Chromium. What the page complains of on its console
// fails the test.
type tab struct {
	t   *testing.T
	ctx context.Context
}

func visit(t *testing.T, url string, width, height int64) *tab {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "en-US"),
		chromedp.UserDataDir(t.TempDir()), chromedp.ModifyCmdFunc(func(cmd *exec.Cmd) { cmd.WaitDelay = 5 * time.Second }))
	ctx, cancel := context.WithTimeout(context.Background(), 90*time.Second)
	t.Cleanup(cancel)
	ctx, closeAll := chromedp.NewExecAllocator(ctx, opts...)
	t.Cleanup(closeAll)
	ctx, closeTab := chromedp.NewContext(ctx)
	b := &tab{t, ctx}
	b.do(chromedp.EmulateViewport(width, height), chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		still := []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: still})
		return err
	}))
	var listening sync.WaitGroup
	messages := chromedp.Console(ctx)
	listening.Go(func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			if m.Type == chromedp.ConsoleError || m.IsException() {
				t.Errorf("the console says: %s", m)
			}
		}
	})
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			t.Logf("closing the browser: %v", err)
		}
		closeTab()
		listening.Wait()
	})
	b.do(chromedp.Navigate(url))
	return b
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	check(b.t, chromedp.Do(b.ctx, steps...))
}

// js wraps an expression, in which $ finds in the page and w in the widget.
func js(expression string) string {
	return `(() => {
		const chat = document.querySelector("daogou-chat");
		const $ = (s) => document.querySelector(s), $$ = (s) => [...document.querySelectorAll(s)];
		const w = (s) => chat.shadowRoot?.querySelector(s), ww = (s) => [...(chat.shadowRoot?.querySelectorAll(s) ?? [])];
		return (` + expression + `);
	})()`
}

func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](js(expression), chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// run does something in the page.
func (b *tab) run(statement string) { b.t.Helper(); eval[bool](b, "("+statement+", true)") }

// wait waits until an expression holds. The page's policy forbids eval, so the
// asking is done from here.
func (b *tab) wait(expression string) {
	b.t.Helper()
	for deadline := time.Now().Add(15 * time.Second); !eval[bool](b, "Boolean("+expression+")"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			b.shot("late")
			b.t.Fatalf("still not: %s", expression)
		}
	}
}

func (b *tab) text(expression string) string {
	b.t.Helper()
	return eval[string](b, expression+`?.textContent ?? "(none)"`)
}

func (b *tab) keys(keys string) { b.t.Helper(); b.do(chromedp.KeyEvent(keys)) }

// shot keeps a picture of the page, in DAOGOU_SHOTS where that is set.
func (b *tab) shot(name string) {
	b.t.Helper()
	png := must(chromedp.Run(b.ctx, chromedp.CaptureScreenshot()))(b.t)
	if len(png) < 10_000 {
		b.t.Errorf("the picture of %s has %d bytes", name, len(png))
	}
	dir := os.Getenv("DAOGOU_SHOTS")
	if dir == "" {
		dir = b.t.TempDir()
	}
	check(b.t, os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644))
}

// slowly speaks with pauses, so that streaming is seen.
func slowly(ctx context.Context, p *chat.Plan, emit func(string) error) (chat.Written, error) {
	return plainly(ctx, p, func(text string) error {
		time.Sleep(40 * time.Millisecond)
		return emit(text)
	})
}

func TestAShoppersConversation(t *testing.T) {
	s := open(t, func(s *Server) { s.Engine.Voice = voice(slowly) })
	b := visit(t, s.http.URL, 1360, 900)
	b.wait(`$(".hero") && $$(".grid .item").length === 8 && $$(".departments li").length === 2`)
	b.shot("shop")

	// She asks on the front page; the widget opens, shows cards and streams.
	b.run(`$(".ask input").focus()`)
	b.keys("rain" + kb.Enter)
	b.wait(`w(".panel") && !w(".panel").hidden && ww(".card").length === 2`)
	b.wait(`w(".answer[aria-busy]") && w("[data-turn] .text").textContent.includes("fits")`)
	b.wait(`!w(".answer[aria-busy]") && ww(".text li").length === 2`)
	if got := b.text(`w(".said p")`); got != "rain" {
		t.Errorf("her words are shown as %q", got)
	}
	if got := b.text(`w(".text li strong")`); got != "Fernhill Rain Jacket" {
		t.Errorf("the answer's first item is %q", got)
	}
	if got := b.text(`w(".card .why summary")`); got != "your words" {
		t.Errorf("the card's reason is %q", got)
	}
	if got := b.text(`w(".card .price")`); got != "$89.00" {
		t.Errorf("the card's price is %q", got)
	}
	b.shot("conversation")

	// What she types is completed; arrow and Enter choose.
	b.run(`w("textarea").focus()`)
	b.keys("umbrella")
	b.wait(`!w(".offers").hidden && ww(".offer").length === 3`)
	b.shot("typing")
	b.keys(kb.ArrowDown + kb.Enter)
	b.wait(`ww(".said").length === 2 && ww(".after").length === 2`)
	if got := b.text(`ww(".said p")[1]`); got != "umbrella in green" {
		t.Errorf("the completion sent is %q", got)
	}
	b.keys("umbrella" + kb.Enter)
	b.wait(`!w(".answer[aria-busy]") && ww(".card").length === 4`)

	// A card opens the product, from there it goes into the cart.
	b.run(`ww(".card .name")[2].click()`)
	b.wait(`$("dialog.sheet h2")?.textContent === "Gale Storm Umbrella" && $$(".versions button").length === 2`)
	if got := b.text(`$("dialog .price")`); got != "$29.00 $39.00" {
		t.Errorf("a sale is shown as %q", got)
	}
	b.shot("product")
	b.run(`$("dialog .primary").click()`)
	b.wait(`$("#count").textContent === "1"`)
	b.keys(kb.Escape)
	b.wait(`!$("dialog.sheet") && w(".basket summary").textContent.includes("$29.00")`)

	// A size is asked for, never chosen.
	b.run(`w(".card .add").click()`)
	b.wait(`ww(".sizes .chip").length === 3 && $("#count").textContent === "1"`)
	b.run(`ww(".sizes .chip")[1].click()`)
	b.wait(`$("#count").textContent === "2" && w(".basket").textContent.includes("(M)")`)
	b.run(`w(".after button").click()`)
	b.wait(`w(".after [role=status]").textContent === "Thank you."`)

	// After a reload everything is there again, once.
	said := eval[int](b, `ww(".said").length`)
	b.do(chromedp.Reload())
	b.wait(fmt.Sprintf(`ww(".said").length === %d && ww(".card").length === 4 && $("#count")?.textContent === "2"`, said))
	b.wait(`$$(".grid .item").length === 8`)

	// The other language.
	b.run(`$(".languages [lang=zh]").click()`)
	b.wait(`document.documentElement.lang === "zh" && w("h2").textContent === "导购助手" && $(".grid")?.textContent.includes("疾风晴雨伞")`)
	if got := b.text(`$(".wordmark")`); got != "港山小铺" {
		t.Errorf("the shop's name is %q", got)
	}
	b.run(`w(".launcher").click()`)
	b.wait(`!w(".panel").hidden && w(".status").dataset.state === "open"`)
	b.shot("chinese")
}

func TestStopAndReconnect(t *testing.T) {
	set, started, release := holding()
	s := open(t, set)
	b := visit(t, s.http.URL, 1360, 900)
	b.wait(`chat.ask && $(".hero")`)
	b.run(`chat.ask("mug")`)
	<-started
	b.wait(`w("[data-turn] .text")?.textContent === "Let me see."`)
	b.run(`chat.connection.socket.close()`)
	b.wait(`w(".status").dataset.state === "lost"`)
	close(release)
	b.wait(`w(".status").dataset.state === "open" && !w(".answer[aria-busy]") && ww(".after").length === 1`)
	if got := b.text(`w("[data-turn] .text")`); !strings.Contains(got, "Let me see. Here you are.") || strings.Count(got, "Let me see.") != 1 {
		t.Errorf("after the reconnect the answer is %q", got)
	}
}

func TestStop(t *testing.T) {
	set, started, release := holding()
	defer close(release)
	s := open(t, set)
	b := visit(t, s.http.URL, 1360, 900)
	b.wait(`chat.ask && $(".hero")`)
	b.run(`chat.ask("mug")`)
	<-started
	b.wait(`w(".go.stops")`)
	b.run(`w(".go").click()`)
	b.wait(`!w(".go.stops") && ww(".note").some((n) => n.textContent === "Stopped")`)
}

func TestNothingBecomesMarkup(t *testing.T) {
	const hostile = `<img src=x onerror=hacked=1> **<b>bold</b>** [link](javascript:hacked=1) ![p](https://evil.example/p.png)

- <script>hacked=1</script>

| <i>a</i> | b |
|---|---|
| <a href=x>1</a> | 2 |`
	s := open(t, func(s *Server) {
		s.Engine.Voice = voice(func(_ context.Context, _ *chat.Plan, emit func(string) error) (chat.Written, error) {
			return chat.Written{Engine: "llm", Suggestions: []string{"<u>more</u>"}}, emit(hostile)
		})
	})
	b := visit(t, s.http.URL, 1360, 900)
	b.wait(`chat.ask && $(".hero")`)
	b.run(`chat.ask("<img src=x onerror=hacked=1>")`)
	b.wait(`w(".replies .chip")?.textContent === "<u>more</u>" && w("td")`)
	if n := eval[int](b, `w(".talk").querySelectorAll(".text img, .text script, .text a, .text b, .text i, .said img, u").length`); n != 0 {
		t.Errorf("%d elements came out of texts", n)
	}
	if got := b.text(`w("td")`) + b.text(`w("tbody th")`) + b.text(`w(".text strong")`); got != "2<a href=x>1</a><b>bold</b>" {
		t.Errorf("the table and the bold text say %q", got)
	}
	if eval[bool](b, `"hacked" in window`) {
		t.Error("a script ran")
	}
}

func TestOnAPhone(t *testing.T) {
	s := open(t, nil)
	b := visit(t, s.http.URL+"/?locale=zh", 390, 844)
	b.wait(`$(".hero") && $$(".grid .item").length === 8`)
	b.shot("phone")
	fits := `document.documentElement.scrollWidth <= innerWidth`
	b.wait(fits)
	b.run(`chat.ask("伞")`)
	b.wait(`ww(".card").length === 2 && w(".after")`)
	b.wait(`w(".panel").getBoundingClientRect().width === innerWidth && ` + fits)
	b.shot("phone-chat")
	b.run(`w("header .tool:last-child").click()`)
	b.run(`$(".grid .item a").click()`)
	b.wait(`$("dialog.sheet h2") && ` + fits)
	b.shot("phone-product")
}

// nameless lists what a screen reader could not name.
const nameless = `[document, chat.shadowRoot].flatMap((root) => [...root.querySelectorAll("button, a, input, textarea, select, img, dialog, [role]")])
	.filter((e) => !e.closest("[aria-hidden]") && !e.closest("[hidden]"))
	.filter((e) => e.tagName === "IMG" ? !e.hasAttribute("alt")
		: ["search", "status", "listbox", "list", "alert"].includes(e.getAttribute("role")) ? false
		: !(e.getAttribute("aria-label") || e.textContent.trim() || e.labels?.length || e.title))
	.map((e) => e.outerHTML.slice(0, 160)).join("\n")`

func TestEverythingHasAName(t *testing.T) {
	s := open(t, nil)
	b := visit(t, s.http.URL, 1360, 900)
	b.wait(`chat.ask && $(".hero") && $(".grid .item")`)
	b.run(`chat.ask("rain")`)
	b.wait(`w(".after")`)
	b.run(`$(".grid .item a").click()`)
	b.wait(`$("dialog.sheet h2")`)
	if got := eval[string](b, nameless); got != "" {
		t.Errorf("these have no name:\n%s", got)
	}
}

func TestTheWidgetOnAForeignPage(t *testing.T) {
	const page = `<!doctype html><html lang="zh"><title>Elsewhere</title><style>* { color: red; display: inline !important }</style>
		<p>Elsewhere</p><script src="%s/widget.js" data-customer="%s" async></script>`
	var body string
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		if r.URL.Path != "/" {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		fmt.Fprint(w, body)
	}))
	defer elsewhere.Close()
	s := open(t, func(s *Server) { s.Origins = []string{elsewhere.URL} })
	body = fmt.Sprintf(page, s.http.URL, s.token("c7"))
	b := visit(t, elsewhere.URL, 1000, 760)
	b.wait(`chat && w(".launcher")`)
	b.run(`w(".launcher").click()`)
	b.wait(`w(".status").dataset.state === "open" && w(".text").textContent.startsWith("您好")`)
	b.run(`chat.ask("伞")`)
	b.wait(`ww(".card").length === 2 && w(".card img")?.naturalWidth > 0 && w(".after")`)
	if got := eval[string](b, `getComputedStyle(w(".text")).color`); got == "rgb(255, 0, 0)" {
		t.Error("the page's colours reach into the widget")
	}
	b.shot("foreign")
}

func TestBrowsingTheShop(t *testing.T) {
	s := open(t, func(s *Server) { s.Shop.Customers = []string{"c1", "c2"} })
	b := visit(t, s.http.URL, 1360, 900)
	b.wait(`$(".hero") && $$(".grid .item").length === 8`)

	b.run(`$(".search input").focus()`)
	b.keys("kiln" + kb.Enter)
	b.wait(`$$(".grid .item").length === 2 && $("#front").hidden && location.search.includes("q=kiln")`)
	b.run(`history.back()`)
	b.wait(`$$(".grid .item").length === 8 && !$("#front").hidden`)

	b.run(`$(".departments a").click()`)
	b.wait(`$(".heading h2").textContent === "Kitchen" && $$(".grid .item").length === 4`)
	b.run(`$$(".drop").find((d) => d.textContent.includes("Material")).querySelector("input").click()`)
	b.wait(`$$(".grid .item").length === 2 && $$(".set").length === 2`)
	b.run(`$$(".set")[1].click()`)
	b.wait(`$$(".grid .item").length === 4`)
	b.run(`[$("input[name=high]").value = "20", $(".prices").requestSubmit()]`)
	b.wait(`$$(".grid .item").length === 2 && $(".chosen").textContent.includes("20")`)
	b.run(`$(".clear").click()`)
	b.wait(`$$(".grid .item").length === 8`)

	b.run(`[$(".search input").value = "no such thing", $(".search").requestSubmit()]`)
	b.wait(`$(".empty h3")`)
	b.run(`$(".empty button").click()`)
	b.wait(`w(".said p")?.textContent === "no such thing" && w(".after")`)

	// Signing in takes the conversation along.
	b.run(`$$(".account .menu button")[0].click()`)
	b.wait(`$(".account b")?.textContent === "c1" && w(".status")?.dataset.state === "open" && w(".said p")?.textContent === "no such thing"`)
	b.run(`$(".wordmark").click()`)
	b.wait(`$$("#front [data-kind]").map((r) => r.querySelector("h2").textContent).join() === "Picked for you,Recently viewed,Popular now"`)
	b.run(`$("#front [data-kind=recent] a").click()`)
	b.wait(`$$(".sheet [data-kind]").map((r) => r.querySelector("h3").textContent).join() === "Often bought together,You may also like"`)
	b.run(`$(".sheet .shut").click()`)
	b.run(`$(".account .out").click()`)
	b.wait(`!$(".account b") && w(".panel") && ww(".said").length === 0`)
}
