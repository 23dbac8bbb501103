package report

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"runexp/judge"
	"runexp/runner"
)

// contrastView is what people are shown of a comparison of runs.
type contrastView struct {
	*judge.Contrast
	versus

	// sides are the runs, the base first, and letters what they are called in the
	// tables: A, B, C.
	sides   []*judge.Side
	letters map[string]string // by name
	// rows are the comparisons with letters for names.
	rows []judge.Comparison
	// cells are those of each side, by the number of the base's point.
	cells []map[place]*judge.Cell
}

func newContrastView(c *judge.Contrast, ascii bool) *contrastView {
	v := &contrastView{Contrast: c, sides: []*judge.Side{&c.Base}, letters: make(map[string]string)}
	for i := range c.Candidates {
		v.sides = append(v.sides, &c.Candidates[i])
	}
	for i, s := range v.sides {
		v.letters[s.Name] = letter(i)
	}
	v.rows = slices.Clone(c.Comparisons)
	for i := range v.rows {
		v.rows[i].Reference, v.rows[i].Candidate = v.letters[v.rows[i].Reference], v.letters[v.rows[i].Candidate]
	}
	v.match()
	v.versus = versus{
		all: v.rows, swept: v.fields(runner.Field.Swept), plusMinus: "±", word: contrastWord, probably: "p", doubted: v.doubtful,
		p: func(c *judge.Comparison) float64 { return c.Adjusted }, cellOf: func(c *judge.Comparison) *judge.Cell { return v.cellAt(0, c) },
	}
	if ascii {
		v.plusMinus = "+-"
	}
	return v
}

// letter is what the i-th run is called in a table.
func letter(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return "R" + strconv.Itoa(i+1)
}

// match finds the cells of all sides by the points of the base.
func (v *contrastView) match() {
	numbers := make(map[string]int, len(v.Base.Cells))
	for i := range v.Base.Cells {
		p := &v.Base.Cells[i].Point
		numbers[p.Key()] = p.Number
	}
	for _, s := range v.sides {
		at := make(map[place]*judge.Cell, len(s.Cells))
		for i := range s.Cells {
			if n, ok := numbers[s.Cells[i].Point.Key()]; ok {
				at[place{n, s.Cells[i].Target}] = &s.Cells[i]
			}
		}
		v.cells = append(v.cells, at)
	}
}

// cellAt is the cell of a side that a comparison is about.
func (v *contrastView) cellAt(side int, c *judge.Comparison) *judge.Cell {
	if cell := v.cells[side][place{c.Point.Number, c.Target}]; cell != nil {
		return cell
	}
	return &judge.Cell{Point: c.Point, Target: c.Target}
}

// doubtful reports whether one side of a comparison is suspect or invalid. Its names
// are letters.
func (v *contrastView) doubtful(c *judge.Comparison) bool {
	for i := range v.sides {
		if l := letter(i); (l == c.Reference || l == c.Candidate) && v.cellAt(i, c).Verdict.Level != judge.OK {
			return true
		}
	}
	return false
}

// fields are those of all runs, each with the values that it has in any of them, as
// far as they are wanted.
func (v *contrastView) fields(wanted func(runner.Field) bool) []runner.Field {
	var all []runner.Field
	for _, s := range v.sides {
		if s.Plan == nil {
			continue
		}
		for _, f := range s.Plan.Fields {
			i := slices.IndexFunc(all, func(o runner.Field) bool { return o.Name == f.Name && o.Param == f.Param })
			if i < 0 {
				i = len(all)
				all = append(all, runner.Field{Name: f.Name, Param: f.Param})
			}
			all[i].Values = union(all[i].Values, f.Values)
		}
	}
	return slices.DeleteFunc(all, func(f runner.Field) bool { return !wanted(f) })
}

// union is a list with what another has besides.
func union(list, other []string) []string {
	known := make(map[string]bool, len(list))
	for _, s := range list {
		known[s] = true
	}
	for _, s := range other {
		if !known[s] {
			known[s] = true
			list = append(list, s)
		}
	}
	return list
}

// targets reports whether the runs have targets of which some are compared.
func (v *contrastView) targets() bool {
	return len(distinct(v.rows, func(c *judge.Comparison) string { return c.Target })) > 1
}

