package browser_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// column is what a column of the table of results holds, from top to bottom.
func (b *tab) column(n int) []string {
	b.Helper()
	return value[[]string](b, fmt.Sprintf(`[...document.querySelectorAll("#table-results tbody tr")].map(r => r.cells[%d].innerText.trim())`, n))
}

func (b *tab) headings() []string {
	b.Helper()
	return value[[]string](b, `[...document.querySelectorAll("#table-results thead th")].map(h => h.textContent.trim())`)
}

func numbers(t *testing.T, texts []string) []float64 {
	t.Helper()
	var all []float64
	for _, s := range texts {
		var f float64
		if _, err := fmt.Sscanf(strings.ReplaceAll(s, ",", ""), "%g", &f); err != nil {
			t.Fatalf("%q is no number: %v", s, err)
		}
		all = append(all, f)
	}
	return all
}

// A third press restores the order that the table came in.
func TestTheTableIsSortedByClickAndByKey(t *testing.T) {
	t.Parallel()
	b := open(t, "sweep", look{})
	headings := b.headings()
	n := slices.IndexFunc(headings, func(h string) bool { return strings.HasPrefix(h, "req/s") })
	if n < 0 {
		t.Fatalf("no column is the throughput: %q", headings)
	}
	head := fmt.Sprintf("#table-results thead th:nth-child(%d)", n+1)
	came := numbers(t, b.column(n))
	if len(came) != 80 || slices.IsSorted(came) {
		t.Fatalf("%d rows, sorted already: %t", len(came), slices.IsSorted(came))
	}
	for how, press := range map[string]chromedp.Action[chromedp.Void]{
		"by click":        chromedp.Click(chromedp.CSS(head + " button")),
		"by Enter":        chromedp.Steps(chromedp.Focus(chromedp.CSS(head+" button")), chromedp.KeyEvent("\r")),
		"by the spacebar": chromedp.Steps(chromedp.Focus(chromedp.CSS(head+" button")), chromedp.KeyEvent(" ")),
	} {
		for _, order := range []string{"ascending", "descending", ""} {
			b.do(press)
			b.until("the table is "+order, fmt.Sprintf(`(document.querySelector(%q).getAttribute("aria-sort") || "") === %q`, head, order))
			want := came
			if order != "" {
				want = slices.Sorted(slices.Values(came))
			}
			if order == "descending" {
				slices.Reverse(want)
			}
			if got := numbers(t, b.column(n)); !slices.Equal(got, want) {
				t.Errorf("%s, %s: %v", how, order, got)
			}
			if sorted := value[int](b, `document.querySelectorAll("#table-results [aria-sort]").length`); sorted != min(len(order), 1) {
				t.Errorf("%s, %s: the table is sorted by %d columns", how, order, sorted)
			}
		}
	}
}

// Whole rows move, and none is lost, whatever is sorted by.
func TestSortingKeepsTheRows(t *testing.T) {
	t.Parallel()
	b := open(t, "sweep", look{})
	rows := func() []string {
		return slices.Sorted(slices.Values(value[[]string](b, `[...document.querySelectorAll("#table-results tbody tr")].map(r => r.textContent)`)))
	}
	was := rows()
	for i := range b.headings() {
		b.do(chromedp.Click(chromedp.CSS(fmt.Sprintf("#table-results thead th:nth-child(%d) button", i+1))))
		if !slices.Equal(rows(), was) {
			t.Fatalf("after a click on column %d the rows are others", i+1)
		}
	}
}
