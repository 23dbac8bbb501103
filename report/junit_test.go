package report_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runexp/judge"
	"runexp/report"
	"runexp/runner"
	"runexp/runner/vitals"
	"runexp/stats"
)

var junitSchema = flag.String("junit-xsd", "", "check JUnit reports against this XML schema, with xmllint")

// element is any element of a document.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []element  `xml:",any"`
}

func (e *element) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// all are the elements of a name, at any depth.
func (e *element) all(name string) []*element {
	var found []*element
	if e.XMLName.Local == name {
		found = append(found, e)
	}
	for i := range e.Children {
		found = append(found, e.Children[i].all(name)...)
	}
	return found
}

func junit(t *testing.T, d *report.Data) (string, *element) {
	t.Helper()
	var b bytes.Buffer
	if err := report.Write(&b, "junit", d, report.Layout{}); err != nil {
		t.Fatal(err)
	}
	root := new(element)
	if err := xml.Unmarshal(b.Bytes(), root); err != nil {
		t.Fatalf("%v in\n%s", err, b.String())
	}
	return b.String(), root
}

// withRecord is data of which it is known where they come from.
func withRecord(d *report.Data) *report.Data {
	d.Plan.File = "perf/" + d.Plan.File
	at := time.Date(2026, 11, 22, 13, 10, 0, 0, time.FixedZone("", 3600))
	d.Record = &report.Record{
		Run: "20261122T121000Z-" + d.Plan.Name + "-4f2a9c", Started: at, Ended: at.Add(90 * time.Second),
		Overrides: []string{"--set concurrency=8,32"}, Commit: "9d3f0c1", Branch: "main", Dirty: true,
		Machine: vitals.Machine{OS: "linux", Arch: "amd64", CPUs: 8, Processors: 4, CPU: "Ryzen 7", Host: "runner-3"},
	}
	return d
}

func TestJUnitReportsLookAsTheyDid(t *testing.T) {
	for _, name := range []string{"pr-gate", "doubtful", "capacity", "seed"} {
		t.Run(name, func(t *testing.T) {
			text, _ := junit(t, withRecord(sceneNamed(name).data()))
			golden(t, name+".junit", []byte(text))
		})
	}
}

// junitKinds of findings by what the counts of a suite call them.
var junitKinds = map[string]string{"failures": "failure", "errors": "error", "skipped": "skipped"}

func TestJUnitCountsAreThoseOfItsCases(t *testing.T) {
	for _, s := range allScenes() {
		_, root := junit(t, s.data())
		suites := root.all("testsuite")
		if len(suites) != 1 || suites[0].attr("name") != s.name {
			t.Fatalf("%s: %d suites", s.name, len(suites))
		}
		if got, want := suites[0].attr("tests"), strconv.Itoa(len(root.all("testcase"))); got != want || root.attr("tests") != want {
			t.Errorf("%s: tests=%s, in all %s; there are %s", s.name, got, root.attr("tests"), want)
		}
		for count, name := range junitKinds {
			if got, want := suites[0].attr(count), strconv.Itoa(len(root.all(name))); got != want {
				t.Errorf("%s: %s=%s, there are %s", s.name, count, got, want)
			}
		}
	}
}

func TestEachDemandIsACaseInEachOfItsCells(t *testing.T) {
	for _, s := range judgedScenes() {
		d := s.data()
		if s.name == "look" {
			continue // judges nothing
		}
		want := map[string]int{}
		for _, r := range d.Judgement.Rulings {
			if len(r.Cases) == 0 {
				want["skipped"]++
			}
			for _, c := range r.Cases {
				want[map[stats.Verdict]string{stats.Pass: "passed", stats.Fail: "failure", stats.Undecided: "skipped", stats.Invalid: "skipped"}[c.Verdict]]++
			}
		}
		got := map[string]int{}
		_, root := junit(t, d)
		for _, c := range root.all("testcase") {
			class := strings.TrimPrefix(c.attr("classname"), s.name+".")
			if class != "gate" && class != "threshold" && class != "search" {
				continue
			}
			what := "passed"
			for _, name := range junitKinds {
				if len(c.all(name)) > 0 {
					what = name
				}
			}
			got[what]++
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", s.name, diff)
		}
	}
}

