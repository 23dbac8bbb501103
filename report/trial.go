package report

import (
	"cmp"
	"slices"

	"runexp/runner"
)

// counted lists the results that count, by point, then repeat, then target in the
// plan's order: none of a pass that warms up, and of a repeat that was measured
// again the last attempt.
func (d *Data) counted() []*runner.Result {
	var sorted []*runner.Result
	for i := range d.Results {
		if !d.Results[i].Trial.Discarded {
			sorted = append(sorted, &d.Results[i])
		}
	}
	place := make(map[string]int, len(d.Plan.Targets))
	for i, t := range d.Plan.Targets {
		place[t.Name] = i - len(d.Plan.Targets)
	}
	same := func(a, b *runner.Trial) int {
		return cmp.Or(
			cmp.Compare(a.Point.Number, b.Point.Number), cmp.Compare(a.Repeat, b.Repeat),
			cmp.Compare(place[a.Target], place[b.Target]), cmp.Compare(a.Target, b.Target),
		)
	}
	slices.SortStableFunc(sorted, func(a, b *runner.Result) int {
		return cmp.Or(same(&a.Trial, &b.Trial), cmp.Compare(b.Trial.Attempt, a.Trial.Attempt))
	})
	return slices.CompactFunc(sorted, func(a, b *runner.Result) bool {
		return a.Trial.Attempt != b.Trial.Attempt && same(&a.Trial, &b.Trial) == 0
	})
}

// trials is how many trials the plan has that are to count.
func (v *view) trials() int {
	n := 0
	for i := range v.Plan.Trials {
		if t := &v.Plan.Trials[i]; !t.Discarded && t.Attempt == 0 {
			n++
		}
	}
	return n
}
