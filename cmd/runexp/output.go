package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"runexp/report"
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
	return outputs, writable(outputs)
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
