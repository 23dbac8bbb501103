package report

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"runexp/judge"
	"runexp/stats"
)

// mostAnnotations is how many annotations of a kind GitHub shows of a step.
const mostAnnotations = 10

// Annotations writes what is wrong with a run as workflow commands of GitHub, which
// shows each beside the line of the experiment's file that asked for it: demands
// that are not met and trials without a success as errors; what could not be
// decided, and cells that are suspect or invalid, as warnings. The worst come first,
// ten of a kind at most, and the last tells how many more there are. A run in which
// nothing is wrong has none.
func Annotations(w io.Writer, d *Data) error {
	v, err := newView(d, true)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	annotate(&b, "error", append(v.fruitlessTrials(), v.demandsAs(stats.Fail)...))
	annotate(&b, "warning", append(v.demandsAs(stats.Undecided, stats.Invalid), v.doubtfulCells()...))
	if b.Len() == 0 {
		return nil
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("annotations: %w", err)
	}
	return nil
}

// annotation is a remark beside a line of a file.
type annotation struct {
	file        string
	line        int
	title, text string
	severity    float64
}

// annotate writes the first annotations as commands of a level.
func annotate(b *bytes.Buffer, level string, all []annotation) {
	for i, a := range all[:min(len(all), mostAnnotations)] {
		text := a.text
		if i == mostAnnotations-1 && len(all) > mostAnnotations {
			text += fmt.Sprintf(" (+%d more)", len(all)-mostAnnotations)
		}
		var properties []string
		if a.file != "" {
			properties = append(properties, "file="+commandProperty(a.file), fmt.Sprintf("line=%d", max(a.line, 1)))
		}
		properties = append(properties, "title="+commandProperty(a.title))
		fmt.Fprintf(b, "::%s %s::%s\n", level, strings.Join(properties, ","), commandData(text))
	}
}

// commandData escapes the message of a workflow command.
func commandData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

// commandProperty escapes a property of a workflow command.
func commandProperty(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(commandData(s))
}

// demandsAs are the cases of some verdicts, those furthest beyond their limit first.
// A quick look judges none.
func (v *view) demandsAs(verdicts ...stats.Verdict) []annotation {
	if v.Judgement == nil || v.quick() {
		return nil
	}
	var all []annotation
	for i := range v.Judgement.Rulings {
		r := &v.Judgement.Rulings[i]
		about := annotation{file: v.sourceOf(r), line: r.At.Line, title: demandOf(r)}
		if len(r.Cases) == 0 && slices.Contains(verdicts, r.Verdict) {
			about.text, about.severity = "no cell to judge", math.Inf(-1)
			all = append(all, about)
		}
		for k := range r.Cases {
			c := &r.Cases[k]
			if !slices.Contains(verdicts, c.Verdict) {
				continue
			}
			a := about
			a.text, a.severity = caseText(r, c), severity(r, c)
			if cell := v.settingsOf(r, c); cell != "" {
				a.text = cell + ": " + a.text
			}
			all = append(all, a)
		}
	}
	slices.SortStableFunc(all, func(a, b annotation) int { return cmp.Compare(b.severity, a.severity) })
	return all
}

// severity is how far a value is from its limit, on the scale of the logarithm, so
// that demands of different metrics can be put in order. What has no value comes
// last.
func severity(r *judge.Ruling, c *judge.Case) float64 {
	value, limit := c.Value.Value, c.Limit
	if c.Value == (stats.Estimate{}) || c.Metric == "" {
		return math.Inf(-1)
	}
	if r.Kind == kindGate {
		return math.Log1p(max(value, -1)) - math.Log1p(max(limit, -1))
	}
	far := math.Abs(math.Log(value / limit))
	if far != far {
		return math.Inf(-1)
	}
	return far
}

// fruitlessTrials is one annotation about all trials without a success.
func (v *view) fruitlessTrials() []annotation {
	failed := v.fruitless()
	if len(failed) == 0 {
		return nil
	}
	text := firstLine(failuresOf(failed[0]))
	return []annotation{{
		file: sourcePath(v.Plan.File), line: 1,
		title: plural(len(failed), "trial") + " without a success",
		text:  because(clean(failed[0].Trial.Name()), text),
	}}
}

// doubtfulCells are the cells whose numbers should not be trusted, the invalid ones
// first.
func (v *view) doubtfulCells() []annotation {
	var all []annotation
	for _, level := range []judge.Level{judge.Invalid, judge.Suspect} {
		for _, c := range v.cells {
			if c.Verdict.Level != level {
				continue
			}
			all = append(all, annotation{
				file: sourcePath(v.Plan.File), line: 1, title: level.String() + ": " + v.cellName(c),
				text: strings.ReplaceAll(strings.TrimSpace(reasonsText(c.Verdict)), "\n", "; "),
			})
		}
	}
	return all
}
