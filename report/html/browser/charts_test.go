package browser_test

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// wanted are the charts that each page is to have, at the least.
func wanted() map[string][]string {
	return map[string][]string{
		"sweep":   {"throughput", "elapsed", "percentiles", "strips", "curve", "chronology", "course", "sweep", "errors"},
		"hostile": {"throughput", "percentiles", "strips", "curve", "chronology", "course", "sweep", "errors"},
		"gate":    {"changes", "throughput", "sweep"},
		"search":  {"levels"},
		"compare": {"changes", "throughput"},
	}
}

// known are the numbers of charts that follow from the experiments: four delays by 20
// concurrencies, one line of at most 500 per request, a point per trial.
func known() map[string]census {
	return map[string]census{
		"sweep throughput": {Series: 4, Points: 80},
		"sweep elapsed":    {Series: 4, Points: 80},
		"sweep chronology": {Series: 1, Points: 500},
		"sweep sweep":      {Series: 2, Points: 240},
		"gate throughput":  {Series: 2, Points: 8},
		"gate changes":     {Series: 2, Points: 4},
		"gate sweep":       {Series: 1, Points: 80},
		"hostile sweep":    {Series: 1, Points: 108},
		"search levels":    {Series: 3, Points: 11},
	}
}

func TestEveryChartIsDrawnWithAllItsPoints(t *testing.T) {
	t.Parallel()
	for name, want := range wanted() {
		t.Run(name, func(t *testing.T) {
			b := open(t, name, look{})
			charts := b.charts()
			for _, id := range want {
				if !slices.Contains(charts, id) {
					t.Errorf("there is no chart %s among %v", id, charts)
				}
			}
			for _, id := range charts {
				c := b.check(id)
				if know := known()[name+" "+id]; know.Points > 0 && (c.Series != know.Series || c.Points != know.Points) {
					t.Errorf("chart %s has %d series of %d points, the experiment %d of %d", id, c.Series, c.Points, know.Series, know.Points)
				}
				t.Logf("%s: %d series, %d points, %d shapes", id, c.Series, c.Points, c.Shapes)
			}
			if got := value[int](b, `Object.keys(window.runexp.charts).length`); got != len(charts) {
				t.Errorf("the script keeps %d charts, the page has %d", got, len(charts))
			}
			if fault := value[string](b, `document.getElementById("page-errors").innerText`); fault != "" {
				t.Errorf("the page tells of a fault: %s", fault)
			}
		})
	}
}

var number = regexp.MustCompile(`[-−]?\d[\d,]*(\.\d+)?`)

// tells reports whether a text has a number that is v, in some unit, rounded.
func tells(text string, v float64) bool {
	return slices.ContainsFunc(number.FindAllString(text, -1), func(s string) bool {
		got, err := strconv.ParseFloat(strings.NewReplacer(",", "", "−", "-").Replace(s), 64)
		if err != nil {
			return false
		}
		for _, unit := range []float64{1, 1e3, 1e6, 1e9, 1e-3, 1e-6, 1e-9, 100, 60} {
			if math.Abs(got-v*unit) <= 0.02*math.Abs(v*unit)+1e-12 {
				return true
			}
		}
		return false
	})
}

// A tooltip has all numbers of its point, in some unit; more where the chart shows
// more than that.
func TestTooltipsTellThePointTheyAreOn(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"sweep", "gate", "compare", "search"} {
		t.Run(name, func(t *testing.T) {
			b := open(t, name, look{})
			for _, id := range b.charts() {
				for _, nth := range []float64{0, 0.5} {
					p := b.hover(id, nth, 0)
					text := b.tooltip(id)
					said := slices.ContainsFunc(p.Near, func(values []float64) bool {
						return slices.ContainsFunc(values, func(v float64) bool { return v != 0 && tells(text, v) })
					})
					if !said || strings.Contains(text, "undefined") || strings.Contains(text, "NaN") {
						t.Errorf("chart %s: the tooltip of %+v says %q", id, p, text)
					}
					b.away()
				}
			}
		})
	}
}

