package report

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"runexp/judge"
	"runexp/runner"
	"runexp/runner/vitals"
)

// Data is what every format is made from.
type Data struct {
	Plan    *runner.Plan
	Results []runner.Result
	// Cells are the results by point, as [judge.Cells] makes them. They are shown
	// where there is no Judgement, which has cells of its own.
	Cells []judge.Cell
	// Judgement is what is to be said about the results; nil where nothing judged
	// them.
	Judgement *judge.Judgement
	// Version is the version of runexp that ran the plan.
	Version string
	// Again is the command that repeats the run, its seed included. Every report
	// but CSV ends with it.
	Again string
	// Notes are lines to print under the table.
	Notes []string
	// Interrupted says that the run was stopped before its plan was done.
	Interrupted bool
	// Record tells where the results come from; nil where that is not known.
	Record *Record
	// Samples yields the single requests of a trial that were kept, roughly in the
	// order of their ends, and an error where they can't be read further; nil where none were
	// kept.
	Samples func(*runner.Trial) iter.Seq2[runner.Sample, error]
}

// Record tells where results come from.
type Record struct {
	// Run is the run's name in its folder of runs, such as
	// 20261122T131000Z-quickstart-4f2a9c.
	Run string `json:"run"`
	// Started and Ended are when the run began and when its last trial was done;
	// Ended is zero where none is.
	Started time.Time `json:"started"`
	Ended   time.Time `json:"ended,omitzero"`
	// Experiment is the file as it was run.
	Experiment string `json:"experiment,omitempty"`
	// Overrides are what the command line changed of it, such as
	// "--set concurrency=1,8".
	Overrides []string       `json:"overrides,omitempty"`
	Machine   vitals.Machine `json:"machine"`
	Build     vitals.Build   `json:"build"`
	// Commit is that of the repository that the experiment file stands in, Branch
	// its branch; empty where there is none. Dirty says that the repository had
	// changes.
	Commit string `json:"commit,omitempty"`
	Branch string `json:"branch,omitempty"`
	Dirty  bool   `json:"dirty,omitempty"`
}

// Layout says how a table is to look. The zero value is what a file gets: all
// columns, no limit of width, no colour.
type Layout struct {
	// Width is the number of columns of the terminal, and no line is longer. 0 is
	// no limit: the wide form, with all columns. Less than 20 counts as 20.
	Width int
	// Columns are the columns to show, by name or heading, and no others; empty
	// for the default ones.
	Columns []string
	// Color paints with ANSI escape sequences: headings dim, errors red.
	Color bool
	// ASCII draws without other characters: "-" for the line, "..." where a text
	// was cut.
	ASCII bool
}

var errNoPlan = errors.New("report: no plan")

// Formats lists the names that [Write] and [WriteFile] know.
func Formats() []string {
	return []string{"table", "csv", "csv-samples", "json", "ndjson", "markdown", "html", "junit", "github", "openmetrics", "gobench", "hdr"}
}

// Extension is the ending of the names of files in a format.
func Extension(format string) string {
	switch format {
	case "table", "gobench":
		return "txt"
	case "csv-samples":
		return "samples.csv"
	case "markdown":
		return "md"
	case "junit":
		return "xml"
	case "github":
		return "github.md"
	case "openmetrics":
		return "metrics.txt"
	}
	return format
}

// Write writes d to w in the named format. A name that is not one of [Formats] is
// an error, and so is a column of l that does not exist. Only tables and Markdown
// have a layout.
func Write(w io.Writer, format string, d *Data, l Layout) error {
	switch format {
	case "table":
		return Table(w, d, l)
	case "markdown":
		return Markdown(w, d, l)
	}
	write, ok := map[string]func(io.Writer, *Data) error{
		"csv": CSV, "csv-samples": CSVSamples, "json": JSON, "ndjson": NDJSON, "html": HTML, "junit": JUnit,
		"github": StepSummary, "openmetrics": OpenMetrics, "gobench": GoBench, "hdr": HDR,
	}[format]
	if !ok {
		return fmt.Errorf("unknown format %q: the formats are %s", format, strings.Join(Formats(), ", "))
	}
	return write(w, d)
}
