package browser_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// planted finds what the hostile strings would have left on a page that takes them
// for more than text.
const planted = `(() => {
	const bad = [...document.querySelectorAll("pwned, [pwned], [data-pwned], img, iframe, object, embed, form, base, style ~ style, meta[http-equiv=refresh], [autofocus]")].map(e => e.outerHTML.slice(0, 100));
	for (const e of document.querySelectorAll("*")) for (const a of e.attributes)
		if (a.name.startsWith("on") || /^\s*javascript:/i.test(a.value)) bad.push(e.tagName + " " + a.name + "=" + a.value.slice(0, 80));
	for (const a of document.querySelectorAll("[href], [src], [action], [formaction]"))
		if (!(a.getAttribute("href") || "").startsWith("#")) bad.push("link " + a.outerHTML.slice(0, 100));
	return bad;
})()`

// scriptCount is how many scripts a page has: data and programs.
const scriptCount = `document.scripts.length`

func TestWhatServersSayStaysText(t *testing.T) {
	t.Parallel()
	b := open(t, "hostile", look{})
	inert := func(when string) {
		t.Helper()
		if bad := value[[]string](b, planted); len(bad) > 0 {
			t.Errorf("%s: %q", when, bad)
		}
		if got := value[int](b, scriptCount); got > 4 {
			t.Errorf("%s: the page has %d scripts", when, got)
		}
	}
	inert("at first")
	shown := value[string](b, `document.body.innerText`)
	for _, h := range hostile[:3] {
		if !strings.Contains(shown, h) {
			t.Errorf("the page does not show %q as text", h)
		}
	}
	for _, id := range b.charts() {
		for series := range 2 {
			b.hover(id, 0.5, series)
			b.tooltip(id)
			inert("with a tooltip in " + id)
			b.away()
		}
	}
	for _, query := range []string{"button.entry", "table.sortable th button", "button.scale", "summary"} {
		value[int](b, fmt.Sprintf(`[...document.querySelectorAll(%q)].map(e => e.click()).length`, query))
		b.drawn()
		inert("after clicks on " + query)
	}
	b.do(chromedp.EmulateViewport(390, 800))
	b.drawn()
	inert("on a phone")
	if out := value[[]string](b, overflowing); len(out) > 0 {
		t.Errorf("on a phone: %q", out)
	}
}
