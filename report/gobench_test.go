package report_test

import (
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/perf/benchfmt"

	"runexp/report"
	"runexp/runner"
	"runexp/stats"
)

func TestGoBenchLooksAsItDid(t *testing.T) {
	for _, name := range []string{"seed", "session-per-call", "trouble", "partner-rate"} {
		t.Run(name, func(t *testing.T) {
			golden(t, name+".gobench", []byte(written(t, "gobench", recorded(name))))
		})
	}
}

// benchmarks reads a text with the reader of benchstat.
func benchmarks(tb testing.TB, text string) (results []*benchfmt.Result, units benchfmt.UnitMetadataMap) {
	tb.Helper()
	reader := benchfmt.NewReader(strings.NewReader(text), "test")
	for reader.Scan() {
		switch r := reader.Result().(type) {
		case *benchfmt.Result:
			results = append(results, r.Clone())
		case *benchfmt.SyntaxError:
			tb.Fatalf("%v in\n%s", r, text)
		}
	}
	if err := reader.Err(); err != nil {
		tb.Fatal(err)
	}
	if n := strings.Count("\n"+text, "\nBenchmark"); n != len(results) {
		tb.Fatalf("%d lines of %d are read in\n%s", len(results), n, text)
	}
	return results, reader.Units()
}

func valueOf(tb testing.TB, r *benchfmt.Result, unit string) float64 {
	tb.Helper()
	x, ok := r.Value(unit)
	if !ok {
		tb.Errorf("%s has no %s", r.Name, unit)
	}
	return x
}

func TestGoBenchHasALineForEachRepeat(t *testing.T) {
	d := recorded("pr-gate") // it has a trial that warms up, and one that was run again
	results, units := benchmarks(t, written(t, "gobench", d))
	lines := make(map[string]int)
	for _, r := range results {
		lines[string(r.Name)]++
	}
	var want []string
	for _, q := range []string{"shoes", "red+shoes"} {
		for _, c := range []string{"8", "32", "64"} {
			for _, target := range []string{"base", "head"} {
				want = append(want, "PrGate/q="+q+"/c="+c+"/target="+target+"-2")
			}
		}
	}
	slices.Sort(want)
	if got := slices.Sorted(maps.Keys(lines)); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	for name, n := range lines {
		if n != 10 {
			t.Errorf("%s has %d lines", name, n)
		}
	}
	for unit, better := range map[string]int{"req/s": 1, "sec/op": -1, "p99-sec": -1, "err-%": -1} {
		if units.GetBetter(unit) != better {
			t.Errorf("better of %s is %d", unit, units.GetBetter(unit))
		}
	}
	if r := results[0]; r.GetConfig("goos") != "linux" || r.GetConfig("experiment") != "pr-gate" || r.GetConfig("iterations") != "1000" || r.GetConfig("commit") != "" || r.GetConfig("q") != "" {
		t.Errorf("the configuration is %v", r.Config)
	}
}

func TestGoBenchHoldsWhatWasMeasured(t *testing.T) {
	d := sceneNamed("trouble").data()
	_, rows, _ := readCSV(t, d)
	results, _ := benchmarks(t, written(t, "gobench", d))
	if len(results) != len(rows) {
		t.Fatalf("%d lines for %d trials", len(results), len(rows))
	}
	for i, row := range rows {
		for unit, column := range map[string]string{"sec/op": "latency_mean_ms", "req/s": "throughput_rps", "p90-sec": "latency_p90_ms", "elapsed-sec": "elapsed_s", "err-%": "error_rate"} {
			want, _ := strconv.ParseFloat(row[column], 64)
			switch {
			case strings.HasSuffix(column, "_ms"):
				want /= 1000
			case unit == "err-%":
				want *= 100
			}
			if got := valueOf(t, results[i], unit); got < want*(1-1e-9) || got > want*(1+1e-9) {
				t.Errorf("%s of %s is %v, want %v", unit, row["trial"], got, want)
			}
		}
		if strconv.Itoa(results[i].Iters) != row["ok"] {
			t.Errorf("%s has %d iterations", row["trial"], results[i].Iters)
		}
	}
}

