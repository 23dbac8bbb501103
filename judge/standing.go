package judge

import (
	"cmp"
	"slices"

	"runexp/runner"
)

// This file says which results count: none of a pass that warms up, and of a block
// that was measured again only the last attempt.

// standing lists the results that count, and those that others have superseded,
// both in order of execution. An attempt that was broken off does not supersede a
// whole one: of a block counts the attempt with the most results, of equals the
// last.
func standing(results []runner.Result) (kept, superseded []*runner.Result) {
	type attempt struct{ block, number int }
	size := make(map[attempt]int)
	last := make(map[int]int) // the attempt that counts, by block
	for i := range results {
		if t := &results[i].Trial; !t.Discarded {
			size[attempt{t.Block, t.Attempt}]++
		}
	}
	for a, n := range size {
		best, ok := last[a.block]
		if m := size[attempt{a.block, best}]; !ok || n > m || n == m && a.number > best {
			last[a.block] = a.number
		}
	}
	for i := range results {
		switch t := &results[i].Trial; {
		case t.Discarded:
		case t.Attempt == last[t.Block]:
			kept = append(kept, &results[i])
		default:
			superseded = append(superseded, &results[i])
		}
	}
	sequence(kept)
	sequence(superseded)
	return kept, superseded
}

// sequence sorts results by their place in the order of execution.
func sequence(results []*runner.Result) {
	slices.SortStableFunc(results, func(a, b *runner.Result) int { return cmp.Compare(a.Trial.Seq, b.Trial.Seq) })
}
