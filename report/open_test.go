package report_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"runexp/judge"
	"runexp/report"
	"runexp/runner"
)

// changed is the data of a scene after a change to each result.
func changed(name string, change func(*runner.Result)) *report.Data {
	d := sceneNamed(name).data()
	for i := range d.Results {
		change(&d.Results[i])
	}
	d.Cells = judge.Cells(d.Plan, d.Results)
	return d
}

func TestTablesSayWhatTheirTimesAre(t *testing.T) {
	const note = "latency is from the planned start (response time), service from the real one"
	for _, c := range []struct {
		scene, caption, note string
	}{
		{"seed", "  closed loop (service times)  ", ""},
		{"partner-rate", "  open loop (response times)  ", "\n" + note + "\n"},
		{"both-loops", "", "\nin rows with a rate " + note + "\n"},
	} {
		got := table(t, sceneNamed(c.scene).data(), report.Layout{})
		if !strings.Contains(got, c.caption) || !strings.Contains(got, c.note) || c.note == "" && strings.Contains(got, "planned start") ||
			c.caption == "" && strings.Contains(got, " loop (") {
			t.Errorf("%s:\n%s", c.scene, got)
		}
	}
	if got := table(t, sceneNamed("partner-rate").data(), report.Layout{Columns: []string{"rate", "late"}}); strings.Contains(got, "planned start") {
		t.Errorf("no time is shown:\n%s", got)
	}
}

func TestOpenLoopsHaveColumnsOfTheirOwn(t *testing.T) {
	for scene, want := range map[string]string{"seed": "", "disciplines": "", "partner-rate": "service p50,service p99,late,skipped", "both-loops": "service p50,service p99,late"} {
		heading := headingOf(t, table(t, sceneNamed(scene).data(), report.Layout{}))
		var got []string
		for _, column := range []string{"service p50", "service p99", "late", "skipped"} {
			if strings.Contains(heading, column) {
				got = append(got, column)
			}
		}
		if strings.Join(got, ",") != want {
			t.Errorf("%s has %v, want %s", scene, got, want)
		}
	}
}

// A row of a closed loop has no late starts, which is not the same as none.
func TestClosedLoopsAreNeverLate(t *testing.T) {
	d := sceneNamed("both-loops").data()
	got := table(t, d, report.Layout{Columns: []string{"discipline", "engine", "late", "skipped"}})
	for line := range strings.Lines(got) {
		words := strings.Fields(line)
		if len(words) > 1 && words[0] == "window" && len(words) != 2 || len(words) > 1 && words[0] == "rate" && len(words) != 4 {
			t.Errorf("row %q", line)
		}
	}
	_, rows, _ := readCSV(t, d)
	for _, row := range rows {
		open := row["discipline"] == "rate"
		if open != (row["late"] == "0") || open != (row["rate_rps"] == "50") || open != (row["arrivals"] == "constant") || row["duration_s"] != "1.5" || row["iterations"] != "" || row["cut"] != "true" {
			t.Errorf("row %v", row)
		}
		if same := row["service_p99_ms"] == row["latency_p99_ms"]; same == open {
			t.Errorf("%s: service p99 %s, latency p99 %s", row["discipline"], row["service_p99_ms"], row["latency_p99_ms"])
		}
	}
}

func TestRowsThatTheClockEndedAreMarked(t *testing.T) {
	d := changed("disciplines", func(r *runner.Result) { r.Cut = r.Trial.Spec.Load.Discipline == "serial" && r.Trial.Repeat == 2 })
	got := table(t, d, report.Layout{})
	if strings.Count(got, " c ") != 1 || !strings.Contains(got, "\nc  ended by duration: compare req/s, not elapsed\n") {
		t.Errorf("one row is cut:\n%s", got)
	}
	if got := table(t, d, report.Layout{Columns: []string{"concurrency", "ratio"}}); strings.Contains(got, "duration") {
		t.Errorf("elapsed is not shown:\n%s", got)
	}
}

