package report

import (
	"fmt"

	"runexp/judge"
	"runexp/runner"
	"runexp/stats"
)

// judgementReader turns forms back into what they were made from. The first error
// stays.
type judgementReader struct {
	file   string
	points map[int]runner.Point
	cells  map[place]*judge.Cell
	err    error
}

// judgement reads a judgement about cells of a plan.
func (f *jsonJudgement) judgement(plan *runner.Plan, cells []judge.Cell) (*judge.Judgement, error) {
	r := &judgementReader{file: plan.File, points: pointsOf(plan), cells: make(map[place]*judge.Cell, len(cells))}
	for i := range cells {
		r.cells[place{cells[i].Point.Number, cells[i].Target}] = &cells[i]
	}
	j := &judge.Judgement{
		Cells:       cells,
		Comparisons: each(f.Comparisons, r.comparison),
		Rulings:     each(f.Rulings, r.ruling),
		Answer:      r.answer(&f.Answer),
		Notes:       f.Notes,
	}
	if len(f.Verdicts) > 0 {
		j.Verdicts = make(map[string]judge.Verdict, len(f.Verdicts))
	}
	for name, v := range f.Verdicts {
		verdict, err := readVerdict(v.Level, v.Reasons)
		r.fail(err)
		j.Verdicts[name] = verdict
	}
	return j, r.err
}

func (r *judgementReader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// comparison reads a comparison. One that is about no point in particular has
// none.
func (r *judgementReader) comparison(f *jsonComparison) judge.Comparison {
	point, ok := r.points[f.Point]
	if !ok && f.Point != 0 {
		r.fail(fmt.Errorf("a comparison is of point %d, which is not in the plan", f.Point))
	}
	return judge.Comparison{
		Point: point, Metric: f.Metric, Reference: f.Reference, Candidate: f.Candidate,
		Base: stats.Estimate(f.Base), Value: stats.Estimate(f.Value), HigherIsBetter: f.HigherIsBetter,
		Effect: stats.Effect(f.Effect), Tolerance: f.Tolerance, Word: r.word(f.Word), Why: f.Why,
	}
}

func (r *judgementReader) word(name string) judge.Word {
	for w := judge.Unclear; w <= judge.NotComparable; w++ {
		if wordName(w) == name {
			return w
		}
	}
	r.fail(fmt.Errorf("word %q is not known", name))
	return judge.Unclear
}

// ruling reads a ruling. A place in a file of which the plan does not know is
// forgotten: the line alone would point into another one.
func (r *judgementReader) ruling(f *jsonRuling) judge.Ruling {
	out := judge.Ruling{Kind: f.Kind, Text: f.Text, Verdict: r.verdict(f.Verdict), Cases: each(f.Cases, r.ruledCase)}
	if f.File == r.file && f.Line > 0 {
		out.At.Line, out.At.Column = f.Line, f.Column
	}
	return out
}

func (r *judgementReader) ruledCase(f *jsonCase) judge.Case {
	return judge.Case{
		Cell: r.cell(f.Cell), Verdict: r.verdict(f.Verdict), Metric: f.Metric, Value: stats.Estimate(f.Value),
		Limit: f.Limit, P: f.P, Needs: f.Needs, Why: f.Why,
	}
}

func (r *judgementReader) cell(f *jsonPlace) *judge.Cell {
	if f == nil {
		return nil
	}
	c, ok := r.cells[place{f.Point, f.Target}]
	if !ok {
		r.fail(fmt.Errorf("a cell of point %d is not there", f.Point))
	}
	return c
}

func (r *judgementReader) verdict(name string) stats.Verdict {
	for _, v := range []stats.Verdict{stats.Undecided, stats.Pass, stats.Fail, stats.Invalid} {
		if v.String() == name {
			return v
		}
	}
	r.fail(fmt.Errorf("verdict %q is not known", name))
	return stats.Invalid
}

func (r *judgementReader) answer(f *jsonAnswer) judge.Answer {
	a := judge.Answer{Curves: each(f.Curves, r.curve), Found: each(f.Found, r.found)}
	if f.Best != nil {
		a.Best = &judge.Best{Discipline: f.Best.Discipline, Concurrency: f.Best.Concurrency, Others: each(f.Best.Others, r.comparison)}
	}
	return a
}

func (r *judgementReader) curve(f *jsonCurve) judge.Curve {
	c := judge.Curve{Rest: f.Rest, Load: f.Load, Levels: f.Levels, Left: f.Left, Next: f.Next, Shape: stats.Scalability{
		Shape: r.shape(f.Shape), At: f.At, Lo: f.Lo, Hi: f.Hi, Throughput: f.Throughput,
		Retrograde: f.Retrograde, Tested: f.Tested, LackOfFit: f.LackOfFit, Fits: each(f.Fits, r.fit),
	}}
	if f.Best != nil {
		c.Shape.Best = r.fit(f.Best)
	}
	return c
}

func (r *judgementReader) shape(name string) stats.Shape {
	for s := stats.ShapeUnknown; s <= stats.ShapeNone; s++ {
		if s.String() == name {
			return s
		}
	}
	r.fail(fmt.Errorf("shape %q is not known", name))
	return stats.ShapeUnknown
}

func (r *judgementReader) fit(f *jsonFit) stats.Fit {
	fit := stats.Fit{Lambda: f.Lambda, Sigma: f.Sigma, Kappa: f.Kappa, Cap: f.Cap, RSS: f.RSS, AICc: f.AICc, Params: f.Params}
	for _, kind := range []stats.ModelKind{stats.Linear, stats.Knee, stats.Amdahl, stats.USL} {
		if kind.String() == f.Kind {
			fit.Kind = kind
			return fit
		}
	}
	r.fail(fmt.Errorf("model %q is not known", f.Kind))
	return fit
}

func (r *judgementReader) found(f *jsonFound) judge.Found {
	return judge.Found{
		Rest: f.Rest, Find: f.Find, Under: f.Under, Safe: f.Safe, Likely: stats.Estimate(f.Likely),
		Confirmed: f.Confirmed, Ended: f.Ended, Trials: f.Trials,
		Levels: each(f.Levels, func(t *jsonTried) judge.Tried {
			return judge.Tried{Level: t.Level, Trials: t.Trials, Cell: r.cell(t.Cell), Holds: r.verdict(t.Holds), Answer: t.Answer}
		}),
	}
}
