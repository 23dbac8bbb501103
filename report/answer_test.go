package report_test

import (
	"testing"

	"runexp/judge"
	"runexp/report"
	"runexp/runner"
	"runexp/stats"
)

func TestACurveSaysWhatIsWorthIt(t *testing.T) {
	s := sceneNamed("quote-sweep")
	rest := []runner.Setting{{Name: "delay", Value: "50ms"}, {Name: "q", Param: true, Value: "a\tb"}}
	for _, c := range []struct {
		name  string
		curve judge.Curve
		want  string // empty for no line
	}{
		{
			"saturated",
			judge.Curve{Load: "concurrency", Levels: 7, Shape: stats.Scalability{Shape: stats.ShapeSaturated, At: 23.6, Lo: 22.4, Hi: 25.8, Throughput: 194.7}},
			"worth it: concurrency 24 (22 to 26), 195 requests/s; past it calls only queue",
		},
		{
			"saturated, one repeat, at a rate",
			judge.Curve{Load: "rate", Levels: 7, Shape: stats.Scalability{Shape: stats.ShapeSaturated, At: 7.26, Lo: 7.26, Hi: 7.26, Throughput: 7.2}},
			"worth it: rate 7.3/s, 7.20 requests/s; past it requests only queue",
		},
		{
			"a peak",
			judge.Curve{Rest: rest, Load: "concurrency", Levels: 7, Shape: stats.Scalability{Shape: stats.ShapePeak, At: 96.1, Lo: 93, Hi: 99, Throughput: 1884, Retrograde: true}},
			`worth it (delay=50ms q=a\tb): peak at concurrency 96 (93 to 99), 1884 requests/s; past it throughput falls`,
		},
		{
			"rising",
			judge.Curve{Load: "concurrency", Levels: 7, Next: []float64{952, 1904}, Shape: stats.Scalability{Shape: stats.ShapeRising, Tested: 476}},
			"worth it: range too short, still rising at concurrency 476; next: measure 952, 1904",
		},
		{
			"no model",
			judge.Curve{Load: "rate", Levels: 7, Left: 2, Next: []float64{1, 2, 3, 4, 5, 6}, Shape: stats.Scalability{Shape: stats.ShapeNone, LackOfFit: 0.0123, Retrograde: true, Tested: 80}},
			"worth it: no model fits throughput against rate (p=0.012): trust the rows only; at rate 80/s there is less than before; 2 invalid levels left out; next: measure 1/s, 2/s, 3/s, 4/s",
		},
		{"two levels", judge.Curve{Load: "concurrency", Levels: 2, Next: []float64{5}}, ""},
		{"three levels", judge.Curve{Load: "concurrency", Levels: 3}, "worth it: not known, 3 levels where it takes 4 or more"},
		{"many invalid levels", judge.Curve{Load: "concurrency", Levels: 9, Left: 8}, "worth it: not known, 1 level where it takes 4 or more; 8 invalid levels left out"},
		{"enough levels that do not tell", judge.Curve{Load: "concurrency", Levels: 5}, "worth it: not known, these levels and repeats do not tell"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := s.data()
			d.Judgement.Answer.Curves = []judge.Curve{c.curve}
			got := table(t, d, report.Layout{})
			if c.want == "" {
				mustLack(t, got, "worth it")
				return
			}
			mustHold(t, got, "\n"+c.want+"\n")
		})
	}
}

func TestManyCurvesAreBounded(t *testing.T) {
	mustHold(t, table(t, sceneNamed("candidates").data(), report.Layout{}), "\nworth it (depth=2): rate 50/s, 49.9 requests/s; past it requests only queue\nand 3 more curves\n")
}

func TestWhatCurvesDoNotTellIsSaidOnceAndOnlyToThoseWhoAsk(t *testing.T) {
	d := sceneNamed("quote-sweep").data()
	few := judge.Curve{Rest: []runner.Setting{{Name: "q", Value: "x"}}, Load: "concurrency", Levels: 3, Next: []float64{2}}
	d.Judgement.Answer.Curves = []judge.Curve{few, few}
	mustHold(t, table(t, d, report.Layout{}), "\nworth it: not known, 3 levels where it takes 4 or more\nagain:")
	d.Judgement.Answer.Curves = []judge.Curve{few}
	mustHold(t, table(t, d, report.Layout{}), "\nworth it (q=x): not known, 3 levels where it takes 4 or more; next: measure 2\n")
	d.Judgement.Rulings = sceneNamed("smoke").data().Judgement.Rulings
	mustLack(t, table(t, d, report.Layout{}), "worth it")
}

