package report_test

import (
	"bytes"
	"strings"
	"testing"

	"runexp/judge"
	"runexp/report"
	"runexp/runner"
)

func markdown(t *testing.T, d *report.Data, l report.Layout) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.Markdown(&b, d, l); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// bars counts the | that a reader of Markdown takes for the edge of a cell.
func bars(line string) int {
	n := 0
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '|':
			n++
		}
	}
	return n
}

func TestNoTextBreaksAMarkdownTable(t *testing.T) {
	s := sceneNamed("book-log")
	for _, value := range []string{"a|b", `a\|b`, `a\`, "a\nb", "`", "``a`", "<script>alert(1)</script>", "**bold**", "[x](http://y)", "| a | b |", hostile} {
		s.fields[0] = param("sym|bol", value, "other")
		d := s.data()
		got := markdown(t, d, report.Layout{})
		rows := 0
		for line := range strings.Lines(got) {
			if strings.HasPrefix(line, "|") {
				rows++
				if n := bars(line); n != 24 {
					t.Errorf("%q: %d edges where 23 columns are, in\n%s", value, n, line)
				}
			}
		}
		if rows != 2+len(d.Cells) {
			t.Errorf("%q: %d lines of a table of %d rows", value, rows, len(d.Cells))
		}
		if strings.Contains(got, "<script>") || strings.Contains(got, "**bold**") {
			t.Errorf("%q is markup in\n%s", value, got)
		}
	}
}

func TestACodeSpanHoldsBackticks(t *testing.T) {
	d := sceneNamed("seed").data()
	for again, want := range map[string]string{
		"run a":        "again: `run a`\n",
		"run `a`":      "again: `` run `a` ``\n",
		"run ```a` ``": "again: ```` run ```a` `` ````\n",
	} {
		d.Again = again
		if got := markdown(t, d, report.Layout{}); !strings.HasSuffix(got, want) {
			t.Errorf("got %q, want %q", got[len(got)-50:], want)
		}
	}
}

func TestMarkdownHasTheColumnsAskedFor(t *testing.T) {
	got := markdown(t, sceneNamed("book-sweep").data(), report.Layout{Columns: []string{"delay", "p50"}, Width: 20, Color: true})
	if !strings.Contains(got, "\n| delay | p50 ms |\n|------:|-------:|\n|  50ms |") {
		t.Errorf("got\n%s", got)
	}
}

func TestMarkdownShowsTheDescription(t *testing.T) {
	d := sceneNamed("seed").data()
	d.Plan.Description = "  How much *concurrency*\nis worth_it, and worth_?"
	if got := markdown(t, d, report.Layout{}); !strings.Contains(got, "\n\nHow much \\*concurrency\\*\\\\nis worth_it, and worth\\_?\n\n|") {
		t.Errorf("got\n%s", got)
	}
}

func TestMarkdownOfNothingHasNoTable(t *testing.T) {
	for _, s := range []scene{sceneNamed("seed"), sceneNamed("book-sweep")} {
		s.done = func(runner.Trial) bool { return false }
		got := markdown(t, s.data(), report.Layout{})
		if strings.Contains(got, "|") || !strings.Contains(got, "- interrupted: 0 of ") {
			t.Errorf("got\n%s", got)
		}
	}
}

func TestNoTextOfAJudgementBreaksAMarkdownTable(t *testing.T) {
	for _, value := range []string{"a|b", `a\`, "a\nb", "``a`", "<script>alert(1)</script>", "**bold**", "[x](http://y)", "| a | b |", hostile} {
		d := sceneNamed("nightly").data()
		j := d.Judgement
		j.Notes = []string{value}
		for i := range j.Comparisons {
			c := &j.Comparisons[i]
			c.Reference, c.Candidate, c.Why, c.Metric = value, value+value, value, value
		}
		j.Rulings[0].Text = value
		for i := range j.Rulings[0].Cases {
			j.Rulings[0].Cases[i].Why = value
		}
		spoil(j, judge.Flag(value), judge.Suspect, value, func(*judge.Cell) bool { return true })
		j.Answer.Best = &judge.Best{Discipline: value, Others: j.Comparisons}
		got := markdown(t, d, report.Layout{})
		edges := make(map[int]int)
		for line := range strings.Lines(got) {
			if strings.HasPrefix(line, "|") {
				edges[bars(line)]++
			}
		}
		if len(edges) != 3 || edges[23] != 6 || edges[11] != 6 || edges[6] != 6 {
			t.Errorf("%q: tables with these edges and lines: %v\n%s", value, edges, got)
		}
		if strings.Contains(got, "<script>") || strings.Contains(got, "**bold**") || strings.Contains(got, "[x](") {
			t.Errorf("%q is markup in\n%s", value, got)
		}
	}
}
