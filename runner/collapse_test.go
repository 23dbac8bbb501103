package runner_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"runexp/runner"
)

func TestLevelsThatNothingUsesCollapse(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []string
		want  string
		step  string
	}{
		{
			"a rate has slots enough",
			[]string{"iterations: 5", "rate: [10/s, 90/m]"},
			"concurrency=10000 iterations=5 rate=10/s; concurrency=10000 iterations=5 rate=1.5/s", "rate 2",
		},
		{
			"a rate with its slots and arrivals, the discipline said or not",
			[]string{"iterations: 5", "rate: 10/s", "concurrency: 3", "arrivals: [constant, poisson]", "discipline: rate"},
			"concurrency=3 iterations=5 rate=10/s; arrivals=poisson concurrency=3 iterations=5 rate=10/s", "arrivals 2",
		},
		{
			"closed loops have no rate, open ones no think time",
			[]string{"iterations: 5", "concurrency: 2", "discipline: [window, rate]", "rate: [10/s, 20/s]", "arrivals: [constant, poisson]", "think_time: [0, 1s]"},
			"concurrency=2 iterations=5; concurrency=2 iterations=5 think_time=1s; " +
				"concurrency=2 iterations=5 rate=10/s; arrivals=poisson concurrency=2 iterations=5 rate=10/s; " +
				"concurrency=2 iterations=5 rate=20/s; arrivals=poisson concurrency=2 iterations=5 rate=20/s",
			"only rate has a rate: 8 points become 2, under a rate nobody thinks: 8 points become 4",
		},
		{
			"serial beside a rate",
			[]string{"iterations: 5", "discipline: [serial, rate]", "rate: [10/s, 20/s]"},
			"concurrency=1 discipline=serial iterations=5; concurrency=10000 iterations=5 rate=10/s; concurrency=10000 iterations=5 rate=20/s",
			"serial has one slot: 2 points become 1",
		},
		{
			"no connection is held without keep-alive",
			[]string{"iterations: 5", "concurrency: 2", "keepalive: [true, false]", "connections: [fresh, preconnected, reuse]"},
			"concurrency=2 iterations=5; concurrency=2 connections=preconnected iterations=5; concurrency=2 connections=reuse iterations=5; concurrency=2 iterations=5 keepalive=false",
			"without keep-alive no connection is held: 3 points become 1",
		},
		{
			"defaults written out are no settings",
			[]string{"iterations: 5", "concurrency: 2", "connections: fresh", "engine: auto", "protocol: http1", "redial: 0s", "duration: 1s"},
			"concurrency=2 duration=1s iterations=5", "",
		},
		{
			"an included open loop",
			[]string{"iterations: 5", "concurrency: [2, 3]", "include: [{concurrency: 9, rate: 5/s}]"},
			"concurrency=2 iterations=5; concurrency=3 iterations=5; concurrency=9 iterations=5 rate=5/s", "{concurrency: 9, rate: 5/s}",
		},
		{
			"an included closed loop",
			[]string{"iterations: 5", "rate: [5/s, 6/s]", "include: [{concurrency: 9, rate: 5/s, discipline: chunk}]"},
			"concurrency=10000 iterations=5 rate=5/s; concurrency=10000 iterations=5 rate=6/s; concurrency=9 discipline=chunk iterations=5", "{concurrency: 9, rate: 5/s, discipline: chunk}",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := planOf(t, load(c.lines...))
			if diff := cmp.Diff(strings.Split(c.want, "; "), keysOf(p)); diff != "" {
				t.Errorf("points (-want +got):\n%s", diff)
			}
			if got := p.Steps[len(p.Steps)-1].Text; got != c.step {
				t.Errorf("last step is %q, want %q", got, c.step)
			}
			for _, trial := range p.Trials {
				l := trial.Spec.Load
				if l.Open() != (l.Discipline == "rate") || l.Open() != (l.Arrivals != "") {
					t.Errorf("%s: rate %v, discipline %s, arrivals %q", trial.Point.Key(), l.Rate, l.Discipline, l.Arrivals)
				}
			}
		})
	}
}

func TestQuickLookAtRatesAndDurations(t *testing.T) {
	e := read(t, load("duration: [1s, 1m]", "concurrency: 4", "discipline: [window, rate]", "rate: [1/h, 7/s, 1000/s]", "where: duration == 1s or rate == 7/s"))
	e.Quick()
	p, err := runner.NewPlan(e, 1)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"concurrency=4 duration=1s iterations=20",
		"concurrency=4 duration=1s iterations=1 rate=1/h",
		"concurrency=4 duration=1s iterations=14 rate=7/s",
		"concurrency=4 duration=1s iterations=20 rate=1000/s",
		"concurrency=4 duration=1m iterations=20",
		"concurrency=4 duration=1m iterations=14 rate=7/s",
	}
	if diff := cmp.Diff(want, keysOf(p)); diff != "" {
		t.Errorf("points (-want +got):\n%s", diff)
	}
	if got := p.Steps[len(p.Steps)-1].Text; got != "at most 5 requests per slot, 2 s of a rate" {
		t.Errorf("last step is %q", got)
	}
}

func TestLoadsThatCannotBePlanned(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"a semaphore that only the clock ends", load("duration: 5s", "concurrency: 10", "discipline: [window, semaphore]"), "semaphore creates all requests at once: it needs to know how many"},
		{"an included semaphore that only the clock ends", load("duration: 5s", "concurrency: [10, 20]", "include: [{concurrency: 5, discipline: semaphore}]"), "it needs to know how many"},
		{"an included discipline rate without a rate", load("iterations: 5", "concurrency: [1, 2]", "include: [{concurrency: 5, discipline: rate}]"), "an included point under rate needs a rate"},
		{"the same open loop twice", load("iterations: 5", "rate: [1/s, 2/s]", "include: [{rate: 60/m}]"), "this point is there already: concurrency=10000 iterations=5 rate=1/s"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := refusal(t, c.file); strings.Count(got, c.want) != 1 {
				t.Errorf("%q is not once in:\n%s", c.want, got)
			}
		})
	}
}
