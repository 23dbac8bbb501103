package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// JUnit writes the run as a JUnit report, which most CI systems show: a suite for
// the experiment, and in it a test case for each demand of the file in each cell
// that it is about, for each cell, and for each trial without a success.
//
// A demand that is not met is a failure; what could not be decided or was not
// measured is skipped, with the reason; a cell that is invalid or has no result is
// an error. The file and the line of a demand are attributes of its case.
func JUnit(w io.Writer, d *Data) error {
	v, err := newView(d, true)
	if err != nil {
		return err
	}
	suite := junitSuite{
		Name: clean(v.Plan.Name), ID: "0", Properties: v.junitProperties(), Output: v.junitOutput(),
		Host: clean(v.record().Machine.Host), Time: junitSeconds(v.lasted()),
	}
	if at := v.began(); !at.IsZero() {
		suite.Timestamp = at.UTC().Format("2006-01-02T15:04:05")
	}
	suite.add(v.demandCases())
	suite.add(v.cellCases())
	suite.add(v.trialCases())
	return writeJUnit(w, []junitSuite{suite})
}

// writeJUnit writes suites as one document. The dialect is that of Jenkins with
// what readers of today add to it: the file and line of a case, and the reason why
// one is skipped.
func writeJUnit(w io.Writer, suites []junitSuite) error {
	all := junitSuites{Name: "runexp", Suites: suites}
	for i := range suites {
		all.Tests += suites[i].Tests
		all.Failures += suites[i].Failures
		all.Errors += suites[i].Errors
	}
	b := bytes.NewBufferString(xml.Header)
	e := xml.NewEncoder(b)
	e.Indent("", "  ")
	if err := e.Encode(&all); err != nil {
		return fmt.Errorf("junit: %w", err)
	}
	b.WriteByte('\n')
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("junit: %w", err)
	}
	return nil
}

// junitSuites is the whole document.
type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

// junitSuite is one experiment.
type junitSuite struct {
	Name       string          `xml:"name,attr"`
	ID         string          `xml:"id,attr"`
	Tests      int             `xml:"tests,attr"`
	Failures   int             `xml:"failures,attr"`
	Errors     int             `xml:"errors,attr"`
	Skipped    int             `xml:"skipped,attr"`
	Time       string          `xml:"time,attr"`
	Timestamp  string          `xml:"timestamp,attr,omitempty"`
	Host       string          `xml:"hostname,attr,omitempty"`
	Properties []junitProperty `xml:"properties>property"`
	Cases      []junitCase     `xml:"testcase"`
	Output     string          `xml:"system-out,omitempty"`

	names map[string]int // of the cases: how often each occurs
}

// junitProperty is something that is true of the whole suite.
type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

// junitCase is what became of one thing that can go wrong. At most one of Skipped,
// Error and Failure is set.
type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	File    string        `xml:"file,attr,omitempty"`
	Line    int           `xml:"line,attr,omitempty"`
	Time    string        `xml:"time,attr"`
	Skipped *junitFinding `xml:"skipped"`
	Error   *junitFinding `xml:"error"`
	Failure *junitFinding `xml:"failure"`
	Output  string        `xml:"system-out,omitempty"`
}

// junitFinding is why a case did not pass.
type junitFinding struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",chardata"`
}

// add counts cases and takes them in. Readers know a case again by its class and
// name, so no two have the same.
func (s *junitSuite) add(cases []junitCase) {
	if s.names == nil {
		s.names = make(map[string]int)
	}
	for _, c := range cases {
		c.Class = s.Name + "." + c.Class
		key := c.Class + "\n" + c.Name
		if s.names[key]++; s.names[key] > 1 {
			c.Name += " (" + strconv.Itoa(s.names[key]) + ")"
		}
		s.Tests++
		switch {
		case c.Failure != nil:
			s.Failures++
		case c.Error != nil:
			s.Errors++
		case c.Skipped != nil:
			s.Skipped++
		}
		s.Cases = append(s.Cases, c)
	}
}

// junitProperties tell what the numbers depend on.
func (v *view) junitProperties() []junitProperty {
	var all []junitProperty
	add := func(name, value string) {
		if value != "" {
			all = append(all, junitProperty{Name: name, Value: clean(value)})
		}
	}
	r := v.record()
	commit := r.Commit
	if r.Dirty && commit != "" {
		commit += " (changed)"
	}
	add("seed", strconv.FormatUint(v.Plan.Seed, 10))
	add("run", r.Run)
	add("machine", machineWords(r.Machine))
	add("commit", commit)
	add("branch", r.Branch)
	add("runexp", v.Version)
	add("overrides", strings.Join(r.Overrides, " "))
	add("again", v.Again)
	for _, l := range v.Plan.Labels {
		add("label."+clean(l.Name), l.Value)
	}
	return all
}

// junitOutput is what was found, in sentences.
func (v *view) junitOutput() string {
	lines := []string{strings.Join(v.caption(), "  ")}
	for _, n := range v.answers() {
		lines = append(lines, n.text)
	}
	if v.Judgement != nil && !v.quick() {
		lines = append(lines, v.gateSummary())
	}
	for _, n := range append(v.failures(nil), v.footer()...) {
		lines = append(lines, because(n.text, n.quote))
	}
	if v.Again != "" {
		lines = append(lines, "again: "+clean(v.Again))
	}
	var b strings.Builder
	for _, line := range lines {
		if line != "" {
			b.WriteString(strings.TrimSpace(line) + "\n")
		}
	}
	return b.String()
}

// junitSeconds writes how long something took, as a decimal number of seconds.
func junitSeconds(d time.Duration) string {
	return strconv.FormatFloat(max(d, 0).Seconds(), 'f', 3, 64)
}
