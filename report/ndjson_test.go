package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"runexp/judge"
	"runexp/report"
	"runexp/runner"
	"runexp/runner/vitals"
)

// recorded is the data of a scene with all that is known of a run.
func recorded(name string) *report.Data {
	d := sceneNamed(name).data()
	started := time.Date(2026, 11, 22, 14, 10, 0, 0, time.FixedZone("CET", 3600))
	d.Record = &report.Record{
		Run: "20261122T131000Z-" + name + "-4f2a9c", Started: started, Ended: started.Add(90 * time.Second),
		Experiment: "name: " + name + "\n", Overrides: []string{"--set concurrency=1,8"},
		Machine: vitals.Machine{OS: "linux", Arch: "amd64", Kernel: "6.18.0", CPU: "AMD EPYC 9B14", CPUs: 4, Processors: 1.5, Memory: 8 << 30, Host: "ci-7"},
		Build:   vitals.Build{Version: "0.1.0", Revision: "abc123", Go: "go1.26.0"}, Commit: "61df57a", Branch: "main", Dirty: true,
	}
	return d
}

func TestEventsLookAsTheyDid(t *testing.T) {
	for _, name := range []string{"seed", "partner-rate", "doubtful", "capacity", "nightly"} {
		t.Run(name, func(t *testing.T) {
			golden(t, name+".ndjson", []byte(written(t, "ndjson", recorded(name))))
		})
	}
}

// eventsOf decodes lines and makes sure that each is one object.
func eventsOf(tb testing.TB, text string) []map[string]any {
	tb.Helper()
	var events []map[string]any
	for line := range strings.Lines(text) {
		var event map[string]any
		if err := json.Unmarshal([]byte(line), &event); err != nil || !strings.HasSuffix(line, "}\n") {
			tb.Fatalf("%v in %q", err, line)
		}
		events = append(events, event)
	}
	return events
}