func TestAFailureTellsValueLimitAndLine(t *testing.T) {
	_, root := junit(t, withRecord(sceneNamed("pr-gate").data()))
	failures := root.all("failure")
	if len(failures) != 1 {
		t.Fatalf("%d failures", len(failures))
	}
	for _, want := range []string{
		"demand  p99 worse_by 10% floor 5ms\n", "at      pr-gate.yaml:20\n", "cell    q=shoes concurrency=64\n",
		"found   23.7% worse (21.2 to 26.3), limit 10.0%\n", "limit   10.0%\n", "p       <0.001\n", "n       10\n",
	} {
		if !strings.Contains(failures[0].Text, want) {
			t.Errorf("%q is missing in\n%s", want, failures[0].Text)
		}
	}
	if want := "p99 worse_by 10% floor 5ms: 23.7% worse (21.2 to 26.3), limit 10.0%"; failures[0].attr("message") != want {
		t.Errorf("message %q, want %q", failures[0].attr("message"), want)
	}
	for _, c := range root.all("testcase") {
		if len(c.all("failure")) > 0 && (c.attr("file") != "perf/pr-gate.yaml" || c.attr("line") != "20") {
			t.Errorf("the failure is at %s:%s", c.attr("file"), c.attr("line"))
		}
	}
}

func TestASuiteTellsWhereItsNumbersComeFrom(t *testing.T) {
	_, root := junit(t, withRecord(sceneNamed("smoke").data()))
	got := map[string]string{}
	for _, p := range root.all("property") {
		got[p.attr("name")] = p.attr("value")
	}
	want := map[string]string{
		"seed": "8", "run": "20261122T121000Z-smoke-4f2a9c", "machine": "linux/amd64, 8 CPUs (4 usable), Ryzen 7, runner-3",
		"commit": "9d3f0c1 (changed)", "branch": "main", "runexp": "0.1.0",
		"overrides": "--set concurrency=8,32", "again": "runexp run experiments/smoke.yaml --seed 8",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("properties (-want +got):\n%s", diff)
	}
	suite := root.all("testsuite")[0]
	if suite.attr("timestamp") != "2026-11-22T12:10:00" || suite.attr("time") != "90.000" || suite.attr("hostname") != "runner-3" {
		t.Errorf("timestamp %s, time %s, hostname %s", suite.attr("timestamp"), suite.attr("time"), suite.attr("hostname"))
	}
}

func TestAStoppedRunSkipsWhatItDidNotMeasureAndAFailedOneDoesNot(t *testing.T) {
	s := sceneNamed("trouble")
	s.done = func(tr runner.Trial) bool { return tr.Point.Number < 3 }
	d := s.data()
	for _, interrupted := range []bool{true, false} {
		d.Interrupted = interrupted
		_, root := junit(t, d)
		skipped, missing := 0, 0
		for _, e := range root.all("skipped") {
			if strings.HasPrefix(e.attr("message"), "no result") {
				skipped++
			}
		}
		for _, e := range root.all("error") {
			if e.attr("type") == "incomplete" {
				missing++
			}
		}
		if n := len(d.Cells) - 2; interrupted && (skipped != n || missing != 0) || !interrupted && (skipped != 0 || missing != n) {
			t.Errorf("interrupted %t: %d skipped, %d missing, of %d", interrupted, skipped, missing, n)
		}
	}
}

func TestATrialWithoutASuccessIsAnError(t *testing.T) {
	s := sceneNamed("seed")
	s.repeats = 120
	s.fail = func(r *runner.Result) {
		failing(r, r.Requests, "connect", 0, "dial tcp <b>\x1b: refused")
	}
	_, root := junit(t, s.data())
	var trials []*element
	for _, c := range root.all("testcase") {
		if strings.HasSuffix(c.attr("classname"), ".trial") {
			trials = append(trials, c)
		}
	}
	if len(trials) != 101 || trials[100].attr("name") != "20 more trials without a success" {
		t.Fatalf("%d cases, the last is %s", len(trials), trials[len(trials)-1].attr("name"))
	}
	if got, want := trials[0].all("error")[0].attr("message"), `no request succeeded: 500 x connect: dial tcp <b>\x1b: refused`; got != want {
		t.Errorf("message %q, want %q", got, want)
	}
}