func TestTheBestDiscipline(t *testing.T) {
	d := sceneNamed("best").data()
	mustHold(t, table(t, d, report.Layout{}),
		"\nbest: window at concurrency 100; semaphore is the same (-2.1 to 1.9%); chunk is 7.8% slower (5.7 to 10.0); static: ? (0.1% faster, -2.0 to 2.0, p=0.92, n=3)\n")
	b := d.Judgement.Answer.Best
	for i := range b.Others {
		b.Others[i].Word, b.Others[i].Why = judge.TooFew, "3 repeats with both sides, a comparison needs 6"
	}
	b.Concurrency = 0
	mustHold(t, table(t, d, report.Layout{}), "\nbest: no discipline is shown to be faster; semaphore, chunk, static: ? (too few repeats to tell: 3 repeats with both sides, a comparison needs 6)\n")
	b.Others[1].Why, b.Others[2].Why = "", "other"
	mustHold(t, table(t, d, report.Layout{}), "\nbest: no discipline is shown to be faster; semaphore: ? (too few repeats to tell: 3 repeats with both sides, a comparison needs 6); chunk: ?; static: ? (too few repeats to tell: other)\n")
}

func TestASearchSaysWhatItFound(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*judge.Found)
		want   string
	}{
		{"an answer", func(*judge.Found) {}, "largest concurrency under the SLO: 48 (95% sure; best guess 53, 50 to 57)"},
		{"not confirmed", func(f *judge.Found) { f.Confirmed = false }, "largest concurrency under the SLO: 48 (not confirmed; best guess 53, 50 to 57)"},
		{"the end of the range", func(f *judge.Found) {
			f.Likely, f.Safe, f.Ended = stats.Estimate{}, 512, "holds up to 512, the end of the range"
		}, "largest concurrency under the SLO: 512 (95% sure); holds up to 512, the end of the range"},
		{"nothing", func(f *judge.Found) { f.Likely, f.Safe, f.Ended = stats.Estimate{}, 0, "broken at 4" }, "largest concurrency under the SLO: none found; broken at 4"},
		{"a rate at a stem", func(f *judge.Found) { f.Find, f.Rest = "rate", []runner.Setting{{Name: "q", Param: true, Value: "x"}} }, "largest rate under the SLO (q=x): 48/s (95% sure; best guess 53/s, 50/s to 57/s)"},
	} {
		d := sceneNamed("capacity").data()
		c.change(&d.Judgement.Answer.Found[0])
		mustHold(t, table(t, d, report.Layout{}), "\n"+c.want+"\n")
	}
}

func TestASearchShowsTheLevelsItTried(t *testing.T) {
	d := sceneNamed("capacity").data()
	f := &d.Judgement.Answer.Found[0]
	f.Levels[1].Cell.Verdict.Level = judge.Suspect
	f.Levels[4].Cell = nil
	got := table(t, d, report.Layout{Width: 80})
	if h := headingOf(t, got); h != "concurrency trials error % req/s p99 ms holds answer" {
		t.Errorf("got %q", h)
	}
	mustHold(t, got, "  yes !\n", "  yes    <- confirmed\n", "\n!  suspect or invalid\n", "\n         128       1                       -  no\n")
	// Each stem has a table of its own, under its settings.
	other := *f
	f.Rest, other.Rest = []runner.Setting{{Name: "q", Value: "x"}}, []runner.Setting{{Name: "q", Value: "y"}}
	d.Judgement.Answer.Found = append(d.Judgement.Answer.Found, other)
	mustHold(t, table(t, d, report.Layout{Width: 80}), "\nq=x\n concurrency", "\n\nq=y\n concurrency")
}

func TestTheLevelThatMustBeReached(t *testing.T) {
	d := sceneNamed("capacity").data()
	mustHold(t, table(t, d, report.Layout{}), "\nFAIL  capacity.yaml:6  at_least 64  48\n")
	c := &d.Judgement.Rulings[0].Cases[0]
	c.Cell, c.Verdict, c.Metric, c.Value = &d.Judgement.Cells[2], stats.Pass, "rate", stats.Estimate{N: 14, Value: 70, Lo: 65, Hi: 75}
	mustHold(t, table(t, d, report.Layout{}), "\npass  capacity.yaml:6  at_least 64  70/s\n")
}
