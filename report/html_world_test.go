package report_test

import (
	"cmp"
	"errors"
	"flag"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"runexp/judge"
	"runexp/report"
	"runexp/runner"
	"runexp/runner/vitals"
	"runexp/stats"
)

var pages = flag.String("pages", "", "write HTML reports of the scenes to this folder, to look at")

// server is a made-up server that serves a number of requests at once and keeps the
// others waiting.
type server struct {
	workers int
	noise   float64
	// fails makes a class of failure of some requests; nil for none.
	fails func(r *rand.Rand, waiting int) (class string, status int, cause string)
}

// serve makes a result up with each of its requests.
func (s server) serve(r *runner.Result, service time.Duration) {
	rng := rand.New(rand.NewPCG(r.Trial.Seed, 11))
	l := &r.Trial.Spec.Load
	r.Latency, r.Failed = stats.NewHistogram(), new(stats.Histogram)
	r.OK, r.Errors, r.Bytes, r.Classes, r.Statuses, r.Causes = 0, 0, 0, nil, map[int]int64{}, nil
	slots := make([]time.Duration, l.Concurrency)
	workers := make([]time.Duration, min(s.workers, l.Concurrency))
	drift := 1 + s.noise*rng.NormFloat64()
	var ends []time.Duration
	for i := range l.Iterations {
		slot, worker := earliest(slots), earliest(workers)
		start := slots[slot] + time.Duration(rng.IntN(300))*time.Microsecond
		begin := max(start, workers[worker])
		waiting := int((begin - start) / time.Millisecond)
		took := time.Duration(float64(service) * drift * (1.004 + 0.03*rng.ExpFloat64()))
		if rng.IntN(300) == 0 {
			took += service * time.Duration(1+rng.IntN(3)) / 2
		}
		end := begin + took
		class := "ok"
		if s.fails != nil {
			if c, status, cause := s.fails(rng, waiting); c != "" {
				class, end = c, start+took/3
				if r.Classes == nil {
					r.Classes, r.Causes = map[string]int64{}, map[string]string{}
				}
				r.Classes[c]++
				r.Causes[c] = cause
				if status > 0 {
					r.Statuses[status]++
				}
			}
		}
		slots[slot], workers[worker] = end, max(end, workers[worker])
		if class == "ok" {
			r.OK++
			r.Statuses[200]++
			r.Latency.Record(end - start)
			ends = append(ends, end)
		} else {
			r.Errors++
			r.Failed.Record(end - start)
		}
		r.Chronology = append(r.Chronology, runner.Span{Index: int64(i), Start: start, End: end, Class: class})
		r.Elapsed = max(r.Elapsed, end)
	}
	slices.SortStableFunc(r.Chronology, func(a, b runner.Span) int { return cmp.Compare(a.Start, b.Start) })
	r.Course = course(ends, r.Elapsed)
	r.Latency.Pack()
	r.Failed.Pack()
}

func earliest(times []time.Duration) int {
	at := 0
	for i, t := range times {
		if t < times[at] {
			at = i
		}
	}
	return at
}

func course(ends []time.Duration, elapsed time.Duration) *runner.Course {
	c := &runner.Course{Width: time.Millisecond}
	for elapsed/c.Width >= 256 {
		c.Width *= 2
	}
	c.Counts = make([]int64, elapsed/c.Width+1)
	for _, end := range ends {
		c.Counts[end/c.Width]++
	}
	return c
}

