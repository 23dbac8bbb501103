package browser_test

import (
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
)

// census is what there is of a chart: as the figure promises it, as the chart's
// options have it, and as it is drawn.
type census struct {
	ID                       string
	Heading                  string
	PromisedSeries, Promised int
	Series, Points           int
	Drawn                    int // points with a mark of their own, or on a line
	SVGs, Shapes, Text       int
	Wrong                    []string // attributes of shapes that are no numbers
	Empty                    []string // series that drew nothing
	Labelled                 bool     // for those who can't see it
}

// takeCensus counts what a chart holds. A point is drawn where its series keeps an
// element for it that is on the drawing, or a line goes through it.
const takeCensus = `(id => {
	const figure = document.getElementById("chart-" + id), chart = window.runexp.charts[id], plot = figure.querySelector(".plot");
	const shown = new Set(chart.getZr().storage.getDisplayList(true));
	const on = el => { let yes = false; el.traverse ? el.traverse(e => { yes ||= shown.has(e) }) : 0; return yes || shown.has(el) };
	const option = chart.getOption().series.filter(s => String(s.id).startsWith("data:"));
	const model = chart.getModel(), empty = [];
	let drawn = 0;
	model.eachSeries(s => {
		if (!String(s.id).startsWith("data:")) return;
		const data = s.getData(), line = [];
		chart.getViewOfSeriesModel(s).group.traverse(e => { if (e.shape && e.shape.points && shown.has(e)) line.push(e.shape.points.length / 2) });
		let own = 0;
		for (let i = 0; i < data.count(); i++) {
			const el = data.getItemGraphicEl(i);
			if (el && on(el)) own++;
		}
		if (s.subType === "line") own = Math.max(own, ...line, 0);
		if (own === 0) empty.push(s.id);
		drawn += own;
	});
	const svgs = [...plot.querySelectorAll("svg")], wrong = [];
	for (const svg of svgs) for (const e of svg.querySelectorAll("*")) for (const a of e.attributes)
		if (/NaN|Infinity|undefined/.test(a.value) && a.name !== "style") wrong.push(e.tagName + " " + a.name + "=" + a.value.slice(0, 80));
	const count = q => svgs.reduce((n, s) => n + s.querySelectorAll(q).length, 0);
	return {
		ID: id, Heading: figure.querySelector("figcaption").innerText,
		PromisedSeries: +figure.dataset.series, Promised: +figure.dataset.points,
		Series: option.length, Points: option.reduce((n, s) => n + s.data.length, 0),
		Drawn: drawn, SVGs: svgs.length, Shapes: count("path, rect, circle, ellipse, polyline, polygon, line"), Text: count("text"), Wrong: wrong, Empty: empty,
		Labelled: !!(plot.ariaLabel || plot.querySelector("[aria-label]")),
	};
})`

// charts are the IDs of the page's charts, in its order.
func (b *tab) charts() []string {
	b.Helper()
	return value[[]string](b, `[...document.querySelectorAll("figure.chart")].map(f => f.id.slice("chart-".length))`)
}

// check fails where a chart has not drawn all that it holds.
func (b *tab) check(id string) census {
	b.Helper()
	c := value[census](b, fmt.Sprintf("%s(%q)", takeCensus, id))
	if c.PromisedSeries == 0 || c.Promised == 0 {
		b.Errorf("chart %s promises %d series of %d points: it should not be there", id, c.PromisedSeries, c.Promised)
	}
	if c.Series != c.PromisedSeries || c.Points != c.Promised {
		b.Errorf("chart %s has %d series of %d points, want %d of %d", id, c.Series, c.Points, c.PromisedSeries, c.Promised)
	}
	if c.Drawn != c.Promised {
		b.Errorf("chart %s draws %d of %d points, nothing of %v", id, c.Drawn, c.Promised, c.Empty)
	}
	if c.SVGs != 1 || c.Shapes < c.PromisedSeries || c.Text == 0 {
		b.Errorf("chart %s has %d drawings with %d shapes and %d texts", id, c.SVGs, c.Shapes, c.Text)
	}
	if len(c.Wrong) > 0 {
		b.Errorf("chart %s has attributes that are no numbers: %v", id, c.Wrong)
	}
	if strings.TrimSpace(c.Heading) == "" || !c.Labelled {
		b.Errorf("chart %s has the heading %q, labelled: %t", id, c.Heading, c.Labelled)
	}
	return c
}

