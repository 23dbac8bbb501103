package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"runexp/config"
	"runexp/judge"
	"runexp/report"
	"runexp/runner"
)

// output is one report and where it goes; an empty path is stdout.
type output struct {
	format, path string
	fromFlag     bool
}

// resolveOutputs joins what the file asks for and what the command line adds:
// the same format again replaces the file's, and a flag that wants stdout gets
// it. Without anything, a table goes to stdout.
func (s *session) resolveOutputs() ([]output, error) {
	var outputs []output
	for _, r := range s.experiment.Reports {
		outputs = append(outputs, output{format: r.Format, path: s.place(s.folder, r.Format, r.Path)})
	}
	if len(outputs) == 0 {
		outputs = []output{{format: "table"}}
	}
	for _, text := range s.options.outputs {
		o, err := s.parseOutput(text)
		if err != nil {
			return nil, err
		}
		outputs = slices.DeleteFunc(outputs, func(old output) bool {
			return !old.fromFlag && (old.format == o.format || old.path == "" && o.path == "")
		})
		outputs = append(outputs, o)
	}
	return outputs, s.writable(outputs)
}

func (s *session) parseOutput(text string) (output, error) {
	format, path, _ := strings.Cut(text, "=")
	if !slices.Contains(report.Formats(), format) {
		hint := ""
		if ext := strings.TrimPrefix(filepath.Ext(format), "."); slices.Contains(report.Formats(), ext) {
			hint = fmt.Sprintf("\nwrite -o %s=%s", ext, format)
		}
		return output{}, usageError{fmt.Errorf("-o %s: no such format; there are %s%s", text, strings.Join(report.Formats(), ", "), hint)}
	}
	return output{format: format, path: s.place(".", format, path), fromFlag: true}, nil
}

// place is a report's path: from its folder, and NAME.ext where the path is a
// folder itself. A dash is stdout.
func (s *session) place(folder, format, path string) string {
	if path == "" || path == "-" {
		return ""
	}
	if strings.HasSuffix(path, "/") {
		extension := map[string]string{"markdown": "md", "table": "txt"}[format]
		if extension == "" {
			extension = format
		}
		path += s.plan.Name + "." + extension
	}
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(folder, path)
}

// writable checks that the reports of one experiment do not collide and can be
// written, before anything is sent.
func (s *session) writable(outputs []output) error {
	for i, o := range outputs {
		if o.path == "" {
			continue
		}
		if err := checkFile(o.path); err != nil {
			return usageError{fmt.Errorf("report %s: %w", o.format, err)}
		}
		outputs[i] = o
	}
	return nil
}

// apart checks that no two reports of all experiments go to one place, but that
// tables may follow each other on stdout.
func apart(sessions []*session) error {
	taken := make(map[string]output)
	for _, s := range sessions {
		own := 0
		for _, o := range s.outputs {
			if o.path == "" {
				if own++; own > 1 {
					return usageError{fmt.Errorf("%s: two reports for stdout; give one a file: -o %s=%s.%s", s.file, o.format, s.plan.Name, o.format)}
				}
				continue
			}
			if other, again := taken[filepath.Clean(o.path)]; again {
				return usageError{fmt.Errorf("two reports for %s: %s and %s", o.path, other.format, o.format)}
			}
			taken[filepath.Clean(o.path)] = o
		}
	}
	return nil
}

// data is what the reports are made from: the results so far.
func (s *session) data() *report.Data {
	return &report.Data{
		Plan: s.plan, Results: s.results, Cells: judge.Cells(s.plan, s.results),
		Version: version(), Again: s.again(),
	}
}

// report writes all reports and returns the exit code.
func (s *session) report(ctx context.Context) int {
	if s.options.quick {
		s.notes = append(s.notes, "quick: levels, repeats and requests were cut; these numbers judge nothing")
	}
	d := s.data()
	d.Interrupted = ctx.Err() != nil
	if !s.options.quiet {
		d.Notes = s.notes
	}
	code := exitOK
	for _, o := range s.outputs {
		if err := s.write(o, d); err != nil && !errors.Is(err, syscall.EPIPE) {
			fmt.Fprintf(s.process.stderr, "runexp: report %s: %s\n", o.format, printable(err.Error()))
			code = exitIncomplete
		}
	}
	s.warn()
	return code
}

func (s *session) write(o output, d *report.Data) error {
	layout := report.Layout{Columns: s.options.columns}
	if o.path != "" {
		if err := report.WriteFile(o.path, o.format, d, layout); err != nil {
			return err
		}
		if !s.options.quiet {
			fmt.Fprintf(s.process.stderr, "wrote    %s\n", printable(o.path))
		}
		return nil
	}
	if s.options.quiet && len(s.plan.Trials) == 1 && len(s.options.outputs) == 0 {
		return s.oneLine()
	}
	if width, ok := s.process.terminal(s.process.stdout); ok && !s.options.wide {
		layout.Width = width
	}
	layout.Color = s.process.colorful(s.process.stdout)
	return report.Write(s.process.stdout, o.format, d, layout)
}

// oneLine is the seed's own output: the bytes of all bodies, and the seconds.
func (s *session) oneLine() error {
	if len(s.results) == 0 {
		return nil
	}
	r := &s.results[0]
	_, err := fmt.Fprintf(s.process.stdout, "%d %.3f\n", r.Bytes, r.Elapsed.Seconds())
	return err
}

// warn says on stderr what a reader of the exit code should know: failed
// requests do not fail a run.
func (s *session) warn() {
	var requests, failed int64
	for i := range s.results {
		requests += s.results[i].Requests
		failed += s.results[i].Errors
	}
	switch {
	case requests > 0 && failed == requests:
		fmt.Fprintf(s.process.stderr, "runexp: %s: no request succeeded: %s\n", s.file, printable(cause(s.results)))
	case failed > 0 && !s.options.quiet:
		fmt.Fprintf(s.process.stderr, "warning: %s of %s requests failed\n", config.Thousands(failed), config.Thousands(requests))
	}
}

// cause is the class of the first failures with an example of its error.
func cause(results []runner.Result) string {
	r := &results[0]
	most := ""
	for class, n := range r.Classes {
		if most == "" || n > r.Classes[most] || n == r.Classes[most] && class < most {
			most = class
		}
	}
	if text := r.Causes[most]; text != "" {
		return most + ": " + text
	}
	if most == "status" {
		for status := range r.Statuses {
			return fmt.Sprintf("status %d", status)
		}
	}
	return most
}

// again is the command that repeats the run with the same order and URLs.
func (s *session) again() string {
	words := []string{"runexp", "run", s.file}
	add := func(flag string, values []string) {
		for _, v := range values {
			words = append(words, flag, v)
		}
	}
	add("--set", s.options.set)
	add("--unset", s.options.unset)
	add("--yes-i-may-load", s.options.hosts)
	if s.options.quick {
		words = append(words, "--quick")
	}
	if s.options.keepGoing {
		words = append(words, "--keep-going")
	}
	words = append(words, "--seed", strconv.FormatUint(s.plan.Seed, 10))
	for i, w := range words {
		words[i] = shellQuote(w)
	}
	return strings.Join(words, " ")
}

// shellQuote makes a word that a POSIX shell reads back as it is.
func shellQuote(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./,:=@%+", r)
	}
	if word != "" && !strings.ContainsFunc(word, func(r rune) bool { return !plain(r) }) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
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