// benchstat merges p99-ns and p99-sec into one sample, and shows a unit that only
// some repeats have for these.
func TestAllRepeatsOfACellHaveTheSameUnitsOnce(t *testing.T) {
	for _, s := range allScenes() {
		units := make(map[string]string)
		results, _ := benchmarks(t, written(t, "gobench", s.data()))
		for _, r := range results {
			var words []string
			for _, v := range r.Values {
				words = append(words, v.Unit)
			}
			slices.Sort(words)
			if len(slices.Compact(slices.Clone(words))) != len(words) {
				t.Errorf("%s: %s has a unit twice: %v", s.name, r.Name, words)
			}
			name := string(r.Name)
			if known, ok := units[name]; ok && known != strings.Join(words, " ") {
				t.Errorf("%s: %s has %s, then %v", s.name, name, known, words)
			}
			units[name] = strings.Join(words, " ")
		}
	}
	for name, want := range map[string]bool{"seed": false, "session-per-call": true} { // 500 and 2500 requests a cell
		results, _ := benchmarks(t, written(t, "gobench", sceneNamed(name).data()))
		if _, got := results[0].Value("p99-sec"); got != want {
			t.Errorf("%s: p99 is there: %v", name, got)
		}
	}
}

func TestGoBenchLeavesInvalidTrialsOut(t *testing.T) {
	d := sceneNamed("doubtful").data()
	_, rows, _ := readCSV(t, d)
	valid := 0
	for _, row := range rows {
		if row["verdict"] != "invalid" {
			valid++
		}
	}
	if results, _ := benchmarks(t, written(t, "gobench", d)); len(results) != valid || valid == len(rows) {
		t.Errorf("%d lines for %d valid trials of %d", len(results), valid, len(rows))
	}
	s := sceneNamed("seed")
	s.fail = func(r *runner.Result) { failing(r, r.OK, "connect", 0, "connection refused") }
	if results, _ := benchmarks(t, written(t, "gobench", s.data())); len(results) != 0 {
		t.Errorf("a trial without a success has %d lines", len(results))
	}
}

func TestNamesOfBenchmarksAreSafe(t *testing.T) {
	for in, want := range map[string]string{
		"red shoes": "red%20shoes", "a/b": "a%2Fb", "50%": "50%25", "x-5": "x-5", "\x1b": "%1B", "\xff": "%FF", "a\u3000b\u202e": "a%E3%80%80b%E2%80%AE",
		"größe=靴": "größe=靴", `"<b>'|`: `"<b>'|`, "": "", "\n\t": "%0A%09",
	} {
		s := sceneNamed("seed")
		s.fields = append(s.fields, param("q", in, "other"))
		text := written(t, "gobench", s.data())
		checkVisible(t, "gobench", text)
		results, _ := benchmarks(t, text)
		if got := string(results[0].Name); got != "Seed/q="+want+"-1" || len(results) != 2 {
			t.Errorf("%q became %s", in, got)
		}
	}
}

func TestKeysOfBenchmarksAreTheirOwn(t *testing.T) {
	s := sceneNamed("seed")
	s.name = "2nd try: größe"
	s.fields = []runner.Field{
		field("concurrency", "100", "200"), field("iterations", "500"), param("c", "x", "y"), param("a b", "1", "2"), param("a=", "3", "4"),
		param("Über all:x", "f"), param("ǅ", "g"),
	}
	d := s.data()
	results, _ := benchmarks(t, written(t, "gobench", d))
	if got, want := string(results[0].Name), "2ndTryGröße/c=100/param.c=x/a%20b=1/a%3D=3-1"; got != want {
		t.Errorf("the name is %s, want %s", got, want)
	}
	for _, c := range results[0].Config {
		if c.Key != strings.ToLower(c.Key) || strings.ContainsAny(c.Key, " :") {
			t.Errorf("key %q", c.Key)
		}
	}
	if got := results[0].GetConfig("param-über-all-x"); got != "f" {
		t.Errorf("the configuration is %v", results[0].Config)
	}
	if got, _ := benchmarks(t, written(t, "gobench", sceneNamed("partner-rate").data())); string(got[0].Name) != "PartnerRate/rate=20-1" {
		t.Errorf("an open loop is %s", got[0].Name)
	}
}

