package runner_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"runexp/runner"
)

func TestExpansion(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{
			"a file without lists is one point",
			load("iterations: 5", "concurrency: 2"),
			"concurrency=2 iterations=5",
		},
		{
			"the first factor of the file is the slowest",
			sweep("params: {p: [a, b], q: z}", "iterations: 5", "concurrency: [1, 2]"),
			`concurrency=1 iterations=5 param.p=a param.q=z
			 concurrency=2 iterations=5 param.p=a param.q=z
			 concurrency=1 iterations=5 param.p=b param.q=z
			 concurrency=2 iterations=5 param.p=b param.q=z`,
		},
		{
			"the order of the file decides, not that of the documentation",
			load("concurrency: [1, 2]", "iterations: [7, 5]"),
			`concurrency=1 iterations=7
			 concurrency=1 iterations=5
			 concurrency=2 iterations=7
			 concurrency=2 iterations=5`,
		},
		{
			"zipped factors go together and stand where their first does",
			sweep("concurrency: [1, 2]", "params: {p: [a, b], q: [x, y]}", "iterations: [5, 6]", "zip: [[iterations, concurrency]]", "where: p == a"),
			`concurrency=1 iterations=5 param.p=a param.q=x
			 concurrency=1 iterations=5 param.p=a param.q=y
			 concurrency=2 iterations=6 param.p=a param.q=x
			 concurrency=2 iterations=6 param.p=a param.q=y`,
		},
		{
			"two zip groups multiply",
			sweep("concurrency: [1, 2]", "iterations: [5, 6]", "params: {p: [a, b], q: [x, y]}", "zip: [[concurrency, iterations], [p, q]]"),
			`concurrency=1 iterations=5 param.p=a param.q=x
			 concurrency=1 iterations=5 param.p=b param.q=y
			 concurrency=2 iterations=6 param.p=a param.q=x
			 concurrency=2 iterations=6 param.p=b param.q=y`,
		},
		{
			"a level may stand twice in a zip",
			load("concurrency: [1, 1]", "iterations: [5, 6]", "zip: [[concurrency, iterations]]"),
			`concurrency=1 iterations=5
			 concurrency=1 iterations=6`,
		},
		{
			"all conditions of where must hold",
			load("iterations: [5, 6, 7]", "concurrency: [1, 2]", "where: [iterations >= 6, concurrency < 2 or iterations == 7]"),
			`concurrency=1 iterations=6
			 concurrency=1 iterations=7
			 concurrency=2 iterations=7`,
		},
		{
			"an exclude goes where all of its fields match, a list meaning any of",
			load("iterations: [5, 6, 7]", "concurrency: [1, 2]", "exclude: [{iterations: [5, 7], concurrency: 2}, {iterations: 6}]"),
			`concurrency=1 iterations=5
			 concurrency=1 iterations=7`,
		},
		{
			"durations written differently are one level",
			load("iterations: 5", "concurrency: 1", "think_time: [1s, 90s]", "exclude: [{think_time: 1m30s}]"),
			`concurrency=1 iterations=5 think_time=1s`,
		},
		{
			"serial has one slot, so its concurrencies are one point",
			load("iterations: 5", "discipline: [window, serial, chunk]", "concurrency: [2, 3]"),
			`concurrency=2 iterations=5
			 concurrency=3 iterations=5
			 concurrency=1 discipline=serial iterations=5
			 concurrency=2 discipline=chunk iterations=5
			 concurrency=3 discipline=chunk iterations=5`,
		},
		{
			"serial needs no concurrency",
			load("iterations: 5", "discipline: serial"),
			`concurrency=1 discipline=serial iterations=5`,
		},
		{
			"serial of different iterations stays apart",
			load("iterations: [5, 6]", "discipline: serial", "concurrency: [2, 3]"),
			`concurrency=1 discipline=serial iterations=5
			 concurrency=1 discipline=serial iterations=6`,
		},
		{
			"where sees the concurrency that serial is given in the file",
			load("iterations: 5", "discipline: [serial, window]", "concurrency: [2, 3]", "where: concurrency == 3"),
			`concurrency=1 discipline=serial iterations=5
			 concurrency=3 iterations=5`,
		},
		{
			"included points come last, one for each combination of their lists",
			load("iterations: 5", "concurrency: [1, 2]", "include: [{concurrency: [8, 9], iterations: [6, 7]}, {concurrency: 4}]"),
			`concurrency=1 iterations=5
			 concurrency=2 iterations=5
			 concurrency=8 iterations=6
			 concurrency=8 iterations=7
			 concurrency=9 iterations=6
			 concurrency=9 iterations=7
			 concurrency=4 iterations=5`,
		},
		{
			"included points are never excluded and may break a zip",
			load("iterations: [5, 6]", "concurrency: [1, 2]", "zip: [[iterations, concurrency]]", "where: iterations == 5",
				"exclude: [{concurrency: 2}]", "include: [{iterations: 6, concurrency: 1}]"),
			`concurrency=1 iterations=5
			 concurrency=1 iterations=6`,
		},
		{
			"an included point may set fields that the file does not have",
			load("iterations: 5", "concurrency: [1, 2]", "include: [{concurrency: 2, keepalive: false, discipline: chunk, think_time: 1ms, timeout: 9s}]"),
			`concurrency=1 iterations=5
			 concurrency=2 iterations=5
			 concurrency=2 discipline=chunk iterations=5 keepalive=false think_time=1ms timeout=9s`,
		},
		{
			"an included serial point has one slot",
			load("iterations: 5", "concurrency: [2, 3]", "include: [{concurrency: 7, discipline: serial}]"),
			`concurrency=2 iterations=5
			 concurrency=3 iterations=5
			 concurrency=1 discipline=serial iterations=5`,
		},
		{
			"fields at their defaults are left out",
			load("iterations: 5", "concurrency: 1", "discipline: window", "keepalive: [true, false]", "timeout: [30s, 20s]", "think_time: 0ms"),
			`concurrency=1 iterations=5
			 concurrency=1 iterations=5 timeout=20s
			 concurrency=1 iterations=5 keepalive=false
			 concurrency=1 iterations=5 keepalive=false timeout=20s`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := planOf(t, c.file)
			var want []string
			for line := range strings.Lines(c.want) {
				want = append(want, strings.TrimSpace(line))
			}
			if diff := cmp.Diff(want, keysOf(p)); diff != "" {
				t.Errorf("points (-want +got):\n%s", diff)
			}
			for i, point := range p.Points {
				if point.Number != i+1 {
					t.Errorf("point %d has number %d", i+1, point.Number)
				}
			}
			if last := p.Steps[len(p.Steps)-1]; last.Points != len(p.Points) {
				t.Errorf("the last step leaves %d points, there are %d", last.Points, len(p.Points))
			}
		})
	}
}

