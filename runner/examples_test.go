package runner_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"runexp/runner"
)

// Files as users write them, with the numbers that they were promised.

const bookLog = `
name: book-log
base_url: http://10.0.3.17:8080/v1/
path: /book/${symbol}?depth=${depth}  # joined with one slash: /v1/book/ACME?depth=10
request:
  headers:
    X-Depth: ${depth}
params:
  symbol: [ACME, BRK.B]
  depth: [10, 100, 1000]
iterations: 1000
concurrency: {from: 1, to: 256, steps: 9, scale: log}     # 1 2 4 8 16 32 64 128 256
where: concurrency <= 64 or depth == 10
exclude:
  - {symbol: BRK.B, depth: [100, 1000]}
`

const seedFile = `
name: seed
base_url: http://127.0.0.1:8080/add?name=grequests&delay=100&
path: ${random}                       # base_url has a "?": appended as it is written
service_time: 100ms
iterations: 500
concurrency: 100
repeats: 1
`

const disciplines = `
name: disciplines
base_url: demo
path: /add?name=${trial}&delay=${delay}&jitter=50&${random}
iterations: 500
discipline: [serial, window, semaphore, chunk, static]   # serial runs once, with 1 slot
concurrency: [26, 100]
delay: 100ms
`

const staircase = `
name: staircase
base_url: demo
path: /add?name=${trial}&delay=${delay}&${random}
iterations: 500
delay: 200ms
discipline: [window, static]
concurrency: [84, 100, 101, 125, 126, 151, 166, 167]
repeats: 5
seed: 7
`

const quoteSweep = `
base_url: http://10.0.3.17:8080
path: /v1/quote?symbol=ACME&nocache=${random}
service_time: 120ms                   # what one call takes alone: gives ideal, ratio and the planned time
iterations: 500
duration: 20s                         # a trial ends at 500 requests or 20 s, whichever comes first
concurrency: [1, 2, 5, 10, 20, 50, 100]
timeout: 5s
`

const partnerRate = `
name: partner-rate
base_url: http://10.0.3.17:8080
path: /rates?pair=EURUSD
rate: [20/s, 50/s, 80/s, 100/s]       # open loop: discipline is rate
arrivals: poisson
concurrency: 200                      # under a rate: the most in flight
duration: 30s
`

func TestExamplesHaveTheNumbersTheyPromise(t *testing.T) {
	for _, c := range []struct {
		name, file     string
		steps          []int
		points, trials int
		requests       int64
		first          string
		swept          []string
	}{
		{
			"quote sweep: the two slowest points are cut by the clock", quoteSweep,
			[]int{7},
			7, 21, 3 * (167 + 334 + 5*500),
			"GET http://10.0.3.17:8080/v1/quote?symbol=ACME&nocache=",
			[]string{"concurrency"},
		},
		{
			"partner rate: 30 s of each rate", partnerRate,
			[]int{4},
			4, 12, 3 * 30 * (20 + 50 + 80 + 100),
			"GET http://10.0.3.17:8080/rates?pair=EURUSD",
			[]string{"rate"},
		},
		{
			"book log: 54, 46 and 32 points", bookLog,
			[]int{54, 46, 32},
			32, 96, 96_000,
			"GET http://10.0.3.17:8080/v1/book/ACME?depth=10",
			[]string{"symbol", "depth", "concurrency"},
		},
		{
			"the seed is one point", seedFile,
			[]int{1},
			1, 1, 500,
			"GET http://127.0.0.1:8080/add?name=grequests&delay=100&", nil,
		},
		{
			"serial of the disciplines runs once", disciplines,
			[]int{10, 9},
			9, 27, 13_500,
			"GET http://127.0.0.1:1/add?name=p1r1&delay=100&jitter=50&",
			[]string{"discipline", "concurrency"},
		},
		{
			"the staircase", staircase,
			[]int{16},
			16, 80, 40_000,
			"GET http://127.0.0.1:1/add?name=p1r1&delay=200&",
			[]string{"discipline", "concurrency"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := planOf(t, c.file)
			var steps []int
			for _, s := range p.Steps {
				steps = append(steps, s.Points)
			}
			var swept []string
			for _, f := range p.Swept() {
				swept = append(swept, f.Name)
			}
			if !slices.Equal(steps, c.steps) || !slices.Equal(swept, c.swept) {
				t.Errorf("steps %v, want %v; swept %v, want %v", steps, c.steps, swept, c.swept)
			}
			if n, _ := p.Requests(); len(p.Points) != c.points || len(p.Trials) != c.trials || n != c.requests {
				t.Errorf("%d points, %d trials, %d requests; want %d, %d, %d",
					len(p.Points), len(p.Trials), n, c.points, c.trials, c.requests)
			}
			if got := firstRequest(t, p); !strings.HasPrefix(got, c.first) {
				t.Errorf("first request is\n%s, want\n%s", got, c.first)
			}
		})
	}
}

// firstRequest is the first request of point 1's first repeat.
func firstRequest(t *testing.T, p *runner.Plan) string {
	t.Helper()
	i := slices.IndexFunc(p.Trials, func(t runner.Trial) bool { return t.Name() == "p1r1" })
	r, err := (&runner.Local{Demo: "http://127.0.0.1:1"}).Request(&p.Trials[i], 0)
	if err != nil {
		t.Fatal(err)
	}
	return r.Method + " " + string(r.URL)
}

func TestBookLogInFull(t *testing.T) {
	p := planOf(t, bookLog)
	want := []runner.Step{
		{What: "product", Text: "symbol 2 x depth 3 x concurrency 9", Points: 54},
		{What: "where", Text: "concurrency <= 64 or depth == 10", Points: 46},
		{What: "exclude", Text: "{symbol: BRK.B, depth: [100, 1000]}", Points: 32},
	}
	if diff := cmp.Diff(want, p.Steps); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"10.0.3.17"}, p.Hosts); diff != "" {
		t.Errorf("hosts (-want +got):\n%s", diff)
	}
	if got := p.Points[31].Key(); got != "concurrency=256 iterations=1000 param.depth=10 param.symbol=BRK.B" {
		t.Errorf("last point is %s", got)
	}
	if _, ok := p.Expected(); ok {
		t.Error("the time is known, though neither delay nor service_time is given")
	}
	for i := range p.Trials {
		trial := &p.Trials[i]
		depth, _ := trial.Point.Value("depth")
		if trial.Spec.Request.Header[0] != (runner.Header{Name: "X-Depth", Value: depth}) {
			t.Fatalf("%s has header %v", trial.Point.Key(), trial.Spec.Request.Header)
		}
	}
}