func kinds(events []map[string]any) string {
	var words []string
	for _, e := range events {
		if word := e["event"].(string); len(words) == 0 || words[len(words)-1] != word {
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}

func eventSchema(t *testing.T, strict bool) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(report.EventSchema()))
	if err != nil {
		t.Fatal(err)
	}
	if strict {
		closeObjects(doc)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("event.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("event.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEveryEventFollowsTheSchema(t *testing.T) {
	strict := eventSchema(t, true)
	check := func(name string, d *report.Data) {
		for line := range strings.Lines(written(t, "ndjson", d)) {
			doc, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
			if err != nil {
				t.Fatal(err)
			}
			if err := strict.Validate(doc); err != nil {
				t.Fatalf("%s: a member is wrong, or event.schema.json does not describe it: %.300s\n%v", name, line, err)
			}
		}
	}
	for _, s := range allScenes() {
		check(s.name, recorded(s.name))
	}
	check("everything", fullData())
	check("all of a judgement", hostileJudgement())
	check("nothing", &report.Data{Plan: &runner.Plan{}, Record: new(report.Record)})
}

func TestTheSchemaOfEventsSaysNo(t *testing.T) {
	s := eventSchema(t, false)
	for name, line := range map[string]string{
		"another event":     `{"event": "cell"}`,
		"no event":          `{"text": "x"}`,
		"a note of no text": `{"event": "note"}`,
		"another schema":    `{"event": "run-start", "schema": "runexp/event/v2", "experiment": "x", "seed": 1, "points": 1, "repeats": 1, "planned_trials": 1}`,
		"an odd outcome":    `{"event": "run-end", "outcome": "fine", "interrupted": false, "trials": 1, "planned_trials": 1, "requests": 1, "ok": 1, "errors": 0}`,
	} {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
		if err != nil {
			t.Fatal(err)
		}
		if s.Validate(doc) == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

func TestEventsComeInTheirOrder(t *testing.T) {
	for name, want := range map[string]string{
		"seed":        "run-start trial run-end",
		"disciplines": "run-start trial note run-end",
		"pr-gate":     "run-start trial note comparison ruling run-end",
		"quote-sweep": "run-start trial answer run-end",
		"capacity":    "run-start trial ruling answer run-end",
		"look":        "run-start trial run-end",
	} {
		if got := kinds(eventsOf(t, written(t, "ndjson", sceneNamed(name).data()))); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestATrialHasTheNumbersOfTheTidyCSV(t *testing.T) {
	for _, name := range []string{"trouble", "partner-rate", "doubtful"} {
		d := sceneNamed(name).data()
		_, rows, _ := readCSV(t, d)
		byName := make(map[string]map[string]any)
		for _, e := range eventsOf(t, written(t, "ndjson", d)) {
			if e["event"] == "trial" {
				byName[e["trial"].(string)] = e
			}
		}
		if len(byName) != len(rows) {
			t.Errorf("%s: %d trials, want %d", name, len(byName), len(rows))
		}
		for _, row := range rows {
			event := byName[row["trial"]]
			for column := range strings.FieldsSeq("point repeat block requests ok errors error_rate bytes elapsed_s throughput_rps latency_mean_ms latency_p50_ms latency_p99_ms latency_max_ms peak_in_flight dials verdict engine late skipped") {
				if got := plainJSON(event[column]); got != row[column] {
					t.Errorf("%s: %s of %s is %q, want %q", name, column, row["trial"], got, row[column])
				}
			}
		}
	}
}

// plainJSON is a value of a JSON document as the CSV has it.
func plainJSON(v any) string {
	b, _ := json.Marshal(v)
	if v == nil {
		return ""
	}
	return strings.Trim(string(b), `"`)
}

func TestTheLastEventCountsAllThatCounts(t *testing.T) {
	for name, want := range map[string]map[string]any{
		"seed":    {"outcome": "done", "trials": 1., "planned_trials": 1., "requests": 500., "errors": 0.},
		"trouble": {"outcome": "interrupted", "interrupted": true, "trials": 17., "planned_trials": 27., "requests": 8500., "errors": 125.},
		"pr-gate": {"outcome": "failed", "interrupted": false, "trials": 120., "planned_trials": 120., "requests": 120_000.},
		"nightly": {"outcome": "undecided", "rulings": map[string]any{"undecided": 1.}},
		"look":    {"outcome": "done", "rulings": nil},
	} {
		events := eventsOf(t, written(t, "ndjson", sceneNamed(name).data()))
		end := events[len(events)-1]
		for member, value := range want {
			if diff := cmp.Diff(value, end[member]); diff != "" {
				t.Errorf("%s: %s: -want +got:\n%s", name, member, diff)
			}
		}
	}
}

// lines counts the writes, each of which must be whole lines.
type lines struct {
	t      *testing.T
	text   strings.Builder
	writes int
}

func (l *lines) Write(b []byte) (int, error) {
	l.writes++
	if !bytes.HasSuffix(b, []byte("\n")) || bytes.Count(b, []byte("\n")) != 1 {
		l.t.Errorf("written in one piece: %q", b)
	}
	return l.text.Write(b)
}

func (l *lines) expect(step string, writes int) {
	l.t.Helper()
	if l.writes != writes {
		l.t.Errorf("%s: %d lines, want %d", step, l.writes, writes)
	}
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

func TestEventsOfARunUnderWayAreWrittenAtOnceAndOnce(t *testing.T) {
	d := recorded("disciplines")
	out := &lines{t: t}
	e := report.NewEvents(out)
	early := &report.Data{Plan: d.Plan, Version: d.Version, Again: d.Again, Record: d.Record}
	must(t, e.Begin(early))
	out.expect("the beginning", 1)
	for i := range 5 {
		r := &d.Results[i]
		must(t, e.Trial(r, judge.Inspect(r, judge.Rules{}.Checks, 0)))
		out.expect("a trial", i+2)
	}
	must(t, e.Trial(&d.Results[0], judge.Verdict{}), e.Note("half of it is done"), e.Note("half of it is done"), e.Note(""))
	out.expect("a trial again, and a note", 7)
	must(t, e.End(d))

	// The same as all at once, but for the note.
	want := written(t, "ndjson", d)
	got := strings.Replace(out.text.String(), `{"event":"note","text":"half of it is done"}`+"\n", "", 1)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestEventsOutOfTheirOrderAreErrors(t *testing.T) {
	d := sceneNamed("seed").data()
	r := &d.Results[0]
	var b bytes.Buffer
	e := report.NewEvents(&b)
	if e.Trial(r, judge.Verdict{}) == nil || e.Note("x") == nil || b.Len() > 0 {
		t.Errorf("before the beginning: %q", b.String())
	}
	must(t, e.Begin(d))
	if e.Begin(d) == nil {
		t.Error("it begins twice")
	}
	must(t, e.End(d))
	n := b.Len()
	if e.Begin(d) == nil || e.Trial(r, judge.Verdict{}) == nil || e.Note("x") == nil || e.End(d) == nil || b.Len() != n {
		t.Errorf("after the end: %q", b.String()[n:])
	}
	if report.NewEvents(&b).Begin(&report.Data{}) == nil {
		t.Error("it begins without a plan")
	}
}

// After a line that could not be written whole, nothing follows it.
func TestAnEventThatCannotBeWrittenIsTheLast(t *testing.T) {
	d := sceneNamed("seed").data()
	w := &broken{after: 10}
	e := report.NewEvents(w)
	if err := e.Begin(d); !errors.Is(err, errFull) {
		t.Fatalf("got %v", err)
	}
	w.after = 1 << 20
	if err := e.Note("x"); !errors.Is(err, errFull) || w.after != 1<<20 {
		t.Errorf("a note: %v", err)
	}
	if err := e.End(d); !errors.Is(err, errFull) || w.after != 1<<20 {
		t.Errorf("the end: %v", err)
	}
}

func TestTimesOfEventsAreInUTC(t *testing.T) {
	d := recorded("seed")
	d.Results[0].Started = d.Record.Started
	events := eventsOf(t, written(t, "ndjson", d))
	if events[0]["started"] != "2026-11-22T13:10:00Z" || events[1]["started"] != "2026-11-22T13:10:00Z" || events[2]["ended"] != "2026-11-22T13:11:30Z" {
		t.Errorf("%v %v %v", events[0]["started"], events[1]["started"], events[2]["ended"])
	}
	d.Record, d.Results[0].Started = nil, time.Time{}
	for _, e := range eventsOf(t, written(t, "ndjson", d)) {
		if e["started"] != nil || e["ended"] != nil {
			t.Errorf("a time that is not known: %v", e)
		}
	}
}

// Texts come through as they were, whatever is in them, and stay on their line.
func TestTextsOfEventsAreInert(t *testing.T) {
	d := sceneNamed("trouble").data()
	text := "<script>alert(1)</script> =1+1 | \x1b[2J \"q\" \\ \u202e\r\n\u2028 \U000e0041"
	d.Notes = []string{text}
	d.Results[17-1].Causes = map[string]string{"reset": text}
	out := written(t, "ndjson", d)
	checkVisible(t, "ndjson", out)
	if strings.Contains(out, "<script>") {
		t.Error("a tag is in the text")
	}
	events := eventsOf(t, out)
	if got := events[len(events)-2]["text"]; got != text {
		t.Errorf("the note is %q", got)
	}
	if got := events[17]["causes"].(map[string]any)["reset"]; got != text {
		t.Errorf("the cause is %q", got)
	}
}