func TestStepsTellHowThePointsCameAbout(t *testing.T) {
	p := planOf(t, sweep(
		"params: {p: [a, b, c], q: [x, y, z]}", "iterations: 5", "discipline: [window, serial]", "concurrency: [1, 2, 4]",
		"zip: [[p, q]]", "where: [p != a, concurrency < 4 or q == y]", "exclude: [{q: z, concurrency: [1, 2], discipline: window}]",
		"include: [{p: a, q: y, discipline: chunk, concurrency: [2, 9]}]",
	))
	want := []runner.Step{
		{What: "product", Text: "zip (p, q) 3 x discipline 2 x concurrency 3", Points: 18},
		{What: "where", Text: "p != a", Points: 12},
		{What: "where", Text: "concurrency < 4 or q == y", Points: 10},
		{What: "exclude", Text: "{q: z, concurrency: [1, 2], discipline: window}", Points: 8},
		{What: "collapse", Text: "serial has one slot: 5 points become 2", Points: 5},
		{What: "include", Text: "{p: a, q: y, discipline: chunk, concurrency: [2, 9]}", Points: 7},
	}
	if diff := cmp.Diff(want, p.Steps); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
}

func TestFieldsListTheValuesThatOccur(t *testing.T) {
	p := planOf(t, sweep(
		"params: {p: [b, a], q: z}", "iterations: 5", "discipline: [serial, window]", "concurrency: [8, 4, 2]",
		"where: concurrency != 4", "include: [{p: c, discipline: window, concurrency: 4, keepalive: false}]",
	))
	want := []runner.Field{
		{Name: "p", Param: true, Values: []string{"b", "a", "c"}},
		{Name: "q", Param: true, Values: []string{"z"}},
		{Name: "iterations", Values: []string{"5"}},
		{Name: "discipline", Values: []string{"serial", "window"}},
		{Name: "concurrency", Values: []string{"8", "4", "2", "1"}},
		{Name: "keepalive", Values: []string{"true", "false"}},
	}
	if diff := cmp.Diff(want, p.Fields); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	var swept []string
	for _, f := range p.Swept() {
		swept = append(swept, f.Name)
	}
	if diff := cmp.Diff([]string{"p", "discipline", "concurrency", "keepalive"}, swept); diff != "" {
		t.Errorf("swept (-want +got):\n%s", diff)
	}
}

func TestQuickLookNamesWhatItSends(t *testing.T) {
	e := read(t, load("iterations: [10, 500, 600]", "concurrency: [1, 2, 3, 4, 200]", "warmup: {requests: 9}"))
	e.Quick()
	p, err := runner.NewPlan(e, 1)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"concurrency=1 iterations=5",
		"concurrency=3 iterations=10",
		"concurrency=200 iterations=10",
		"concurrency=3 iterations=15",
		"concurrency=200 iterations=500",
		"concurrency=200 iterations=600",
	}
	if diff := cmp.Diff(want, keysOf(p)); diff != "" {
		t.Errorf("points (-want +got):\n%s", diff)
	}
	for _, trial := range p.Trials {
		n, _ := trial.Point.Value("iterations")
		if got := trial.Spec.Load.Iterations; n != "5" && n != "10" && n != "15" && n != "500" && n != "600" || trial.Spec.Warmup != nil {
			t.Errorf("%s: iterations %s, load %d, warm-up %v", trial.Name(), n, got, trial.Spec.Warmup)
		}
	}
	if n, sure := p.Requests(); n != 5+10+10+15+500+600 || sure != runner.Exactly {
		t.Errorf("%d requests", n)
	}
	last := p.Steps[len(p.Steps)-1]
	if last != (runner.Step{What: "quick", Text: "at most 5 requests per slot", Points: 6}) {
		t.Errorf("last step is %+v", last)
	}
}