func TestSlowConnectionsAreExplained(t *testing.T) {
	got := table(t, changed("disciplines", func(r *runner.Result) {
		if l := r.Trial.Spec.Load; l.Discipline == "chunk" && l.Concurrency == 100 {
			r.SlowConnects = 2
		}
	}), report.Layout{})
	for _, want := range []string{"slow connects: 6 requests", "backlog", "connections: preconnected", "redial: 25ms", "(discipline chunk, concurrency 100)"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in:\n%s", want, got)
		}
	}
	if got := table(t, sceneNamed("disciplines").data(), report.Layout{}); strings.Contains(got, "slow connects") || strings.Contains(got, "redials") {
		t.Errorf("there are none:\n%s", got)
	}
	got = table(t, changed("seed", func(r *runner.Result) { r.Redials = 1 }), report.Layout{})
	if !strings.Contains(got, "\nredials: once gave up an unanswered connection and dialled anew\n") {
		t.Errorf("one redial:\n%s", got)
	}
}

func TestSlotsWithoutTheirConnectionAreTold(t *testing.T) {
	for _, c := range []struct {
		connections int64 // of each trial
		want        string
	}{{100, ""}, {99, "\npreconnected: 99 of 100 slots had a connection when their trial started\n"}, {0, "\npreconnected: 0 of 100 slots"}} {
		d := sceneNamed("seed").data()
		for i := range d.Plan.Trials {
			d.Plan.Trials[i].Spec.Load.Connections = "preconnected"
		}
		d.Results[0].Preconnected = c.connections
		d.Cells = judge.Cells(d.Plan, d.Results)
		got := table(t, d, report.Layout{})
		if !strings.Contains(got, c.want) || c.want == "" && strings.Contains(got, "preconnected") {
			t.Errorf("%d connections:\n%s", c.connections, got)
		}
	}
}

func TestLateStartsAreExplained(t *testing.T) {
	const server, client = "all slots were taken: the server did not keep up, or concurrency is too small for it", "the client could not keep the rate: a lower rate, or a machine with less to do"
	for _, c := range []struct {
		name          string
		late, skipped int64
		peak          int
		want          string
	}{
		{"none", 0, 0, 10, ""},
		{"fewer than one in a thousand", 1, 0, 10, ""},
		{"with slots to spare", 12, 0, 10, "late: 36 of 3,600 starts; " + client},
		{"without a free slot", 12, 0, 200, "late: 36 of 3,600 starts; " + server},
		{"with some skipped", 0, 1, 200, "late: 0 of 3,603 starts, and 3 skipped; " + server},
	} {
		d := changed("partner-rate", func(r *runner.Result) {
			r.Late, r.Skipped, r.Peak, r.Redials = 0, 0, 10, 0
			if r.Trial.Spec.Load.Rate == 100 {
				r.Late, r.Skipped, r.Peak = c.late, c.skipped, c.peak
			}
		})
		got := table(t, d, report.Layout{})
		if c.want == "" && strings.Contains(got, "\nlate:") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q is not in:\n%s", c.name, c.want, got)
		}
	}
}

func TestDocumentsOfOpenLoopsReadBack(t *testing.T) {
	for _, scene := range []string{"partner-rate", "both-loops"} {
		d := sceneNamed(scene).data()
		var text bytes.Buffer
		if err := report.JSON(&text, d); err != nil {
			t.Fatal(err)
		}
		back, err := report.ReadJSON(bytes.NewReader(text.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		back.Samples = d.Samples // a document has none
		for _, format := range report.Formats() {
			var was, is bytes.Buffer
			if err := report.Write(&was, format, d, report.Layout{}); err != nil {
				t.Fatal(err)
			}
			if err := report.Write(&is, format, back, report.Layout{}); err != nil {
				t.Fatal(err)
			}
			if was.String() != is.String() {
				t.Errorf("%s as %s differs after reading it back", scene, format)
			}
		}
	}
}

func TestDocumentsAtOddsWithThemselvesAreRefused(t *testing.T) {
	for name, spoil := range map[string]func(*runner.Result){
		"more late than requests":          func(r *runner.Result) { r.Late = r.Requests + 1 },
		"negative skips":                   func(r *runner.Result) { r.Skipped = -1 },
		"more slow connects than requests": func(r *runner.Result) { r.SlowConnects = r.Requests + 1 },
		"a service time too many":          func(r *runner.Result) { r.Service.Record(time.Second) },
	} {
		d := changed("partner-rate", spoil)
		var text bytes.Buffer
		if err := report.JSON(&text, d); err != nil {
			t.Fatal(err)
		}
		if _, err := report.ReadJSON(&text); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