// FuzzGoBench: whatever texts an experiment holds, each line is read, and different
// values are different benchmarks.
func FuzzGoBench(f *testing.F) {
	for _, seed := range []string{"shoes", "red shoes", "a/b", "-3", "Unit x", "Benchmark", "\n", "\xff", "%", "ǅ", "\u0085", "=", ""} {
		f.Add(seed, seed, seed)
	}
	f.Fuzz(func(t *testing.T, name, key, value string) {
		s := sceneNamed("seed")
		s.name = name
		s.fields = append(s.fields, param(key, value, value+"x"), param("fixed"+key, value))
		d := s.data()
		d.Again = value
		text := written(t, "gobench", d)
		checkVisible(t, "gobench", strings.ReplaceAll(text, "\u3000", " "))
		results, _ := benchmarks(t, text)
		if len(results) != 2 || string(results[0].Name) == string(results[1].Name) || !strings.HasSuffix(string(results[0].Name), "-1") {
			t.Fatalf("%q", text)
		}
	})
}

// sided is one of two runs: the second is slower by a quarter.
func sided(slower float64) *report.Data {
	s := sceneNamed("session-per-call")
	s.repeats = 10
	s.fail = func(r *runner.Result) {
		if r.Trial.Spec.Load.KeepAlive {
			return
		}
		times := stats.NewHistogram()
		for i := range r.OK {
			times.Record(time.Duration(slower * float64(100*time.Millisecond+time.Duration(i)*10*time.Microsecond+time.Duration(r.Trial.Seq)*20*time.Microsecond)))
		}
		r.Latency, r.Elapsed = times, time.Duration(slower*float64(r.Elapsed))
	}
	if slower > 1 {
		s.seed++
	}
	return s.data()
}

// TestBenchstatTellsWhichRunIsSlower runs the real program.
func TestBenchstatTellsWhichRunIsSlower(t *testing.T) {
	if testing.Short() {
		t.Skip("it is built first")
	}
	folder := t.TempDir()
	for name, d := range map[string]*report.Data{"old": sided(1), "new": sided(1.25)} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(written(t, "gobench", d)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c := exec.CommandContext(t.Context(), "go", "run", "golang.org/x/perf/cmd/benchstat", "-format", "csv", filepath.Join(folder, "old"), filepath.Join(folder, "new"))
	var problems strings.Builder
	c.Stderr = &problems
	out, err := c.Output()
	if err != nil {
		if os.Getenv("RUNEXP_CI") == "" {
			t.Skipf("benchstat does not run here: %v\n%s", err, problems.String())
		}
		t.Fatalf("%v\n%s", err, problems.String())
	}
	if strings.Contains(problems.String(), "need >=") || strings.Contains(problems.String(), "missing") {
		t.Errorf("benchstat warns:\n%s", problems.String())
	}
	unit, found := "", make(map[string]string)
	for line := range strings.Lines(string(out)) {
		cells := strings.Split(strings.TrimSpace(line), ",")
		switch {
		case len(cells) > 5 && cells[5] == "vs base":
			unit = cells[1]
		case len(cells) > 5 && strings.HasPrefix(cells[0], "SessionPerCall/"):
			found[unit+" "+cells[0]] = cells[5]
		}
	}
	for name, want := range map[string]float64{
		"sec/op SessionPerCall/keepalive=false-1": 25, "req/s SessionPerCall/keepalive=false-1": -20, "p99-sec SessionPerCall/keepalive=false-1": 25,
		"elapsed-sec SessionPerCall/keepalive=false-1": 25, "sec/op SessionPerCall/keepalive=true-1": 0, "req/s SessionPerCall/keepalive=true-1": 0,
		"err-% SessionPerCall/keepalive=true-1": 0,
	} {
		got, err := strconv.ParseFloat(strings.TrimSuffix(strings.Replace(found[name], "~", "0", 1), "%"), 64)
		if err != nil || math.Abs(got-want) > 0.3 {
			t.Errorf("%s: %q, want %v %%\n%s", name, found[name], want, out)
		}
	}
}
