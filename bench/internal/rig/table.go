//go:build unix

package rig

import (
	"encoding/csv"
	"io"
	"os"
	"strings"
)

// WriteMarkdown writes a table whose first row is its head.
func WriteMarkdown(w io.Writer, rows [][]string) error {
	var b strings.Builder
	for i, row := range rows {
		b.WriteString("| " + strings.Join(row, " | ") + " |\n")
		if i > 0 {
			continue
		}
		for range row {
			b.WriteString("|---")
		}
		b.WriteString("|\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// SaveCSV writes rows, the first of which is the head, to a file. No path, no
// file.
func SaveCSV(path string, rows [][]string) (err error) {
	if path == "" {
		return nil
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	return csv.NewWriter(f).WriteAll(rows)
}
