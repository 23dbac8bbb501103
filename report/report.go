package report

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"runexp/judge"
	"runexp/runner"
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

// The names of the formats.
const (
	formatTable    = "table"
	formatCSV      = "csv"
	formatMarkdown = "markdown"
	formatJSON     = "json"
)

var errNoPlan = errors.New("report: no plan")

// Formats lists the names that [Write] and [WriteFile] know.
func Formats() []string {
	return []string{formatTable, formatCSV, formatMarkdown, formatJSON}
}

// Write writes d to w in the named format. A name that is not one of [Formats] is
// an error, and so is a column of l that does not exist. CSV and JSON have no
// layout.
func Write(w io.Writer, format string, d *Data, l Layout) error {
	switch format {
	case formatTable:
		return Table(w, d, l)
	case formatCSV:
		return CSV(w, d)
	case formatMarkdown:
		return Markdown(w, d, l)
	case formatJSON:
		return JSON(w, d)
	}
	return fmt.Errorf("unknown format %q: the formats are %s", format, strings.Join(Formats(), ", "))
}
