package report

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"runexp/judge"
)

var (
	errNoContrastSamples = errors.New("csv-samples: a comparison has no single requests; write those of a run: runexp report RUN -o csv-samples")
	errNoContrastHDR     = errors.New("hdr: a comparison has no histograms; write those of a run: runexp report RUN -o hdr")
)

// ContrastFormats lists the names that [WriteContrast] and [WriteContrastFile] know.
func ContrastFormats() []string {
	return []string{"table", "csv", "json", "ndjson", "markdown", "html", "junit", "github", "openmetrics", "gobench"}
}

// WriteContrast writes a comparison of runs to w in the named format. A name that is
// not one of [ContrastFormats] is an error, and so is a column of l that does not
// exist. Only tables and Markdown have a layout.
func WriteContrast(w io.Writer, format string, c *judge.Contrast, l Layout) error {
	switch format {
	case "table":
		return contrastTable(w, c, l)
	case "markdown":
		return contrastMarkdown(w, c, l)
	case "csv-samples":
		return errNoContrastSamples
	case "hdr":
		return errNoContrastHDR
	}
	write, ok := map[string]func(io.Writer, *judge.Contrast) error{
		"csv": contrastCSV, "json": contrastJSON, "ndjson": contrastNDJSON, "html": htmlContrast, "junit": contrastJUnit, "github": ContrastSummary,
		"openmetrics": contrastMetrics, "gobench": contrastBench,
	}[format]
	if !ok {
		return fmt.Errorf("unknown format %q: the formats of comparisons are %s", format, strings.Join(ContrastFormats(), ", "))
	}
	return write(w, c)
}

// WriteContrastFile writes a comparison of runs to a file, as [WriteFile] does.
func WriteContrastFile(path, format string, c *judge.Contrast, l Layout) error {
	l.Width, l.Color = 0, false
	err := replaceFile(path, func(f *os.File) error { return WriteContrast(f, format, c, l) })
	if err != nil {
		return fmt.Errorf("report %s: %w", path, err)
	}
	return nil
}
