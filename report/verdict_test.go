package report_test

import (
	"regexp"
	"strings"
	"testing"

	"runexp/judge"
	"runexp/report"
	"runexp/runner"
)

func mustHold(t *testing.T, text string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("%q is missing in\n%s", w, text)
		}
	}
}

func mustLack(t *testing.T, text string, not ...string) {
	t.Helper()
	for _, w := range not {
		if strings.Contains(text, w) {
			t.Errorf("%q is there in\n%s", w, text)
		}
	}
}

func TestVerdictsStandInTheRowsAndTheirReasonsUnderThem(t *testing.T) {
	d := sceneNamed("doubtful").data()
	got := table(t, d, report.Layout{Columns: []string{"concurrency", "verdict"}})
	mustHold(t, got,
		"\n           1  ok\n", "\n          10  susp. 1\n", "\n         100  susp. 2\n", "\n         100  2 of 3 trials 2,3\n", "\n         100  invalid 2,3\n",
		"\n1  noisy-host: something waited for a processor 34 % of the time (limit 25 %) (concurrency 10, q red shoes; concurrency 10, q =cmd|' /C calc'!A0)\n",
		"\n2  errors: 5.0 % of the requests failed (limit 1 %) (",
		"\n3  client-limited: the client's own delay is 31 % of p99 (limit 10 %) (concurrency 100, q =cmd|' /C calc'!A0); the client's own delay is 44 % of p99 (limit 10 %) (",
	)
}

func TestReasonsStandWithoutNumbersWhereNoRowHasThem(t *testing.T) {
	got := table(t, sceneNamed("doubtful").data(), report.Layout{Columns: []string{"concurrency", "req/s"}})
	mustHold(t, got, "\nsuspect, noisy-host: something waited", "\ninvalid, client-limited: the client's own delay")
	mustLack(t, got, "\n1  ")
}

func TestARowThatIsNotOKAlwaysSaysSo(t *testing.T) {
	d := sceneNamed("doubtful").data()
	for width := 20; width <= 200; width++ {
		if got := table(t, d, report.Layout{Width: width}); strings.Count(got, "2 of 3 trials 2,3") != 1 {
			t.Fatalf("width %d hides a verdict:\n%s", width, got)
		}
	}
}

func TestVerdictsThatAreAllOKTakeNoRoomFromNumbers(t *testing.T) {
	d := sceneNamed("best").data()
	mustHold(t, table(t, d, report.Layout{Width: 80}), "\nverdict: ok in all rows\n")
	got := table(t, d, report.Layout{Width: 120})
	mustLack(t, got, "verdict: ok")
	if h := headingOf(t, got); !strings.HasSuffix(h, " verdict") {
		t.Errorf("got %q", h)
	}
}

func TestManyFindingsOfOneCheckAreCounted(t *testing.T) {
	s := sceneNamed("best")
	s.judged = func(d *report.Data) *judge.Judgement {
		j := okay(d)
		for i := range j.Cells {
			name := j.Cells[i].Spec.Load.Discipline
			spoil(j, judge.Unsteady, judge.Suspect, "not steady before "+name, func(c *judge.Cell) bool { return c.Spec.Load.Discipline == name })
			j.Cells[i].Verdict.Reasons = j.Cells[i].Verdict.Reasons[:1]
		}
		return j
	}
	got := table(t, s.data(), report.Layout{})
	mustHold(t, got, "\n1  unsteady: not steady before serial (discipline serial, concurrency 1); not steady before window (discipline window, concurrency 26; discipline window, concurrency 100); not steady before semaphore (", "); and 4 other rows\n")
}

func TestMissingTrialsAreInTheVerdictUnlessTheRunWasStopped(t *testing.T) {
	s := sceneNamed("disciplines")
	s.done = func(t runner.Trial) bool { return t.Name() != "p6r2" }
	d := s.data()
	row := regexp.MustCompile(`\n chunk +26 +(\S.*)\n`)
	for _, c := range []struct {
		name   string
		change func()
		want   string
	}{
		{"stopped", func() {}, "ok"},
		{"a trial did not run", func() { d.Interrupted = false }, "2 of 3 trials"},
		{"as many as were needed", func() { d.Plan.Least, d.Plan.Repeats = 2, 9 }, "ok"},
	} {
		c.change()
		got := table(t, d, report.Layout{Columns: []string{"discipline", "concurrency", "verdict"}})
		if m := row.FindStringSubmatch(got); m == nil || m[1] != c.want {
			t.Errorf("%s: want %q in\n%s", c.name, c.want, got)
		}
	}
}

func TestAPivotMarksCellsThatAreNotOK(t *testing.T) {
	s := sceneNamed("book-sweep")
	s.judged = func(d *report.Data) *judge.Judgement {
		j := okay(d)
		spoil(j, judge.Collected, judge.Suspect, "the collector paused the client", func(c *judge.Cell) bool { return c.Point.Number == 1 })
		return j
	}
	got := table(t, s.data(), report.Layout{})
	mustHold(t, got, "\n           1  25.23 1.01x !  ", "\n!  suspect or invalid, see below\n", "\nsuspect, gc: the collector paused the client (delay 50ms, concurrency 1)\n")
}

func TestIntervalsStandBesideTheNumbersThatTheyAreOf(t *testing.T) {
	d := sceneNamed("session-per-call").data()
	c := &d.Cells[0]
	if c.Throughput.Center == c.Throughput.Median {
		t.Fatal("a median that is the center shows nothing")
	}
	c.Throughput.Center, c.Throughput.Half, c.Throughput.Median = 1234, 0.034, 777
	c.Elapsed.Center, c.Elapsed.Half, c.Elapsed.Median = 4.5, 12.3, 7.77
	c.Ratio.Center, c.Ratio.Median = 3.33, 7.77
	got := table(t, d, report.Layout{Columns: []string{"elapsed", "ratio", "throughput"}})
	mustHold(t, got, " elapsed s ±  ratio  req/s ±\n", " 4.500 >999%  3.33x  1234 3%\n")
	mustLack(t, got, "777", "7.77")
}

func TestOneRepeatHasNoInterval(t *testing.T) {
	got := table(t, sceneNamed("seed").data(), report.Layout{})
	mustLack(t, got, "±", "CV %")
	mustHold(t, got, "\nno interval: 1 repeat\n")
}

func TestASampleWithAZeroHasNoInterval(t *testing.T) {
	d := sceneNamed("session-per-call").data()
	for i := range d.Cells {
		d.Cells[i].Throughput.Min = 0
	}
	mustLack(t, table(t, d, report.Layout{Columns: []string{"throughput"}}), "±")
}

func TestTheCeilingShowsWhereTheClientIsCalibrated(t *testing.T) {
	d := sceneNamed("session-per-call").data()
	mustLack(t, table(t, d, report.Layout{}), "ceiling")
	d.Cells[1].Ceiling = 0.314
	got := table(t, d, report.Layout{Columns: []string{"keepalive", "ceiling"}})
	mustHold(t, got, "\n false\n true              31\n")
	mustHold(t, table(t, d, report.Layout{}), "ceiling %")
}