// markup are texts that a server, or a file, may send.
func markup() []string {
	return []string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(2)>`, `'-alert(3)-'`, "</script><svg/onload=alert(4)>", `{{.}} ${7*7} javascript:alert(5)`,
		"=cmd|' /C calc'!A0", "\x1b[2J\u202egnirts\u2028\u2029", "<!--<script>", `]]>`,
	}
}

// worldScene is a sweep of delays and concurrencies with everything that a report can
// show.
func worldScene(delays, levels, repeats, iterations int) scene {
	all := []string{"20ms", "50ms", "100ms", "200ms"}[:delays]
	steps := []string{"1", "2", "3", "4", "6", "8", "10", "13", "16", "20", "25", "32", "40", "50", "64", "80", "100", "128", "160", "200"}
	s := scene{
		name: "checkout sweep", seed: 1922, repeats: repeats, baseURL: "http://127.0.0.1:8080",
		fields:   []runner.Field{field("iterations", strconv.Itoa(iterations)), field("delay", all...), field("concurrency", steps[:levels]...)},
		analysis: runner.Analysis{Rows: "concurrency", By: "delay", Metrics: nil},
	}
	s.fail = func(r *runner.Result) {
		fails := func(rng *rand.Rand, waiting int) (string, int, string) {
			switch {
			case waiting > 90 && rng.IntN(60) == 0:
				return "status", 503, "status 503: " + markup()[rng.IntN(3)]
			case waiting > 150 && rng.IntN(200) == 0:
				return "reset", 0, markup()[rng.IntN(9)]
			}
			return "", 0, ""
		}
		server{workers: 64, noise: 0.012, fails: fails}.serve(r, *r.Trial.Spec.ServiceTime)
		rng := rand.New(rand.NewPCG(r.Trial.Seed, 3))
		r.Engine = "raw-epoll"
		r.Client = vitals.Report{Wall: r.Elapsed, CPU: r.Elapsed / 6, Processors: 2, Lag: tail(200, 70*time.Microsecond, time.Millisecond)}
		if rng.IntN(25) == 0 {
			pressure := 0.41
			r.Client.Pressure = &pressure
		}
	}
	s.judged = func(d *report.Data) *judge.Judgement {
		shuffle(d)
		j := (&judge.Rules{}).Judge(d.Plan, d.Results)
		j.Rulings = []judge.Ruling{
			ruledOn(j, 14, "error_rate < 1%", "error_rate", 0.01, nil),
			ruledOn(j, 15, "p99 < 700ms when concurrency <= 100", "p99", 700e6, func(c *judge.Cell) bool { return concurrency(c) <= 100 }),
		}
		d.Record = &report.Record{
			Run: "20261122T131000Z-checkout-4f2a9c", Started: time.Date(2026, 11, 22, 13, 10, 0, 0, time.UTC), Ended: time.Date(2026, 11, 22, 13, 31, 7, 0, time.UTC),
			Experiment: "name: checkout sweep\n# " + markup()[0] + "\nbase_url: http://127.0.0.1:8080\niterations: 300\ndelay: [20ms, 50ms, 100ms, 200ms]\nconcurrency: {from: 1, to: 200, steps: 20, scale: log}\nrepeat: 3\n",
			Overrides:  []string{"--set iterations=300"}, Commit: "81be02c44f2a9c81be02c44f2a9c81be02c44f2a", Branch: "main", Dirty: true,
			Machine: vitals.Machine{OS: "linux", Arch: "amd64", Kernel: "6.12.1", CPU: "A processor of 2.4 GHz", CPUs: 8, Processors: 4, Memory: 16 << 30, Host: "bench-3"},
			Build:   vitals.Build{Version: "0.1.0", Revision: "c6a6ddf0", Go: "go1.26.0"},
		}
		d.Plan.Description = "How does checkout behave as more clients come at once"
		return j
	}
	s.note = []string{"the server saw 72,000 requests: agrees"}
	return s
}

// shuffle gives each block an order of its own, and trials the times that follow.
func shuffle(d *report.Data) {
	at := time.Date(2026, 11, 22, 13, 10, 0, 0, time.UTC)
	blocks := make(map[int][]*runner.Result)
	for i := range d.Results {
		r := &d.Results[i]
		blocks[r.Trial.Block] = append(blocks[r.Trial.Block], r)
	}
	rng, seq := rand.New(rand.NewPCG(5, 5)), 0
	for _, block := range slices.Sorted(maps.Keys(blocks)) {
		all := blocks[block]
		rng.Shuffle(len(all), func(i, k int) { all[i], all[k] = all[k], all[i] })
		for _, r := range all {
			seq++
			r.Trial.Seq, r.Started = seq, at
			at = at.Add(r.Elapsed + 250*time.Millisecond)
		}
	}
}

// TestPagesAreWrittenToLookAt writes what the eye should judge.
func TestPagesAreWrittenToLookAt(t *testing.T) {
	if *pages == "" {
		t.Skip("no folder is named by -pages")
	}
	data := map[string]*report.Data{"world": worldScene(4, 20, 3, 300).data()}
	for _, s := range allScenes() {
		data[s.name] = s.data()
	}
	for name, d := range data {
		began := time.Now()
		path := filepath.Join(*pages, name+".html")
		if err := report.WriteFile(path, "html", d, report.Layout{}); err != nil {
			t.Error(err)
			continue
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Error(err)
			continue
		}
		t.Logf("%s: %d bytes in %v", name, info.Size(), time.Since(began))
	}
}

// contrast is a run against another that is slower where much is asked of it.
func contrast() *judge.Contrast {
	side := func(name string, workers int, slower float64) judge.Side {
		s := worldScene(2, 12, 10, 200)
		s.seed += uint64(workers)
		s.fail = func(r *runner.Result) {
			service := time.Duration(slower * float64(*r.Trial.Spec.ServiceTime))
			server{workers: workers, noise: 0.01}.serve(r, service)
		}
		d := s.data()
		m := vitals.Machine{OS: "linux", Arch: "amd64", Kernel: "6.12.1", CPU: "A processor", CPUs: workers / 10, Processors: 4, Memory: 16 << 30, Host: "bench-" + name}
		return judge.Side{Name: "2026112" + name + "T131000Z-" + markup()[0], Taken: d.Record.Started, Plan: d.Plan, Cells: judge.Cells(d.Plan, d.Results), Machine: m, Build: d.Record.Build, Commit: d.Record.Commit}
	}
	return judge.Compare(side("1", 64, 1), []judge.Side{side("2", 14, 1.04)}, judge.Contrasting{Tolerance: 0.05})
}

func TestComparisonsAreWrittenToLookAt(t *testing.T) {
	if *pages == "" {
		t.Skip("no folder is named by -pages")
	}
	f, err := os.Create(filepath.Join(*pages, "contrast.html"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(report.WriteContrast(f, "html", contrast(), report.Layout{}), f.Close()); err != nil {
		t.Fatal(err)
	}
}
