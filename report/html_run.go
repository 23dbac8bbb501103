package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"runexp/report/html"
	"runexp/runner/vitals"
)

// This file tells how something was measured.

// runSection is the experiment as it was run, and with what.
func (v *view) runSection() *html.Section {
	s := &html.Section{ID: "run", Title: "How it was measured"}
	add := func(name, text string) {
		if text != "" {
			s.Facts = append(s.Facts, html.Fact{Name: name, Text: text})
		}
	}
	add("Experiment", strings.TrimSpace(clean(v.Plan.Name)+" "+parenthesised(v.Plan.File)))
	for _, l := range v.Plan.Labels {
		add(cut(clean(l.Name), fairLabel*2, "…"), cut(clean(l.Value), longestCause, "…"))
	}
	add("Requests", v.requestText())
	add("Order", strings.ReplaceAll(clean(v.Plan.Order), "-", " ")+", seed "+strconv.FormatUint(v.Plan.Seed, 10))
	add("Engine", strings.Join(v.engines(), ", "))
	add("runexp", clean(v.Version))
	if r := v.Record; r != nil {
		add("Overrides", strings.Join(mapped(r.Overrides, clean), "  "))
		add("Commit", commitText(r))
		add("Machine", machineText(&r.Machine))
		add("Built with", buildText(&r.Build))
	}
	if v.Again != "" {
		s.Texts = append(s.Texts, html.Text{Title: "The command that repeats it", Text: clean(v.Again)})
	}
	if r := v.Record; r != nil && r.Experiment != "" {
		s.Texts = append(s.Texts, html.Text{Title: "The experiment as run", Text: cleanLines(r.Experiment), Folded: true})
	}
	s.Notes = htmlNotes(v.footer())
	return s
}

// requestText is what was sent, of the first cell.
func (v *view) requestText() string {
	if len(v.cells) == 0 {
		return ""
	}
	spec := &v.cells[0].Spec
	words := []string{spec.Request.Method, cut(bareURL(spec.BaseURL), longestCause, "…") + " " + cut(spec.Request.Path, longestCause, "…")}
	return clean(strings.Join(words, " "))
}

func machineText(m *vitals.Machine) string {
	if m.OS == "" {
		return ""
	}
	words := []string{fmt.Sprintf("%s, %s", clean(m.Host), plural(m.CPUs, "CPU"))}
	if m.Processors > 0 && m.Processors != float64(m.CPUs) {
		words = append(words, count(m.Processors)+" usable")
	}
	if m.CPU != "" {
		words = append(words, clean(m.CPU))
	}
	if m.Memory > 0 {
		words = append(words, tiered(float64(m.Memory)/(1<<30))+" GiB")
	}
	return strings.TrimPrefix(strings.Join(append(words, clean(m.OS+"/"+m.Arch+" "+m.Kernel)), ", "), ", ")
}

func buildText(b *vitals.Build) string {
	words := slices.DeleteFunc([]string{clean(b.Version), cut(clean(b.Revision), 12, ""), clean(b.Go)}, isEmpty)
	return strings.Join(words, ", ")
}

// engines are those that ran.
func (v *view) engines() []string {
	names := make(map[string]bool)
	var all []string
	for i := range v.Results {
		if name := clean(v.Results[i].Engine); name != "" && !names[name] {
			names[name] = true
			all = append(all, name)
		}
	}
	return all
}

// mostLines is how much of an experiment's file a document shows.
const mostLines = 2000

// cleanLines makes a text of several lines safe to show.
func cleanLines(s string) string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	if n := len(lines); n > mostLines {
		lines = append(lines[:mostLines:mostLines], fmt.Sprintf("... and %s more", plural(n-mostLines, "line")))
	}
	for i, line := range lines {
		lines[i] = clean(strings.ReplaceAll(strings.TrimRight(line, "\r"), "\t", "    "))
	}
	return strings.Join(lines, "\n")
}