func TestATooltipNamesItsSeriesAndLevel(t *testing.T) {
	t.Parallel()
	b := open(t, "sweep", look{})
	p := b.hover("throughput", 0.5, 1)
	text := b.tooltip("throughput")
	x, y := p.Value[0], p.Value[1]
	if !strings.Contains(text, p.Series) || !tells(text, x) || !tells(text, y) {
		t.Errorf("the tooltip of %+v says %q", p, text)
	}
	b.away()
	b.do(chromedp.MouseClickXY(p.X, p.Y))
	if clicked := b.tooltip("throughput"); clicked != text {
		t.Errorf("by click it says %q, by hovering %q", clicked, text)
	}
}

func TestAClickOnTheLegendHidesASeries(t *testing.T) {
	t.Parallel()
	b := open(t, "sweep", look{})
	for _, id := range b.charts() {
		entry := fmt.Sprintf(`#chart-%s .legend button.entry`, id)
		if value[int](b, fmt.Sprintf(`document.querySelectorAll(%q).length`, entry)) == 0 {
			if c := b.check(id); c.Series > 1 && id != "sweep" {
				t.Errorf("chart %s has %d series and no legend", id, c.Series)
			}
			continue
		}
		before := value[string](b, fmt.Sprintf(`document.querySelector("#chart-%s svg").innerHTML`, id))
		pressed := fmt.Sprintf(`document.querySelector(%q).getAttribute("aria-pressed")`, entry)
		shown := fmt.Sprintf(`(n => { window.runexp.charts[%q].getModel().eachSeries(() => n++); return n })(0)`, id)
		series := value[int](b, shown)
		b.do(chromedp.Click(chromedp.CSS(entry)))
		b.until("a series of "+id+" is hidden", fmt.Sprintf(`%s === "false" && %s < %d && document.querySelector("#chart-%s svg").innerHTML.length < %d`, pressed, shown, series, id, len(before)))
		b.do(chromedp.Focus(chromedp.CSS(entry)), chromedp.KeyEvent(" "))
		b.until("the series of "+id+" is back", fmt.Sprintf(`%s === "true" && %s === %d`, pressed, shown, series))
		b.check(id)
	}
}

// picks are the charts of which one of several groups is shown.
const picks = `[...document.querySelectorAll("select.pick")].map(s => s.id.slice("pick-".length))`

func TestAnotherTrialIsPickedByKey(t *testing.T) {
	t.Parallel()
	b := open(t, "sweep", look{})
	all := value[[]string](b, picks)
	if !slices.Contains(all, "chronology") {
		t.Fatalf("the chronology has no selector, only %v", all)
	}
	for _, id := range all {
		before := value[string](b, fmt.Sprintf(`JSON.stringify(window.runexp.charts[%q].getOption().series.map(s => s.data))`, id))
		b.do(chromedp.Focus(chromedp.CSS("#pick-"+id)), chromedp.KeyEvent(kb.ArrowDown))
		b.until("another group of "+id, fmt.Sprintf(`JSON.stringify(window.runexp.charts[%q].getOption().series.map(s => s.data)) !== %q`, id, before))
		b.drawn()
		b.check(id)
	}
}

func TestEveryTrialOfTheChronologyIsDrawn(t *testing.T) {
	t.Parallel()
	b := open(t, "sweep", look{})
	trials := value[int](b, `document.getElementById("pick-chronology").options.length`)
	if trials < 20 {
		t.Errorf("%d trials can be picked, want those of 80 points, or a good part", trials)
	}
	for i := range min(trials, 80) {
		if i%13 != 0 && i != trials-1 {
			continue
		}
		value[bool](b, fmt.Sprintf(`(() => { const s = document.getElementById("pick-chronology"); s.selectedIndex = %d; s.dispatchEvent(new Event("change")); return true })()`, i))
		b.drawn()
		if c := b.check("chronology"); c.Points > 500 {
			t.Errorf("%d lines in a chronology", c.Points)
		}
	}
}

func TestTheScaleOfAnAxisIsChosen(t *testing.T) {
	t.Parallel()
	b := open(t, "sweep", look{})
	axes := `JSON.stringify([].concat(window.runexp.charts.throughput.getOption().xAxis, window.runexp.charts.throughput.getOption().yAxis).map(a => a.type))`
	before := value[string](b, axes)
	for _, want := range []bool{false, true} {
		b.do(chromedp.Click(chromedp.CSS("#chart-throughput button.scale")))
		b.until("the scale follows", fmt.Sprintf(`(%s === %q) === %t`, axes, before, want))
		b.drawn()
		b.check("throughput")
	}
}
