package report_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"runexp/judge"
	"runexp/report"
	"runexp/runner"
	"runexp/stats"
)

// workflowCommand is a line as GitHub's runner reads it.
type workflowCommand struct {
	name       string
	properties map[string]string
	data       string
}

// readCommand reads a line by the rules of the runner: what stands between the
// colons is a name and properties, what follows is data.
func readCommand(t *testing.T, line string) workflowCommand {
	t.Helper()
	rest, ok := strings.CutPrefix(line, "::")
	head, data, ok2 := strings.Cut(rest, "::")
	if !ok || !ok2 {
		t.Fatalf("no command: %q", line)
	}
	name, list, _ := strings.Cut(head, " ")
	c := workflowCommand{name: name, properties: map[string]string{}}
	c.data = strings.NewReplacer("%0D", "\r", "%0A", "\n", "%25", "%").Replace(data)
	for pair := range strings.SplitSeq(list, ",") {
		key, value, ok := strings.Cut(pair, "=")
		if !ok {
			t.Fatalf("no property: %q in %q", pair, line)
		}
		c.properties[key] = strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%").Replace(value)
	}
	return c
}

func annotations(t *testing.T, d *report.Data) []workflowCommand {
	t.Helper()
	var b bytes.Buffer
	if err := report.Annotations(&b, d); err != nil {
		t.Fatal(err)
	}
	var all []workflowCommand
	for line := range strings.Lines(b.String()) {
		all = append(all, readCommand(t, strings.TrimSuffix(line, "\n")))
	}
	return all
}

func TestAnnotationsLookAsTheyDid(t *testing.T) {
	for _, name := range []string{"pr-gate", "doubtful", "smoke"} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := report.Annotations(&b, withRecord(sceneNamed(name).data())); err != nil {
				t.Fatal(err)
			}
			golden(t, name+".annotations", b.Bytes())
		})
	}
}

func TestAnAnnotationStandsAtTheLineOfItsDemand(t *testing.T) {
	got := annotations(t, withRecord(sceneNamed("pr-gate").data()))
	want := []string{
		"error perf/pr-gate.yaml:20 p99 worse_by 10% floor 5ms: q=shoes concurrency=64: 23.7% worse (21.2 to 26.3), limit 10.0%",
		"warning perf/pr-gate.yaml:20 p99 worse_by 10% floor 5ms: q=red+shoes concurrency=64: 11.5% worse (2.1 to 21.7), limit 10.0%: needs n=21",
	}
	var lines []string
	for _, c := range got {
		lines = append(lines, fmt.Sprintf("%s %s:%s %s: %s", c.name, c.properties["file"], c.properties["line"], c.properties["title"], c.data))
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestARunInWhichNothingIsWrongHasNoAnnotation(t *testing.T) {
	for _, name := range []string{"seed", "quote-sweep", "look"} {
		if got := annotations(t, sceneNamed(name).data()); len(got) > 0 {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// The worst first, ten of a kind, and the tenth tells how many are not shown.
func TestTheWorstTenOfAKindAreAnnotated(t *testing.T) {
	d := judgedTenThousand()
	r := &d.Judgement.Rulings[0]
	r.Verdict = stats.Fail
	for i := range r.Cases {
		r.Cases[i].Verdict, r.Cases[i].Metric, r.Cases[i].Limit = stats.Fail, "p50", 1e9
		r.Cases[i].Value = stats.Estimate{N: 4, Value: 1e9 + 1e6*float64(i)}
	}
	var kinds []string
	var errors []string
	for _, c := range annotations(t, d) {
		kinds = append(kinds, c.name)
		if c.name == "error" {
			errors = append(errors, c.data)
		}
	}
	if got := strings.Join(kinds, " "); got != strings.Repeat("error ", 10)+strings.TrimSpace(strings.Repeat("warning ", 10)) {
		t.Errorf("got %s", got)
	}
	if !strings.Contains(errors[0], "3499.0 ms") || !strings.Contains(errors[9], "3490.0 ms") || !strings.HasSuffix(errors[9], " (+2490 more)") {
		t.Errorf("got\n%s", strings.Join(errors, "\n"))
	}
}

func TestTrialsWithoutASuccessAreTheFirstError(t *testing.T) {
	s := sceneNamed("smoke")
	s.fail = func(r *runner.Result) {
		if r.Trial.Point.Number == 2 {
			failing(r, r.Requests, "connect", 0, "refused, 100%")
		}
	}
	got := annotations(t, s.data())
	if len(got) == 0 || got[0].name != "error" || got[0].properties["title"] != "3 trials without a success" ||
		got[0].data != "p2r1: 500 x connect: refused, 100%" {
		t.Errorf("got %+v", got[:min(len(got), 1)])
	}
}

// Nothing in a text ends a command, begins another, or adds a property to it.
func TestTextsFromElsewhereStayWithinTheirCommand(t *testing.T) {
	nasty := "a,line=9::b%0A::error::c\n::warning file=x::y\r: 100%"
	d := withRecord(sceneNamed("smoke").data())
	d.Plan.File = nasty
	d.Judgement.Rulings = []judge.Ruling{{Kind: "threshold", Text: nasty, Verdict: stats.Fail, Cases: []judge.Case{{Cell: &d.Judgement.Cells[0], Verdict: stats.Fail, Why: nasty}}}}
	shown := strings.NewReplacer("\n", `\n`, "\r", `\r`).Replace(nasty)
	got := annotations(t, d)
	if len(got) != 1 || got[0].properties["title"] != shown || !strings.HasSuffix(got[0].data, shown) ||
		got[0].properties["file"] != strings.ReplaceAll(shown, `\`, `\`) || got[0].properties["line"] != "1" {
		t.Errorf("got %+v", got)
	}
	for _, d := range []*report.Data{hostileData(), hostileJudgement(), evilData()} {
		var b bytes.Buffer
		if err := report.Annotations(&b, d); err != nil {
			t.Fatal(err)
		}
		checkVisible(t, "annotations", b.String())
		for line := range strings.Lines(b.String()) {
			readCommand(t, strings.TrimSuffix(line, "\n"))
		}
	}
}
