package report

import (
	"fmt"
	"io"
	"strings"

	"runexp/judge"
)

// contrastJUnit writes a comparison of runs as a JUnit report: a case per comparison,
// which fails where a regression is proven and is skipped where nothing could be told,
// and a skipped one per point that a run has not measured.
func contrastJUnit(w io.Writer, c *judge.Contrast) error {
	v := newContrastView(c, true)
	suite := junitSuite{Name: "compare", ID: "0", Time: junitSeconds(0)}
	for i := range v.sides {
		name := strings.ToLower(letter(i))
		suite.Properties = append(suite.Properties, junitProperty{Name: name, Value: strings.Join(v.sideWords(i)[1:], ", ")},
			junitProperty{Name: name + ".run", Value: clean(v.sides[i].Name)})
	}
	var lines []string
	for _, n := range v.said() {
		lines = append(lines, n.String())
	}
	suite.Output = strings.Join(lines, "\n") + "\n"
	var cases []junitCase
	for i := range v.rows {
		cases = append(cases, v.junitCase(&v.rows[i]))
	}
	for i := range c.Missing {
		m := &c.Missing[i]
		cases = append(cases, junitCase{
			Name: v.placeText(&m.Point, m.Target), Class: "missing", Time: junitSeconds(0),
			Skipped: &junitFinding{Message: "not measured in " + v.letters[m.In]},
		})
	}
	suite.add(cases)
	return writeJUnit(w, []junitSuite{suite})
}

// junitCase is what became of a comparison.
func (v *contrastView) junitCase(c *judge.Comparison) junitCase {
	one := junitCase{Name: v.placeText(&c.Point, c.Target), Class: clean(c.Metric), Time: junitSeconds(0)}
	if len(v.sides) > 2 {
		one.Name += " [" + c.Candidate + "]"
	}
	text := v.contrastSentence(c)
	finding := &junitFinding{Message: text, Text: v.sidesText(c)}
	switch {
	case c.Regression:
		finding.Type, finding.Message = "regression", clean(c.Metric)+": "+text
		one.Failure = finding
	case c.Word == judge.Worse, c.Word == judge.Better, c.Word == judge.Same:
		one.Output = text + "\n" + finding.Text
	default:
		one.Skipped = finding
	}
	return one
}

// sidesText is what was measured on either side, a line each.
func (v *contrastView) sidesText(c *judge.Comparison) string {
	var b strings.Builder
	side := func(name string, n int, text string) {
		if n > 0 {
			fmt.Fprintf(&b, "%s  %s, %s\n", name, text, plural(n, "repeat"))
		}
	}
	side(c.Reference, c.Base.N, unitOf(c.Metric).prosaic(c.Base))
	side(c.Candidate, c.Value.N, unitOf(c.Metric).prosaic(c.Value))
	return b.String()
}

// ContrastSummary writes a comparison of runs as the summary of a GitHub step, of at
// most [SummaryLimit] bytes.
func ContrastSummary(w io.Writer, c *judge.Contrast) error {
	return ContrastSummaryWithin(w, c, SummaryLimit)
}

// ContrastSummaryWithin writes a comparison of runs as Markdown for the summary of
// a GitHub step, in at most room bytes: what it comes to, the runs, the warnings, the
// table as far as there is room. Texts that are not ours become no markup.
func ContrastSummaryWithin(w io.Writer, c *judge.Contrast, room int) error {
	v := newContrastView(c, false)
	sign := map[judge.Outcome]string{judge.Passed: "✅", judge.Failed: "❌", judge.Undecided: "❔", judge.Nothing: "❔"}[c.Outcome()]
	head := fmt.Sprintf("### %s %s\n", sign, inert(v.summary()))
	var sides []note
	for i := range v.sides {
		sides = append(sides, note{text: strings.Join(v.sideWords(i), ", ")})
	}
	b, err := v.block(Layout{Width: summaryWidth})
	if err != nil {
		return err
	}
	wide, err := v.block(Layout{})
	if err != nil {
		return err
	}
	b.columns, wide.columns = allRich(b.columns), allRich(wide.columns)
	table, all := tablePart("rows", b), tablePart("rows", wide)
	parts := []part{notesPart("runs", sides), table, notesPart("notes", append(below(b.notes), v.said()[1:]...)), folded(all, "all rows and columns")}
	if _, err := io.WriteString(w, fitted(head, parts, "", room)); err != nil {
		return fmt.Errorf("github: %w", err)
	}
	return nil
}