func TestNoTwoCasesOfASuiteHaveOneName(t *testing.T) {
	data := []*report.Data{hostileData(), hostileJudgement(), judgedTenThousand()}
	for _, s := range allScenes() {
		data = append(data, s.data())
	}
	for _, d := range data {
		_, root := junit(t, d)
		seen := make(map[string]bool)
		for _, c := range root.all("testcase") {
			key := c.attr("classname") + " " + c.attr("name")
			if seen[key] || c.attr("name") == "" {
				t.Errorf("%s: %s twice", d.Plan.Name, key)
			}
			seen[key] = true
		}
	}
}

func TestHostileTextsAddNoElementToAJUnitReport(t *testing.T) {
	d := sceneNamed("doubtful").data()
	evil := `"><testcase name="x"/>]]></system-out><!--&evil;<?pi?>` + "\x00\x0c\ufffe"
	d.Plan.Name, d.Plan.File, d.Again = evil, evil+".yaml", evil
	for i := range d.Judgement.Cells {
		c := &d.Judgement.Cells[i]
		for k := range c.Verdict.Reasons {
			c.Verdict.Reasons[k].Text = evil
		}
	}
	d.Judgement.Rulings = []judge.Ruling{{Kind: "threshold", Text: evil, Verdict: stats.Fail, Cases: []judge.Case{{Cell: &d.Judgement.Cells[0], Verdict: stats.Fail, Why: evil}}}}
	_, root := junit(t, d)
	known := map[string]bool{"testsuites": true, "testsuite": true, "properties": true, "property": true, "testcase": true, "failure": true, "error": true, "skipped": true, "system-out": true}
	var check func(*element)
	check = func(e *element) {
		if !known[e.XMLName.Local] {
			t.Errorf("there is an element %s", e.XMLName.Local)
		}
		for i := range e.Children {
			check(&e.Children[i])
		}
	}
	check(root)
	if got := len(root.all("testcase")); got != 1+len(d.Judgement.Cells) {
		t.Errorf("%d cases", got)
	}
	if !strings.Contains(root.all("failure")[0].Text, strings.TrimSuffix(evil, "\x00\x0c\ufffe")) {
		t.Errorf("the text is not told as it is: %q", root.all("failure")[0].Text)
	}
}

// The schema is that of Jenkins. What readers of today understand beyond it is taken
// out first: where a case stands in a file, and why it is skipped.
func TestJUnitReportsFollowTheSchema(t *testing.T) {
	if *junitSchema == "" {
		t.Skip("no schema: -junit-xsd is not given")
	}
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Fatalf("xmllint is not there: %v", err)
	}
	folder := t.TempDir()
	args := []string{"--noout", "--nonet", "--schema", *junitSchema}
	data := []*report.Data{hostileData(), hostileJudgement(), judgedTenThousand(), withRecord(sceneNamed("pr-gate").data())}
	for _, s := range allScenes() {
		data = append(data, s.data())
	}
	for i, d := range data {
		text, _ := junit(t, d)
		path := filepath.Join(folder, strconv.Itoa(i)+".xml")
		if err := os.WriteFile(path, oldJUnit(t, text), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	if out, err := exec.CommandContext(t.Context(), xmllint, args...).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out[:min(len(out), 4000)])
	}
}

// oldJUnit is a report without what is newer than the schema.
func oldJUnit(t *testing.T, text string) []byte {
	t.Helper()
	newer := map[string]string{"file": "testcase", "line": "testcase", "message": "skipped"}
	var b bytes.Buffer
	in, out := xml.NewDecoder(strings.NewReader(text)), xml.NewEncoder(&b)
	for {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if start, ok := token.(xml.StartElement); ok {
			var kept []xml.Attr
			for _, a := range start.Attr {
				if newer[a.Name.Local] != start.Name.Local {
					kept = append(kept, a)
				}
			}
			start.Attr = kept
			token = start
		}
		if err := out.EncodeToken(token); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
