package runner_test

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"runexp/config"
	"runexp/runner"
)

func TestPlanRefuses(t *testing.T) {
	for _, c := range []struct {
		name, file string
		want       []string
	}{
		{
			"a product above the limit, with all its numbers",
			`name: book
base_url: demo
path: /add?name=x&delay=${delay}&p=${p}
delay: {from: 1ms, to: 1000ms, step: 1ms}
params: {p: {from: 1, to: 1000, step: 1}}
concurrency: {from: 1, to: 1000, step: 1}
iterations: 500
`,
			[]string{"test.yaml: 1,000,000,000 points x 3 repeats = 3,000,000,000 trials;\n" +
				"  the limit is 100,000. concurrency 1000 x delay 1000 x p 1000\n"},
		},
		{
			"a product that repeats carry over the limit, the largest factor first",
			load("iterations: [1, 2]", "concurrency: {from: 1, to: 25000, step: 1}", "repeats: 3"),
			[]string{"50,000 points x 3 repeats = 150,000 trials;\n  the limit is 100,000. concurrency 25000 x iterations 2\n"},
		},
		{
			"a product above the limit that where would make small",
			load("iterations: {from: 1, to: 1000, step: 1}", "concurrency: {from: 1, to: 1000, step: 1}", "where: concurrency == 1", "repeats: 1"),
			[]string{"1,000,000 points x 1 repeat = 1,000,000 trials;"},
		},
		{
			"included points above the limit, counted with their repeats",
			load("iterations: [5]", "concurrency: [1, 2]", "repeats: 1000", "include: [{concurrency: ["+numbers(3, 101)+"]}]"),
			[]string{"test.yaml:5:11: 103 points x 1000 repeats = 103,000 trials;\n  the limit is 100,000."},
		},
		{
			"included lists whose product would not fit into memory",
			load("iterations: [5]", "concurrency: [1, 2]", "include: [{concurrency: ["+numbers(3, 9000)+"], iterations: ["+numbers(6, 9000)+"]}]"),
			[]string{"81,000,002 points x 3 repeats = 243,000,006 trials;\n  the limit is 100,000."},
		},
		{
			"an included point that is there already",
			load("iterations: 5", "concurrency: [1, 2]", "include: [{concurrency: 2}]"),
			[]string{"test.yaml:4:11: this point is there already: concurrency=2 iterations=5"},
		},
		{
			"an included point that is there already in other words",
			load("iterations: 5", "concurrency: [1, 2]", "include: [{concurrency: 2, keepalive: true, timeout: 30s, discipline: window}]"),
			[]string{"this point is there already: concurrency=2 iterations=5"},
		},
		{
			"an included point given twice by a list and a single point",
			load("iterations: 5", "concurrency: [1, 2]", "include: [{concurrency: [8, 9]}, {concurrency: 9}]"),
			[]string{"this point is there already: concurrency=9 iterations=5", "{concurrency: 9}"},
		},
		{
			"an included serial point that serial collapsed to already",
			load("iterations: 5", "discipline: [serial, window]", "concurrency: [8, 9]", "include: [{discipline: serial, concurrency: 4}]"),
			[]string{"this point is there already: concurrency=1 discipline=serial iterations=5"},
		},
		{
			"an included point without a concurrency",
			load("iterations: 5", "discipline: serial", "include: [{discipline: window}]"),
			[]string{"an included point needs a concurrency: only serial and rate do without", "write concurrency: 10"},
		},
		{
			"a where that leaves no point",
			load("iterations: 5", "concurrency: [1, 2]", "where: concurrency > 2"),
			[]string{"test.yaml:4:8: no point is left", "loosen where or exclude"},
		},
		{
			"an exclude that leaves no point, told at that exclude and not at where",
			load("iterations: 5", "concurrency: [1, 2]", "where: [concurrency >= 1, iterations == 5]", "exclude:", "  - {concurrency: 1}", "  - {concurrency: 2}", "  - {iterations: 5}"),
			[]string{"test.yaml:7:5: no point is left"},
		},
		{
			"a semaphore of too many requests",
			load("iterations: [500, 200001]", "concurrency: 10", "discipline: semaphore"),
			[]string{"test.yaml:2:13: semaphore creates all requests at once: 200,001 are more than 200,000", "use window, or fewer iterations"},
		},
		{
			"a semaphore whose warm-up has too many requests",
			load("iterations: 500", "concurrency: 10", "discipline: [semaphore, window]", "warmup: {requests: 200001}"),
			[]string{"semaphore creates all requests at once: 200,001 are more than 200,000", "fewer requests of warmup"},
		},
		{
			"a public host that one level leads to",
			"base_url: http://${host}/\nparams: {host: [127.0.0.1, example.com, example.org]}\niterations: 5\nconcurrency: 1\n",
			[]string{"example.com is a public host", "limits: {hosts: [example.com]}", "example.org is a public host"},
		},
		{
			"a port that is none, at one level of many points, told once",
			"base_url: http://127.0.0.1:${port}\nparams: {port: [80, x1]}\niterations: 5\nconcurrency: [1, 2]\n",
			[]string{"test.yaml:1:11: base_url", "1 | base_url: http://127.0.0.1:${port}"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			began := time.Now()
			got := refusal(t, c.file) + "\n"
			for _, want := range c.want {
				if n := strings.Count(got, want); n != 1 {
					t.Errorf("%d times %q in:\n%s", n, want, got)
				}
			}
			if took := time.Since(began); took > 20*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

// numbers lists n whole numbers.
func numbers(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(strconv.Itoa(from + i))
	}
	return b.String()
}

// The sizes multiply to a power of two that wraps around to 0 in 64 bits.
func TestProductsBeyond64BitsAreRefused(t *testing.T) {
	e := read(t, load("iterations: 5", "concurrency: 1"))
	levels := make([]config.Level, 1<<16)
	for i := range levels {
		levels[i].Value = config.IntValue(i)
	}
	for _, name := range []string{"a", "b", "c", "d"} {
		e.Factors = append(e.Factors, config.Factor{Name: name, Param: true, Levels: levels})
	}
	_, err := runner.NewPlan(e, 1)
	faults, ok := errors.AsType[config.Faults](err)
	if !ok || len(faults) != 1 {
		t.Fatalf("error is %v", err)
	}
	want := "18,446,744,073,709,551,616 points x 3 repeats = 55,340,232,221,128,654,848 trials"
	if got := faults[0].Error(); !strings.Contains(got, want) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// What reading a file lets pass is found when the levels are filled in, and told
// once, at however many points.
func TestURLsThatAreNoneAreToldOnceEach(t *testing.T) {
	for _, c := range []struct {
		name, base, path string
		want             []string
	}{
		{"in a path", "http://127.0.0.1", "/${p}%${q}", []string{`base_url and path make no URL: invalid URL escape "%zz"`, `base_url and path make no URL: invalid URL escape "%yy"`}},
		{"where both meet", "http://127.0.0.1/a", "%${q}/${p}/${random}", []string{`base_url and path make no URL: invalid URL escape "%zz"`, `base_url and path make no URL: invalid URL escape "%yy"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := read(t, sweep("params: {p: [a, b], q: ['20', zz, yy]}", "iterations: 5", "concurrency: [1, 2, 3]"))
			e.Target.URL, e.Path = template(t, c.base), template(t, c.path)
			_, err := runner.NewPlan(e, 1)
			faults, _ := errors.AsType[config.Faults](err)
			var got []string
			for _, f := range faults {
				got = append(got, f.Message)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("faults are %q, want %q", got, c.want)
			}
		})
	}
}

func TestABaseURLThatIsNoneIsNotToldAgainWithThePath(t *testing.T) {
	e := read(t, sweep("params: {p: [a, b], q: [zz]}", "iterations: 5", "concurrency: [1, 2, 3]"))
	e.Target.URL, e.Path = template(t, "http://127.0.0.1/%${q}"), template(t, "/${p}")
	_, err := runner.NewPlan(e, 1)
	if faults, ok := errors.AsType[config.Faults](err); !ok || len(faults) != 1 || strings.Contains(faults[0].Message, "path") {
		t.Errorf("faults are:\n%v", err)
	}
}

func template(tb testing.TB, text string) config.Template {
	tb.Helper()
	parsed, err := config.ParseTemplate(text)
	if err != nil {
		tb.Fatal(err)
	}
	return parsed
}
