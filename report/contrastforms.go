package report

import (
	"bufio"
	_ "embed" // for the schema
	"fmt"
	"io"
	"time"

	"runexp/judge"
	"runexp/runner/vitals"
)

// contrastSchemaName names the form of the document, and of its events. One of the
// same name may gain members, but none changes its meaning.
const contrastSchemaName = "runexp/contrast/v1"

//go:embed contrast.schema.json
var contrastSchema string

// ContrastSchema returns the JSON Schema (draft 2020-12) of what [WriteContrast]
// writes as json.
func ContrastSchema() []byte { return []byte(contrastSchema) }

// jsonSide is one of the runs.
type jsonSide struct {
	Run        string          `json:"run"`
	Started    time.Time       `json:"started,omitzero"`
	Experiment string          `json:"experiment,omitempty"`
	File       string          `json:"file,omitempty"`
	Points     int             `json:"points"`
	Repeats    int             `json:"repeats"`
	Commit     string          `json:"commit,omitempty"`
	Machine    *vitals.Machine `json:"machine,omitempty"`
	Build      *vitals.Build   `json:"build,omitempty"`
}

// jsonContrasted is a comparison of runs: numbers are in the base unit of the metric.
type jsonContrasted struct {
	Key      string            `json:"key"`
	Settings map[string]string `json:"settings"`
	Target   string            `json:"target,omitempty"`
	Unit     string            `json:"unit,omitempty"`
	jsonComparison
	Adjusted   float64 `json:"adjusted_p"`
	Regression bool    `json:"regression"`
	Text       string  `json:"text"`
}

// jsonMissing is a point that a run has not measured.
type jsonMissing struct {
	Key      string            `json:"key"`
	Settings map[string]string `json:"settings"`
	Target   string            `json:"target,omitempty"`
	In       string            `json:"not_measured_in"`
}

func (v *contrastView) sideForm(i int) jsonSide {
	s := v.sides[i]
	form := jsonSide{Run: s.Name, Commit: s.Commit, Points: len(v.measured(i)), Repeats: v.repeats(i)}
	if !s.Taken.IsZero() {
		form.Started = s.Taken.UTC()
	}
	if s.Plan != nil {
		form.Experiment, form.File = s.Plan.Name, s.Plan.File
	}
	if s.Machine != (vitals.Machine{}) {
		form.Machine = &s.Machine
	}
	if s.Build != (vitals.Build{}) {
		form.Build = &s.Build
	}
	return form
}

func (v *contrastView) candidateForms() []jsonSide {
	forms := make([]jsonSide, 0, len(v.sides)-1)
	for i := 1; i < len(v.sides); i++ {
		forms = append(forms, v.sideForm(i))
	}
	return forms
}

func (v *contrastView) comparisonForm(c *judge.Comparison) jsonContrasted {
	return jsonContrasted{
		Key: c.Point.Key(), Settings: settingForms(&c.Point), Target: c.Target, Unit: baseUnit(c.Metric),
		jsonComparison: comparisonForm(c), Adjusted: finite(c.Adjusted), Regression: c.Regression, Text: v.contrastSentence(c),
	}
}

func missingForm(m *judge.Missing) jsonMissing {
	return jsonMissing{Key: m.Point.Key(), Settings: settingForms(&m.Point), Target: m.Target, In: m.In}
}

// contrastJSON writes a comparison of runs as one JSON document, with a comparison
// per line.
func contrastJSON(w io.Writer, c *judge.Contrast) error {
	v := newContrastView(c, false)
	j := &jsonWriter{out: bufio.NewWriter(w)}
	j.text("{\n")
	j.member("schema", contrastSchemaName)
	j.member("base", v.sideForm(0))
	j.member("candidates", v.candidateForms())
	j.member("confidence", finite(c.Confidence))
	j.member("tolerance", finite(c.Tolerance))
	j.member("outcome", c.Outcome().String())
	j.member("summary", v.summary())
	j.member("counts", countWords(c.Comparisons))
	j.member("warnings", append([]string{}, c.Warnings...))
	j.member("notes", append([]string{}, c.Notes...))
	j.list("comparisons", len(c.Comparisons), func(i int) any { return v.comparisonForm(&c.Comparisons[i]) })
	j.text(",\n")
	j.list("missing", len(c.Missing), func(i int) any { return missingForm(&c.Missing[i]) })
	j.text("\n}\n")
	return j.flush("json")
}

// flush ends the writing of a format.
func (j *jsonWriter) flush(format string) error {
	if j.err == nil {
		j.err = j.out.Flush()
	}
	if j.err != nil {
		return fmt.Errorf("%s: %w", format, j.err)
	}
	return nil
}

// The events of a comparison of runs.
type (
	contrastStart struct {
		Event      string     `json:"event"`
		Schema     string     `json:"schema"`
		Base       jsonSide   `json:"base"`
		Candidates []jsonSide `json:"candidates"`
		Confidence float64    `json:"confidence"`
		Tolerance  float64    `json:"tolerance"`
	}
	contrastedEvent struct {
		Event string `json:"event"`
		jsonContrasted
	}
	missingEvent struct {
		Event string `json:"event"`
		jsonMissing
	}
	contrastEnd struct {
		Event   string         `json:"event"`
		Outcome string         `json:"outcome"`
		Summary string         `json:"summary"`
		Counts  contrastCounts `json:"counts"`
	}
)

// contrastNDJSON writes a comparison of runs as events, one JSON object per line:
// compare-start, warning, note, comparison, not-measured, compare-end.
func contrastNDJSON(w io.Writer, c *judge.Contrast) error {
	v := newContrastView(c, false)
	j := &jsonWriter{out: bufio.NewWriter(w)}
	line := func(event any) {
		j.value(event)
		j.text("\n")
	}
	line(contrastStart{
		Event: "compare-start", Schema: contrastSchemaName, Base: v.sideForm(0), Candidates: v.candidateForms(),
		Confidence: finite(c.Confidence), Tolerance: finite(c.Tolerance),
	})
	for _, text := range c.Warnings {
		line(noteEvent{Event: "warning", Text: text})
	}
	for _, text := range c.Notes {
		line(noteEvent{Event: "note", Text: text})
	}
	for i := range c.Comparisons {
		line(contrastedEvent{"comparison", v.comparisonForm(&c.Comparisons[i])})
	}
	for i := range c.Missing {
		line(missingEvent{"not-measured", missingForm(&c.Missing[i])})
	}
	line(contrastEnd{"compare-end", c.Outcome().String(), v.summary(), countWords(c.Comparisons)})
	return j.flush("ndjson")
}
