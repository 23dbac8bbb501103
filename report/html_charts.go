package report

import (
	"slices"

	"runexp/report/html"
	"runexp/runner"
)

// inResults says where the numbers of a chart without a table are.
const inResults = "The numbers are in the table of results."

// chartSection is the charts of what was measured. Those that the data has nothing
// for are left out.
func (v *view) chartSection() *html.Section {
	s := v.sweep()
	var charts []html.Chart
	for _, c := range []*html.Chart{
		v.throughputChart(s), v.elapsedChart(s), v.percentilesChart(s), v.curveChart(s), v.stripsChart(s),
		v.chronologyChart(), v.courseChart(), v.sweepChart(), v.errorsChart(),
	} {
		if c != nil {
			charts = append(charts, *c)
		}
	}
	if len(charts) == 0 {
		return nil
	}
	paired(charts)
	section := &html.Section{ID: "charts", Title: "Charts", Charts: charts}
	if !slices.ContainsFunc(v.Results, func(r runner.Result) bool { return len(r.Chronology) > 0 }) {
		section.Notes = append(section.Notes, html.Note{Text: "no chronology of requests: single requests were not recorded; with samples: chronology in the experiment they are"})
	}
	return section
}

// paired makes charts wide that would stand alone in their row.
func paired(charts []html.Chart) {
	for i := 0; i < len(charts); i++ {
		switch {
		case charts[i].Wide:
		case i+1 < len(charts) && !charts[i+1].Wide:
			i++
		default:
			charts[i].Wide = true
		}
	}
}

// ratioOf is how far numbers reach: the largest by the smallest.
func ratioOf(xs []float64) float64 {
	lo, hi := 0.0, 0.0
	for _, x := range xs {
		if x > 0 {
			if lo == 0 || x < lo {
				lo = x
			}
			hi = max(hi, x)
		}
	}
	if lo == 0 {
		return 1
	}
	return hi / lo
}
