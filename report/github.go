package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"runexp/judge"
	"runexp/stats"
)

// SummaryLimit is how many bytes the summary of a GitHub step may have. A longer one
// is not shown at all.
const SummaryLimit = 1 << 20

// summaryWidth is how many columns of text the main table of a summary has at most:
// what a page shows without being moved sideways.
const summaryWidth = 100

// StepSummary writes the report as the summary of a GitHub step, of at most
// [SummaryLimit] bytes. See [StepSummaryWithin].
func StepSummary(w io.Writer, d *Data) error { return StepSummaryWithin(w, d, SummaryLimit) }

// StepSummaryWithin writes the report as Markdown for the summary of a GitHub step:
// the verdict and the answer first, then what became of the demands of the file, the
// main table, what is to be said of it, all columns folded away, and the command that
// repeats the run.
//
// It takes at most room bytes, which is [SummaryLimit] less what the summary has
// already. Where that is too little, tables and lists end early and say by how much,
// and where there is not even room for the verdict nothing is written.
//
// Texts that are not ours are shown as they are: none of them becomes markup, a link,
// an image or a mention.
func StepSummaryWithin(w io.Writer, d *Data, room int) error {
	v, err := newView(d, false)
	if err != nil {
		return err
	}
	parts, err := v.summaryParts()
	if err != nil {
		return err
	}
	text := fitted(v.summaryHead(), parts, v.summaryEnd(), room)
	if _, err := io.WriteString(w, text); err != nil {
		return fmt.Errorf("github: %w", err)
	}
	return nil
}

// summaryHead is the verdict, what it rests on, and the answers.
func (v *view) summaryHead() string {
	var b strings.Builder
	sign, word := v.standing()
	caption := v.caption()
	fmt.Fprintf(&b, "### %s %s: %s\n\n", sign, inert(cut(caption[0], longestValue, "...")), word)
	if v.Judgement != nil && !v.quick() {
		if gate := v.gateSummary(); gate != "" {
			fmt.Fprintf(&b, "**%s**\n\n", inert(gate))
		}
	}
	for _, n := range v.answers() {
		fmt.Fprintf(&b, "**%s**\n\n", inert(cut(n.String(), 10*longestCause, "...")))
	}
	fmt.Fprintf(&b, "%s\n", inert(cut(strings.Join(caption[1:], ", "), 10*longestCause, "...")))
	return b.String()
}

// standing is what the run came to, as a sign and in a word. What is worse for the
// exit code comes first.
func (v *view) standing() (sign, word string) {
	failed := len(v.fruitless())
	switch {
	case v.Interrupted:
		return "⛔", "interrupted"
	case failed > 0:
		return "⛔", plural(failed, "trial") + " without a success"
	case v.quick():
		return "👀", "a quick look, which judges nothing"
	case v.Judgement == nil || len(v.Judgement.Rulings) == 0:
		return "📏", "measured"
	}
	switch v.Judgement.Outcome() {
	case judge.Failed:
		return "❌", "failed"
	case judge.Undecided:
		return "❔", "undecided"
	case judge.Nothing:
		return "❔", "nothing could be judged"
	case judge.Passed:
	}
	return "✅", "passed"
}

// summaryEnd is the command that repeats the run.
func (v *view) summaryEnd() string {
	if v.Again == "" {
		return ""
	}
	return "\nagain: " + codeSpan(cut(clean(v.Again), 10*longestCause, "...")) + "\n"
}

// summaryParts are what stands between the head and the end, the most important
// first.
func (v *view) summaryParts() ([]part, error) {
	var parts []part
	if r := v.ruled(true); len(r.lines) > 0 {
		told := slices.DeleteFunc(r.notes(), func(n note) bool { return n.text == v.gateSummary() }) // by the head
		parts = append(parts, tablePart("demands", block{columns: r.signed()}), notesPart("demands", told))
	}
	layout := Layout{Width: summaryWidth}
	extras := v.extras(false)
	main, err := v.mainBlocks(layout, len(extras) > 0)
	if err != nil {
		return nil, err
	}
	var shown []column
	var rows [][]string // of each table
	for _, b := range append(main, extras...) {
		b.columns = allRich(b.columns)
		shown = append(shown, b.columns...)
		p := tablePart("rows", b)
		rows = append(rows, p.rows)
		parts = append(parts, p, notesPart("notes", below(b.notes)))
	}
	parts = append(parts, notesPart("notes", v.footnotes(shown, nil, nil)), notesPart("notes", append(v.footer(), v.origin()...)))
	all, err := v.blocksOf(Layout{})
	if err != nil {
		return nil, err
	}
	for _, b := range all {
		title := cmp.Or(b.caption, "all columns")
		b.caption = ""
		p := tablePart("rows", b)
		if !slices.ContainsFunc(rows, func(shown []string) bool { return slices.Equal(shown, p.rows) }) {
			parts = append(parts, folded(p, title))
		}
	}
	return parts, nil
}

// below are notes that name the option which shows all rows, with the place instead:
// a summary has them all.
func below(notes []note) []note {
	notes = slices.Clone(notes)
	for i := range notes {
		notes[i].text = strings.ReplaceAll(notes[i].text, "--wide shows them", "all are below")
	}
	return notes
}

// origin says which run this is, and where it ran.
func (v *view) origin() []note {
	r := v.record()
	if r.Run == "" {
		return nil
	}
	words := []string{"run " + clean(r.Run)}
	if r.Commit != "" {
		words = append(words, "commit "+clean(r.Commit))
	}
	if machine := machineWords(r.Machine); machine != "" {
		words = append(words, machine)
	}
	return []note{{text: strings.Join(words, ", ")}}
}

// mainBlocks is the table of the cells as a page has room for it. Where a table of
// comparisons tells it, there is none.
func (v *view) mainBlocks(l Layout, another bool) ([]block, error) {
	if !v.showsCells(l, another) || len(v.cells) == 0 {
		return nil, nil
	}
	for _, rich := range []bool{true, false} {
		pivot, err := v.pivot(rich)
		if pivot != nil || err != nil {
			return pivot, err
		}
	}
	columns, _, err := v.long(l)
	if err != nil {
		return nil, err
	}
	if narrow, _, ok := fit(columns, l.Width, "…"); ok {
		columns = narrow
	}
	return []block{{columns: columns}}, nil
}

// signed are the columns of the rulings with a sign before each verdict.
func (r *rulings) signed() []column {
	columns := r.columns()
	for i := range r.lines {
		sign := "❔"
		switch r.lines[i].verdict {
		case stats.Fail:
			sign = "❌"
		case stats.Pass:
			sign = "✅"
		case stats.Undecided, stats.Invalid:
		}
		columns[0].cells[i] = sign + " " + columns[0].cells[i]
	}
	return columns
}
