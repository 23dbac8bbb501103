package browser_test

import (
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// violation is what axe-core found.
type violation struct {
	ID, Impact, Help string
	Nodes            []string
}

// runAxe looks at a page. Of drawings, which are much alike, those of one page are
// enough: there are thousands of shapes in them.
const runAxe = `axe.run(PLACE, {resultTypes: ["violations"], elementRef: false}).then(r => r.violations.map(v => ({
	ID: v.id, Impact: v.impact, Help: v.help, Nodes: v.nodes.slice(0, 5).map(n => n.target.join(" ") + " " + n.html.slice(0, 120) + " " + n.failureSummary.slice(0, 300)),
})))`

func TestNobodyIsShutOut(t *testing.T) {
	t.Parallel()
	script, err := os.ReadFile(*axeFile)
	if err != nil {
		missing(t, "axe-core (-axe, RUNEXP_AXE)")
	}
	for _, name := range names() {
		t.Run(name, func(t *testing.T) {
			b := open(t, name, look{})
			value[bool](b, string(script)+"\n;true")
			run := func(how, place string) {
				for _, v := range value[[]violation](b, strings.Replace(runAxe, "PLACE", place, 1)) {
					t.Errorf("%s: %s (%s): %s\n  %s", how, v.ID, v.Impact, v.Help, strings.Join(v.Nodes, "\n  "))
				}
			}
			const outside = `{exclude: [[".plot svg"]]}`
			if name == "sweep" {
				run("light", "document")
			} else {
				run("light", outside)
			}
			b.do(look{dark: true}.media)
			b.drawn()
			run("dark", outside)
			if name == "sweep" {
				b.do(chromedp.EmulateViewport(390, 800))
				b.drawn()
				run("dark on a phone", outside)
			}
		})
	}
}
