package browser_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// tab is one page in the browser, and what it said and asked for.
type tab struct {
	*testing.T

	ctx context.Context
	url string

	mu      sync.Mutex
	said    []string // messages, exceptions, violations, dialogs
	fetched []string
}

// look is how a page is looked at.
type look struct {
	width  int64 // 1280 where 0
	dark   bool
	silent bool // without scripts
	print  bool
}

// open shows one of the pages. When the test ends, the page must not have said or
// asked for anything.
func open(t *testing.T, name string, l look) *tab {
	t.Helper()
	return openFile(t, pageFile(t, name), l)
}

// openFile is open for a file.
func openFile(t *testing.T, file string, l look) *tab {
	t.Helper()
	if chromium() == "" {
		missing(t, "Chromium")
	}
	b := &tab{T: t, url: "file:///" + strings.TrimPrefix(filepath.ToSlash(file), "/")}
	w := windowFor(b)
	ctx, cancel := context.WithTimeout(w.ctx, time.Minute)
	b.ctx = ctx
	t.Cleanup(func() { cancel(); w.leave(t.Failed()) })
	b.do(l.set, chromedp.Navigate(b.url))
	if !l.silent {
		b.drawn()
	}
	t.Cleanup(b.quiet)
	return b
}

// window is a tab of the browser, used by one test after the other: to open one takes
// longer than to load a page.
type window struct {
	ctx    context.Context
	cancel context.CancelFunc

	mu   sync.Mutex
	user *tab
}

// windowFor is a window that no other test uses.
func windowFor(b *tab) *window {
	b.Helper()
	if w := shelf.takeWindow(); w != nil {
		w.use(b)
		return w
	}
	browser, err := chrome()
	if err != nil {
		b.Fatalf("Chromium does not start: %v", err)
	}
	w := &window{user: b}
	w.ctx, w.cancel = chromedp.NewContext(browser, chromedp.WithListener(w.hear))
	if err := chromedp.Do(w.ctx, prepare); err != nil {
		b.Fatal(err)
	}
	return w
}

// prepare has a window watch the network, which is off, and violations of policies.
func prepare(ctx context.Context, t *chromedp.Target) (none chromedp.Void, err error) {
	_, watch := cdp.Call(ctx, t, network.Enable, network.EnableParams{})
	_, off := cdp.Call(ctx, t, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{Offline: true, DownloadThroughput: -1, UploadThroughput: -1}},
	})
	_, ears := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `
		document.addEventListener("securitypolicyviolation", e =>
			console.error("violation of " + e.effectiveDirective + ": " + e.blockedURI + " " + e.sample + " at " + e.lineNumber + ":" + e.columnNumber));`})
	_, focus := cdp.Call(ctx, t, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}) // others have it too
	return none, errors.Join(watch, off, ears, focus)
}

func (w *window) use(b *tab) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.user = b
}

func (w *window) hear(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.user != nil {
		w.user.hear(event)
	}
}

// leave empties the window for the next test, or closes it where that might not find
// it in order.
func (w *window) leave(broken bool) {
	w.use(nil)
	if broken || chromedp.Do(w.ctx, chromedp.MouseEvent(chromedp.MouseMoved, 1, 1), chromedp.Navigate("about:blank")) != nil {
		w.cancel()
		return
	}
	shelf.Lock()
	defer shelf.Unlock()
	shelf.windows = append(shelf.windows, w)
}

// set has a tab shown so.
func (l look) set(ctx context.Context, t *chromedp.Target) (none chromedp.Void, err error) {
	_, size := chromedp.EmulateViewport(cmp.Or(l.width, 1280), 900)(ctx, t)
	_, scripts := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: l.silent})
	_, media := l.media(ctx, t)
	return none, errors.Join(size, scripts, media)
}

// media has a tab shown as on a screen or on paper, light or dark, and without
// movement.
func (l look) media(ctx context.Context, t *chromedp.Target) (none chromedp.Void, err error) {
	p := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: "light"}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}}
	if l.dark {
		p.Features[0].Value = "dark"
	}
	if l.print {
		p.Media = "print"
	}
	_, err = cdp.Call(ctx, t, emulation.SetEmulatedMedia, p)
	return none, err
}

// hear keeps what a page says and asks for.
func (b *tab) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		var words []string
		for _, a := range e.Args {
			words = append(words, string(a.Value)+a.Description)
		}
		b.said = append(b.said, fmt.Sprintf("console.%s: %s", e.Type, strings.Join(words, " ")))
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if x := e.ExceptionDetails.Exception; x != nil {
			text += " " + x.Description
		}
		b.said = append(b.said, "exception: "+text)
	case *log.EventEntryAdded:
		b.said = append(b.said, fmt.Sprintf("log, %s, %s: %s", e.Entry.Source, e.Entry.Level, e.Entry.Text))
	case *page.EventJavascriptDialogOpening:
		b.said = append(b.said, "dialog: "+e.Message)
	case *network.EventRequestWillBeSent:
		b.fetched = append(b.fetched, e.Request.URL)
	}
}

// quiet fails where the page said anything, or asked for more than itself.
func (b *tab) quiet() {
	b.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range b.said {
		b.Errorf("the page said %.400s", s)
	}
	for _, url := range b.fetched {
		if url != b.url && !strings.HasPrefix(url, "data:") && !strings.HasPrefix(url, "blob:") {
			b.Errorf("the page asked for %s", url)
		}
	}
	if len(b.fetched) == 0 {
		b.Error("the page's own request was not seen: nothing listens")
	}
}

// do runs actions on the page.
func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.Fatal(err)
	}
}

// value is what an expression, or the promise of one, comes to on the page.
func value[T any](b *tab, script string) T {
	b.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatalf("%v\nin %.300s", err, script)
	}
	return v
}

// until waits for an expression to be true on the page, and fails where it does not
// become so.
func (b *tab) until(what, script string) {
	b.Helper()
	if !value[bool](b, `new Promise(done => {
		const end = performance.now() + 20000;
		(function look() {
			if (`+script+`) done(true);
			else if (performance.now() > end) done(false);
			else setTimeout(look, 10);
		})();
	})`) {
		b.Fatalf("waited in vain: %s", what)
	}
}

// drawn waits for all charts.
func (b *tab) drawn() {
	b.Helper()
	b.until("every chart is drawn", `document.readyState === "complete" && !document.querySelector('figure.chart:not([data-drawn="true"])')`)
}