// placeText names a point by the fields that differ, and its target.
func (v *contrastView) placeText(p *runner.Point, target string) string {
	cell := &judge.Cell{Point: *p}
	if known := v.cells[0][place{p.Number, target}]; known != nil && known.Point.Key() == p.Key() {
		cell = known
	}
	var words []string
	for _, f := range v.swept {
		if value := valueOf(cell, f); value != "" && (f.Name != targetField || f.Param) {
			words = append(words, clean(f.Name)+"="+cut(value, fairLabel*2, "..."))
		}
	}
	if target != "" && v.targets() {
		words = append(words, "target="+cut(clean(target), fairLabel*2, "..."))
	}
	if len(words) == 0 {
		return "point " + strconv.Itoa(p.Number)
	}
	return strings.Join(words, " ")
}

// contrastWord is what a comparison of runs comes to, as the tables have it: in
// capitals what fails.
func contrastWord(c *judge.Comparison) string {
	switch c.Word {
	case judge.Worse:
		if c.Regression {
			return strings.ToUpper(worseWord(c.Metric))
		}
		return worseWord(c.Metric)
	case judge.Better:
		if tellsSpeed(c.Metric) {
			return "faster"
		}
	case judge.Unclear, judge.Same, judge.TooFew, judge.NotRandomized, judge.NotComparable:
	}
	return wordText(c.Word)
}

func worseWord(metric string) string {
	if tellsSpeed(metric) {
		return "slower"
	}
	return "worse"
}

// tellsSpeed reports whether better is faster.
func tellsSpeed(metric string) bool {
	switch unitOf(metric) {
	case unitSeconds, unitMillis, unitRate, unitRatio:
		return true
	case unitCount, unitShare, unitBytes:
	}
	return false
}

// contrastSentence is what a comparison of runs comes to, with its numbers, such as
// "SLOWER +10.7% ±2.1 (p=0.002, n=10)".
func (v *versus) contrastSentence(c *judge.Comparison) string {
	switch c.Word {
	case judge.Same:
		return fmt.Sprintf("same (could miss %s%%, n=%d)", tenths(100*c.Effect.MDE), c.Effect.N)
	case judge.Unclear:
		return fmt.Sprintf("? %s; could miss %s%%", clean(c.Why), tenths(100*c.Effect.MDE))
	case judge.TooFew:
		return clean(c.Why)
	case judge.NotRandomized, judge.NotComparable:
		return "not comparable: " + clean(c.Why)
	case judge.Worse, judge.Better:
	}
	return fmt.Sprintf("%s %s %s%s (%s, n=%d)", contrastWord(c), signed(changeOf(c, c.Effect.Change)), v.plusMinus, halfChange(c), chance(c.Adjusted), c.Effect.N)
}

// halfChange is the half width of the interval of a change, in per cent.
func halfChange(c *judge.Comparison) string {
	return tenths(100 * math.Expm1((c.Effect.Hi-c.Effect.Lo)/2))
}

// sideWords tell which run a side is.
func (v *contrastView) sideWords(i int) []string {
	s := v.sides[i]
	words := []string{letter(i) + " " + cut(clean(s.Name), longestValue, "...")}
	add := func(prefix, text string) {
		if text != "" {
			words = append(words, prefix+cut(clean(text), longestValue, "..."))
		}
	}
	if !s.Taken.IsZero() {
		words = append(words, s.Taken.UTC().Format("2006-01-02 15:04"))
	}
	add("commit ", s.Commit)
	if s.Plan != nil {
		add("", s.Plan.Name)
		words = append(words, plural(len(v.measured(i)), "point")+" x "+plural(v.repeats(i), "repeat"))
	}
	add("", machineWords(s.Machine))
	return words
}

// measured are the cells of a side that have a result.
func (v *contrastView) measured(side int) []*judge.Cell {
	var cells []*judge.Cell
	for i := range v.sides[side].Cells {
		if c := &v.sides[side].Cells[i]; c.Repeats > 0 {
			cells = append(cells, c)
		}
	}
	return cells
}

// repeats is the most repeats that a cell of a side has.
func (v *contrastView) repeats(side int) (most int) {
	for _, c := range v.measured(side) {
		most = max(most, c.Repeats)
	}
	return most
}
