package browser_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// jsonOf writes a value as a literal of JavaScript.
func jsonOf(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// TestPictures writes pictures of the pages for people to look at.
func TestPictures(t *testing.T) {
	if *screenshots == "" {
		t.Skip("-screenshots names no folder")
	}
	for _, name := range names() {
		for kind, l := range map[string]look{"light": {}, "dark": {dark: true}, "phone": {width: 390}, "phone-dark": {width: 390, dark: true}, "print": {print: true, width: 794}, "silent": {silent: true}} {
			t.Run(name+", "+kind, func(t *testing.T) {
				b := open(t, name, look{width: l.width, dark: l.dark, silent: l.silent})
				if l.print {
					b.prints(l, "beforeprint")
				}
				picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
				if err != nil {
					t.Fatal(err)
				}
				keep(t, name+"-"+kind+".png", picture)
				if kind == "light" && name == "sweep" {
					b.hover("throughput", 0.5, 1)
					b.tooltip("throughput")
					window, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
					if err != nil {
						t.Fatal(err)
					}
					keep(t, name+"-tooltip.png", window)
				}
				if kind == "light" {
					paper, err := chromedp.Run(b.ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4)))
					if err != nil {
						t.Fatal(err)
					}
					keep(t, name+".pdf", paper)
				}
			})
		}
	}
}

func keep(t *testing.T, name string, text []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(*screenshots, name), text, 0o600); err != nil {
		t.Fatal(err)
	}
}
