package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

	"runexp/report"
)

// printer writes the reports of a run or of a comparison.
type printer struct {
	process *process
	options *outputOptions
	outputs []output
}

// printed is what can be written as a report.
type printed struct {
	// to writes it in a format, file into a file of that path.
	to   func(w io.Writer, format string, l report.Layout) error
	file func(path, format string, l report.Layout) error
	// annotate writes a workflow's annotations; summary appends to the summary of a
	// workflow, of which so many bytes are taken.
	annotate func(w io.Writer) error
	summary  func(w io.Writer, taken int64) error
}

// print writes all reports and returns the exit code.
func (p *printer) print(what printed) int {
	code := exitOK
	for _, o := range p.outputs {
		if err := p.write(o, what); err != nil && !errors.Is(err, syscall.EPIPE) {
			fmt.Fprintf(p.process.stderr, "runexp: report %s: %s\n", o.format, printable(err.Error()))
			code = exitIncomplete
		}
	}
	return code
}

func (p *printer) write(o output, what printed) error {
	layout := report.Layout{Columns: p.options.columns}
	if o.format == "github" {
		if err := what.annotate(p.process.stderr); err != nil {
			return err
		}
		if o.path == "" {
			return p.summarise(what)
		}
	}
	if o.path != "" {
		if err := what.file(o.path, o.format, layout); err != nil {
			return err
		}
		if !p.options.quiet {
			fmt.Fprintf(p.process.stderr, "wrote    %s\n", printable(o.path))
		}
		return nil
	}
	if width, ok := p.process.terminal(p.process.stdout); ok && !p.options.wide {
		layout.Width = width
	}
	layout.Color = p.process.colorful(p.process.stdout)
	return what.to(p.process.stdout, o.format, layout)
}

// summarise appends to the summary of the step of a workflow.
func (p *printer) summarise(what printed) error {
	path, ok := p.process.env("GITHUB_STEP_SUMMARY")
	if !ok || path == "" {
		fmt.Fprintln(p.process.stderr, "warning: no step summary: GITHUB_STEP_SUMMARY is not set; -o github=FILE writes it to a file")
		return nil
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o644) //nolint:gosec // the runner's own file
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil {
		err = what.summary(f, info.Size())
	}
	return errors.Join(err, f.Close())
}