// point is a point of a chart: where it is in the window, of which series, its
// numbers. Near are the numbers of those that are so near, itself included, that one
// can't point at one of them only.
type point struct {
	X, Y   float64
	Series string
	Value  []float64
	Near   [][]float64
}

// pickPoint finds the mark of a point of a chart's measured series, and scrolls it
// into view: the first one from nth of the series on that no other mark hides.
const pickPoint = `((id, nth, of) => {
	const chart = window.runexp.charts[id], plot = document.querySelector("#chart-" + id + " .plot");
	plot.scrollIntoView({block: "center", behavior: "instant"});
	const series = chart.getModel().getSeries().filter(s => String(s.id).startsWith("data:") && s.getData().count() > 0);
	const s = series[Math.min(of, series.length - 1)], data = s.getData(), first = Math.min(data.count() - 1, Math.floor(data.count() * nth));
	const at = plot.querySelector("svg").getBoundingClientRect(), whole = (x, from) => Math.round(from + x) - from; // the mouse moves in whole pixels
	const place = i => {
		const el = data.getItemGraphicEl(i), leaves = [];
		if (!el) return {x: data.getLayout("points")[2 * i], y: data.getLayout("points")[2 * i + 1], free: () => true};
		el.traverse ? el.traverse(e => { if (!e.isGroup && !e.ignore) leaves.push(e) }) : leaves.push(el);
		const box = leaves[0].getBoundingRect().clone(), m = leaves[0].getComputedTransform();
		if (m) box.applyTransform(m);
		const x = whole(box.x + box.width / 2, at.left), y = whole(box.y + box.height / 2, at.top);
		return {x, y, free: () => leaves.includes(chart.getZr().handler.findHover(x, y).target)};
	};
	let i = first;
	while (i < data.count() - 1 && !place(i).free()) i++;
	const {x, y} = place(i), near = [], value = i => {
		const raw = data.getRawDataItem(i);
		return [].concat(raw && raw.value !== undefined ? raw.value : raw).map(Number);
	};
	for (let k = 0; k < data.count(); k++) { const p = place(k); if (Math.hypot(p.x - x, p.y - y) < 6) near.push(value(k)) }
	return {X: at.left + x, Y: at.top + y, Series: s.name, Value: value(i), Near: near};
})`

// hover moves the pointer onto a point of a chart; nth is how far along the series it
// is, from 0 to 1.
func (b *tab) hover(id string, nth float64, series int) point {
	b.Helper()
	p := value[point](b, fmt.Sprintf("%s(%q, %g, %d)", pickPoint, id, nth, series))
	b.do(chromedp.MouseEvent(chromedp.MouseMoved, p.X-3, p.Y-3), chromedp.MouseEvent(chromedp.MouseMoved, p.X, p.Y))
	return p
}

// tips are the tooltips that can be seen.
const tips = `[...document.querySelectorAll("div")].filter(d => +d.style.zIndex > 999 && d.innerText.trim() && d.checkVisibility({visibilityProperty: true, opacityProperty: true}))`

// tooltip is the text of the tooltip that shows, once one does.
func (b *tab) tooltip(id string) string {
	b.Helper()
	b.until("a tooltip in chart "+id, tips+".length === 1")
	return value[string](b, tips+"[0].innerText")
}

// away takes the pointer off all charts, and waits for tooltips to go.
func (b *tab) away() {
	b.Helper()
	b.do(chromedp.MouseEvent(chromedp.MouseMoved, 1, 1))
	b.until("no tooltip", tips+".length === 0")
}

// shapes is how many shapes a chart's drawing has.
func (b *tab) shapes(id string) int {
	b.Helper()
	return value[int](b, fmt.Sprintf(`document.querySelectorAll("#chart-" + %q + " .plot svg path").length`, id))
}
