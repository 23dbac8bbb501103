package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"runexp/config"
	"runexp/report"
)

// outputOptions is what the command line says about reports.
type outputOptions struct {
	outputs []string
	columns []string
	wide    bool
	quiet   bool
}

// outputFlags adds the flags of reports to a command that can write these formats.
func (o *outputOptions) outputFlags(c *cobra.Command, formats []string) {
	f := c.Flags()
	f.StringArrayVarP(&o.outputs, "output", "o", nil, "also report as `FORMAT[=FILE]`: "+strings.Join(formats, ", ")+" (repeatable)")
	f.BoolVar(&o.wide, "wide", false, "show all columns, however wide the table gets")
	f.StringSliceVar(&o.columns, "columns", nil, "show only the columns `A,B`")
	_ = c.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp))
}

// output is one report and where it goes; an empty path is stdout.
type output struct {
	format, path string
	fromFlag     bool
}

// ownsStdout reports whether the report goes to stdout. The summary of a workflow
// without a path goes to the file that the workflow names.
func (o output) ownsStdout() bool { return o.path == "" && o.format != "github" }

// outputs joins what a file asks for and what the command line adds: the same format
// again replaces the file's, and a flag that wants stdout gets it. Without anything,
// a table goes to stdout. The file's paths start in its folder, and a path that is a
// folder gets a file of this name.
func (o *outputOptions) resolve(given []config.Report, folder, name string, formats []string) ([]output, error) {
	var outputs []output
	for _, r := range given {
		outputs = append(outputs, output{format: r.Format, path: place(folder, name, r.Format, r.Path)})
	}
	if len(outputs) == 0 {
		outputs = []output{{format: "table"}}
	}
	for _, text := range o.outputs {
		parsed, err := parseOutput(text, name, formats)
		if err != nil {
			return nil, err
		}
		outputs = slices.DeleteFunc(outputs, func(old output) bool {
			return !old.fromFlag && (old.format == parsed.format || old.ownsStdout() && parsed.ownsStdout())
		})
		outputs = append(outputs, parsed)
	}
	return outputs, writable(outputs)
}

func parseOutput(text, name string, formats []string) (output, error) {
	format, path, _ := strings.Cut(text, "=")
	if !slices.Contains(formats, format) {
		hint := ""
		if ext := strings.TrimPrefix(filepath.Ext(format), "."); slices.Contains(formats, ext) {
			hint = fmt.Sprintf("\nwrite -o %s=%s", ext, format)
		}
		return output{}, usageError{fmt.Errorf("-o %s: no such format; there are %s%s", text, strings.Join(formats, ", "), hint)}
	}
	return output{format: format, path: place(".", name, format, path), fromFlag: true}, nil
}

// place is a report's path: from a folder, and NAME.ext where the path is a folder
// itself. A dash is stdout.
func place(folder, name, format, path string) string {
	if path == "" || path == "-" {
		return ""
	}
	if strings.HasSuffix(path, "/") {
		path += name + "." + report.Extension(format)
	}
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(folder, path)
}

// writable checks that reports can be written, before anything is sent.
func writable(outputs []output) error {
	for _, o := range outputs {
		if o.path == "" {
			continue
		}
		if err := checkFile(o.path); err != nil {
			return usageError{fmt.Errorf("report %s: %w", o.format, err)}
		}
	}
	return nil
}

// apart checks that no two reports of all experiments go to one place, but that
// tables may follow each other on stdout.
func apart(sessions []*session) error {
	taken := make(map[string]output)
	for _, s := range sessions {
		if err := s.printer.apart(s.file, s.plan.Name, taken); err != nil {
			return err
		}
	}
	return nil
}

// apart checks that no two of these reports go to one place, nor to one that is
// taken.
func (p *printer) apart(what, name string, taken map[string]output) error {
	own := 0
	for _, o := range p.outputs {
		if o.ownsStdout() {
			if own++; own > 1 {
				return usageError{fmt.Errorf("%s: two reports for stdout; give one a file: -o %s=%s.%s", what, o.format, name, report.Extension(o.format))}
			}
		}
		if o.path == "" {
			continue
		}
		if other, again := taken[filepath.Clean(o.path)]; again {
			return usageError{fmt.Errorf("two reports for %s: %s and %s", o.path, other.format, o.format)}
		}
		taken[filepath.Clean(o.path)] = o
	}
	return nil
}

// checkFile finds out before the run whether a report can be written: its
// folder is made, and a file in it is made and removed.
func checkFile(path string) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return fmt.Errorf("%s is a folder; end it in / to write into it", path)
	}
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	f, err := os.CreateTemp(folder, ".runexp-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}
