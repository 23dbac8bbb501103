package config

import (
	"path"
	"slices"
	"strings"
)

// Formats lists the report formats.
func Formats() []string {
	return []string{"table", "csv", "csv-samples", "json", "ndjson", "markdown", "html", "junit", "github", "openmetrics", "gobench", "hdr"}
}

func (d *decoder) report(n *node) {
	first := make(map[string]Report)
	for _, item := range d.list(n, "report") {
		r, ok := d.oneReport(item)
		if ok && d.isFormat(r) && d.isApart(r, first) {
			d.experiment.Reports = append(d.experiment.Reports, r)
		}
	}
}

// oneReport reads a format, or a map of one format and a file.
func (d *decoder) oneReport(n *node) (r Report, ok bool) {
	r.At = n.at
	switch {
	case n.shape == scalarShape:
		r.Format, ok = d.text(n, "report")
	case n.shape == mapShape && len(n.entries) == 1 && n.entries[0].value.shape == scalarShape:
		e := n.entries[0]
		r.Format = e.key.text
		if r.Path, ok = d.text(e.value, "report"); ok && r.Path == "" {
			d.fault(e.value.at, "report: a file needs a name", "write {"+short(r.Format)+": out/}, or the format alone for stdout")
			ok = false
		}
	default:
		d.fault(n.at, "a report is a format or {format: path}", "write table, or {csv: out.csv}")
	}
	return r, ok
}

func (d *decoder) isFormat(r Report) bool {
	switch {
	case slices.Contains(Formats(), r.Format):
		return true
	default:
		d.fault(r.At, "unknown report "+quoted(r.Format), wordHint(r.Format, Formats()))
	}
	return false
}

// isApart checks that no two reports go to the same place. Without a path that is
// stdout, but for the report of a workflow, which has a file of its own.
func (d *decoder) isApart(r Report, first map[string]Report) bool {
	place := r.Path
	if place == "" && r.Format == "github" {
		place = "\x00" + r.Format // no file's name
	}
	if place != "" {
		place = path.Clean(place)
	}
	if strings.HasSuffix(r.Path, "/") {
		place += "/" + r.Format
	}
	earlier, taken := first[place]
	switch {
	case taken && r.Format == "github" && r.Path == "":
		d.fault(r.At, "github is given twice", "remove one")
	case taken && r.Path == "":
		moved := earlier.Format
		if moved == "table" {
			moved = r.Format
		}
		file := "out/"
		if slices.Contains([]string{"csv", "json", "ndjson", "html"}, moved) {
			file = "out." + moved
		}
		d.faultf(r.At, "give one a file: {"+moved+": "+file+"}", "two reports for stdout: %s and %s", earlier.Format, r.Format)
	case taken:
		d.faultf(r.At, "give them different names", "two reports for %s: %s and %s", short(r.Path), earlier.Format, r.Format)
	default:
		first[place] = r
	}
	return !taken
}
