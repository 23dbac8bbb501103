package report

import (
	"encoding/json"
	"fmt"
	"math"
	"time"

	"runexp/judge"
	"runexp/runner"
	"runexp/stats"
)

// readCells reads the cells of a judged document. Their loads are those of the
// plan.
func readCells(text json.RawMessage, plan *runner.Plan) ([]judge.Cell, error) {
	var forms []jsonCell
	if len(text) > 0 {
		if err := json.Unmarshal(text, &forms); err != nil {
			return nil, err
		}
	}
	points := pointsOf(plan)
	specs := specsOf(plan)
	seen := make(map[place]bool, len(forms))
	cells := make([]judge.Cell, len(forms))
	for i := range forms {
		at := place{forms[i].Point, forms[i].Target}
		point, ok := points[at.point]
		if !ok || seen[at] {
			return nil, fmt.Errorf("cell %d is of point %d, which is not in the plan or has a cell already", i+1, at.point)
		}
		seen[at] = true
		c := &cells[i]
		if err := forms[i].fill(c); err != nil {
			return nil, fmt.Errorf("cell %d: %w", i+1, err)
		}
		c.Point, c.Spec = point, specs[at]
		if err := checkCell(c); err != nil {
			return nil, fmt.Errorf("cell %d: %w", i+1, err)
		}
	}
	return cells, nil
}

func pointsOf(plan *runner.Plan) map[int]runner.Point {
	points := make(map[int]runner.Point, len(plan.Points))
	for _, p := range plan.Points {
		points[p.Number] = p
	}
	return points
}

// specsOf are what the trials of each cell are asked to do: that of the first
// repeat, which alone may keep a chronology.
func specsOf(plan *runner.Plan) map[place]runner.Spec {
	specs := make(map[place]runner.Spec)
	for i := range plan.Trials {
		t := &plan.Trials[i]
		at := place{t.Point.Number, t.Target}
		if _, ok := specs[at]; !ok || t.Repeat == 1 && !t.Discarded {
			specs[at] = t.Spec
		}
	}
	return specs
}

// fill takes over what a cell's form says.
func (f *jsonCell) fill(c *judge.Cell) error {
	verdict, err := readVerdict(f.Verdict, f.Reasons)
	if err != nil {
		return err
	}
	*c = judge.Cell{
		Target: f.Target, Repeats: f.Repeats, Planned: f.Planned, Verdict: verdict, Invalid: f.Invalid, Rerun: f.Rerun,
		Requests: f.Requests, OK: f.OK, Errors: f.Errors, Bytes: f.Bytes, Dials: f.Dials,
		Late: f.Late, Skipped: f.Skipped, Preconnected: f.Preconnected, Redials: f.Redials, SlowConnects: f.SlowConnects,
		Cut: f.Cut, Classes: f.Classes, Statuses: f.Statuses,
		Latency: f.LatencyHistogram, ServiceTimes: f.ServiceHistogram,
		Elapsed: f.Elapsed.summary(), Throughput: f.Throughput.summary(), Peak: f.Peak.summary(), PulledAtFirst: f.PulledAtFirst.summary(),
		Ideal: f.Ideal.summary(), Ratio: f.Ratio.summary(),
		Ceiling: f.Ceiling, Bound: f.Bound, Service: nanoseconds(math.Round(f.Service * float64(time.Millisecond))), Measured: f.Measured,
	}
	if len(f.Quantiles) > 0 {
		c.Quantiles = make(map[string]stats.Estimate, len(f.Quantiles))
		for name, e := range f.Quantiles {
			c.Quantiles[name] = stats.Estimate(e)
		}
	}
	return nil
}

func (f *jsonSummary) summary() stats.Summary {
	if f == nil {
		return stats.Summary{}
	}
	return stats.Summary(*f)
}

func readVerdict(level string, reasons []jsonReason) (judge.Verdict, error) {
	var v judge.Verdict
	var err error
	if v.Level, err = readLevel(level); err != nil {
		return v, err
	}
	for _, r := range reasons {
		level, err := readLevel(r.Level)
		if err != nil {
			return v, err
		}
		v.Reasons = append(v.Reasons, judge.Reason{Flag: judge.Flag(r.Flag), Level: level, Text: r.Text})
	}
	return v, nil
}

func readLevel(name string) (judge.Level, error) {
	for _, l := range []judge.Level{judge.OK, judge.Suspect, judge.Invalid} {
		if l.String() == name {
			return l, nil
		}
	}
	return judge.OK, fmt.Errorf("verdict %q is not known", name)
}
