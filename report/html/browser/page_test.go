package browser_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

func names() []string { return slices.Sorted(maps.Keys(wanted())) }

func TestThePageIsSmall(t *testing.T) {
	t.Parallel()
	for _, name := range names() {
		info, err := os.Stat(pageFile(t, name))
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d bytes", name, info.Size())
		if info.Size() >= 1_500_000 {
			t.Errorf("%s has %d bytes, want fewer than 1.5 MB", name, info.Size())
		}
	}
}

// overflowing names the elements that stick out of the page to the right, those that
// scroll by themselves aside.
const overflowing = `(() => {
	const most = document.documentElement.clientWidth, out = [];
	if (document.documentElement.scrollWidth <= most) return out;
	out.push("the page is " + document.documentElement.scrollWidth + " wide, the window " + most);
	for (const e of document.querySelectorAll("body *")) {
		if (e.getBoundingClientRect().right > most + 1 && !e.closest(".scroll, pre, svg")) out.push(e.tagName + "." + e.className + "#" + e.id);
	}
	return out.slice(0, 8);
})()`

func TestNoPageIsWiderThanAPhone(t *testing.T) {
	t.Parallel()
	for _, name := range names() {
		t.Run(name, func(t *testing.T) {
			b := open(t, name, look{width: 390})
			if out := value[[]string](b, overflowing); len(out) > 0 {
				t.Errorf("%q", out)
			}
			for _, id := range b.charts() {
				b.check(id)
			}
		})
	}
}

// Charts follow the width of the window.
func TestChartsFollowTheWindow(t *testing.T) {
	t.Parallel()
	b := open(t, "sweep", look{})
	b.do(chromedp.EmulateViewport(390, 800))
	b.until("the charts are narrow", `[...document.querySelectorAll(".plot svg")].every(s => s.getBoundingClientRect().width <= 390)`)
	b.drawn()
	if out := value[[]string](b, overflowing); len(out) > 0 {
		t.Errorf("%q", out)
	}
	for _, id := range b.charts() {
		b.check(id)
	}
}

// colors are those of the page and of a chart's first text.
const colors = `(() => {
	const css = e => getComputedStyle(e), text = document.querySelector(".plot svg text");
	return [css(document.documentElement).backgroundColor + css(document.body).backgroundColor, css(document.querySelector("h1")).color, css(text).fill];
})()`

func TestThePageFollowsTheSystemsColours(t *testing.T) {
	t.Parallel()
	b := open(t, "sweep", look{})
	light := value[[]string](b, colors)
	differs := func(from []string, how string) string {
		return fmt.Sprintf(`%s.%s((c, i) => c !== %s[i])`, colors, how, jsonOf(from))
	}
	b.do(look{dark: true}.media)
	b.until("page, heading and charts are dark", differs(light, "every"))
	b.drawn()
	dark := value[[]string](b, colors)
	b.do(look{}.media)
	b.until("all is light again", "!"+differs(light, "some"))

	b.do(chromedp.Click(chromedp.CSS("#theme")))
	b.until("the button makes it dark", "!"+differs(dark, "some"))
	if theme := value[string](b, `document.documentElement.dataset.theme || ""`); theme != "dark" {
		t.Errorf("the theme is %q", theme)
	}
	b.do(chromedp.Focus(chromedp.CSS("#theme")), chromedp.KeyEvent("\r"))
	b.until("the key makes it light", "!"+differs(light, "some"))
	b.drawn()
	for _, id := range b.charts() {
		b.check(id)
	}
}

// Without scripts the numbers are all there: what is measured, the answer, the
// tables, and a word on why there are no charts.
func TestWithoutScriptsTheNumbersRemain(t *testing.T) {
	t.Parallel()
	for _, name := range names() {
		t.Run(name, func(t *testing.T) {
			b := open(t, name, look{silent: true})
			if value[bool](b, `"runexp" in window || document.documentElement.classList.contains("scripted")`) {
				t.Fatal("scripts run")
			}
			visible := func(query string) int {
				return value[int](b, fmt.Sprintf(`[...document.querySelectorAll(%q)].filter(e => e.checkVisibility({visibilityProperty: true, opacityProperty: true}) && e.innerText.trim()).length`, query))
			}
			for query, least := range map[string]int{"h1": 1, "#answer": 1, ".keys > div": 2, "section h2": 2, "#table-results tbody tr": 1, "#table-results th": 3} {
				if got := visible(query); got < least {
					t.Errorf("%d of %s can be seen, want %d", got, query, least)
				}
			}
			charts := len(b.charts())
			if got := visible("figure.chart .needs"); got != charts {
				t.Errorf("%d of %d charts say that they need scripts", got, charts)
			}
			if got := value[int](b, `[...document.querySelectorAll("button, select")].filter(e => e.checkVisibility()).length`); got > 0 {
				t.Errorf("%d buttons can be seen that do nothing", got)
			}
			if name == "sweep" && visible("#table-results tbody tr") != 80 {
				t.Error("the table of the sweep has not 80 rows")
			}
		})
	}
}

// prints has a page believe that it is printed, or no longer.
func (b *tab) prints(l look, event string) {
	b.Helper()
	value[bool](b, fmt.Sprintf(`window.dispatchEvent(new Event(%q))`, event))
	b.do(l.media)
	b.drawn()
}

// Paper is light, all of it is open, no buttons are on it, and the colours of legends
// are. Afterwards everything is as it was.
func TestPaperIsLight(t *testing.T) {
	t.Parallel()
	b := open(t, "sweep", look{dark: true})
	dark := value[[]string](b, colors)
	b.prints(look{dark: true, print: true}, "beforeprint")
	for i, c := range value[[]string](b, colors) {
		if c == dark[i] {
			t.Errorf("on paper, %s is as on a dark screen", []string{"the page", "the heading", "a chart"}[i])
		}
	}
	count := func(query, filter string) int {
		return value[int](b, fmt.Sprintf(`[...document.querySelectorAll(%q)].filter(e => %s).length`, query, filter))
	}
	if got := count("button:not(.entry, th button), select, nav", "e.checkVisibility()"); got > 0 {
		t.Errorf("%d buttons are printed", got)
	}
	if got := count("details", "!e.open"); got > 0 {
		t.Errorf("%d details are not printed", got)
	}
	if got := count(".legend .swatch", `getComputedStyle(e).printColorAdjust !== "exact"`); got > 0 {
		t.Errorf("%d colours of legends are not printed", got)
	}
	for _, id := range b.charts() {
		b.check(id)
	}
	b.prints(look{dark: true}, "afterprint")
	if again := value[[]string](b, colors); !slices.Equal(again, dark) {
		t.Errorf("after printing the colours are %v, they were %v", again, dark)
	}
	if got := count("details", "e.open"); got > 0 {
		t.Errorf("after printing %d details are open", got)
	}
}

// Everything can be reached by keyboard, and is seen to be.
func TestFocusIsSeen(t *testing.T) {
	t.Parallel()
	b := open(t, "sweep", look{})
	seen := make(map[string]bool)
	for range 25 {
		b.do(chromedp.KeyEvent("\t"))
		state := value[[]string](b, `(() => {
			const e = document.activeElement, css = getComputedStyle(e);
			return [e.tagName + "#" + e.id + "." + e.className + " " + e.innerText.slice(0, 20), css.outlineStyle !== "none" && parseFloat(css.outlineWidth) >= 1 || css.boxShadow !== "none" ? "" : "none"];
		})()`)
		if strings.HasPrefix(state[0], "BODY") {
			break
		}
		seen[state[0]] = true
		if state[1] != "" {
			t.Errorf("%s has the focus, and nothing shows it", state[0])
		}
	}
	if len(seen) < 8 {
		t.Errorf("only %d elements take the focus", len(seen))
	}
}
