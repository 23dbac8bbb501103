package stats_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"runexp/stats"
)

// hdrjs is a folder that holds node_modules/hdr-histogram-js, which
// npm install --prefix FOLDER hdr-histogram-js@3.0.1 makes.
var hdrjs = flag.String("hdrjs", "", "folder with node_modules/hdr-histogram-js, to read our histograms with")

// quantileError is the worst relative error that a quantile may have from 2 us on.
const quantileError = 0.001

// V8: of two records the lower one is read as the upper end of its bucket, which
// is the worst that can happen to it. Each bucket from 2 us to an hour has its turn.
func TestValidationV8WorstQuantileOfEachBucket(t *testing.T) {
	every := 1
	if !*full {
		every = 13
	}
	h := stats.NewHistogram()
	worst, at, n := 0.0, time.Duration(0), 0
	for v := 2 * time.Microsecond; v < time.Hour; {
		h.Reset()
		h.Record(v)
		h.Record(v)
		h.Record(time.Hour)
		got := h.Quantile(0.5)
		if e := math.Abs(float64(got-v)) / float64(v); e > worst {
			worst, at = e, v
		}
		n++
		for range every {
			v = v - v%bucket(v) + bucket(v)
		}
	}
	t.Logf("V8 buckets: worst error %.4f %% at %v, of %d buckets (<= %.1f %%)", 100*worst, at, n, 100*quantileError)
	if worst > quantileError || n < 1000 {
		t.Errorf("V8: error %v at %v, of %d buckets", worst, at, n)
	}
}

// bucket is the width that three significant digits give to the bucket of v.
func bucket(v time.Duration) time.Duration {
	width := time.Duration(1)
	for v >= 2048 {
		v, width = v/2, width*2
	}
	return width
}

// V8: all quantiles of latencies of many kinds, against the records themselves.
func TestValidationV8AllQuantiles(t *testing.T) {
	kinds := []struct {
		name string
		draw func(random *rand.Rand) float64 // s
	}{
		{"lognormal 1 ms", func(r *rand.Rand) float64 { return 1e-3 * math.Exp(0.5*r.NormFloat64()) }},
		{"1 % tail", func(r *rand.Rand) float64 {
			if r.IntN(100) == 0 {
				return 0.1 + r.ExpFloat64()
			}
			return 1e-3 * math.Exp(0.2*r.NormFloat64())
		}},
		{"all magnitudes", func(r *rand.Rand) float64 { return 2e-6 * math.Exp(r.Float64()*math.Log(1.8e9)) }},
		{"narrow", func(r *rand.Rand) float64 { return 0.1 + 1e-6*r.Float64() }},
	}
	for _, kind := range kinds {
		worst, quantiles := 0.0, 0
		for seed := range uint64(simulations(3, 20)) {
			random := rand.New(rand.NewPCG(8, seed))
			h, all := stats.NewHistogram(), make([]time.Duration, 1000)
			for i := range all {
				all[i] = max(2*time.Microsecond, time.Duration(kind.draw(random)*float64(time.Second)))
				h.Record(all[i])
			}
			slices.Sort(all)
			for i, exact := range all {
				got := h.Quantile((float64(i) + 0.5) / float64(len(all)))
				worst = max(worst, math.Abs(float64(got-exact))/float64(exact))
				quantiles++
			}
		}
		t.Logf("V8 %s: worst error %.4f %% of %d quantiles (<= %.1f %%)", kind.name, 100*worst, quantiles, 100*quantileError)
		if worst > quantileError {
			t.Errorf("V8 %s: error %v", kind.name, worst)
		}
	}
}

// V9: sixteen shards merged, some of them packed or sent as JSON on the way, are
// byte by byte the one histogram that saw everything.
func TestValidationV9MergedIsSingle(t *testing.T) {
	seeds := simulations(20, 200)
	differ := 0
	for seed := range uint64(seeds) {
		random := rand.New(rand.NewPCG(9, seed))
		single, merged := stats.NewHistogram(), new(stats.Histogram)
		shards := make([]*stats.Histogram, 16)
		for i := range shards {
			shards[i] = stats.NewHistogram()
		}
		for i, d := range durations(random, 2000) {
			single.Record(d)
			shards[i%len(shards)].Record(d)
		}
		for i, shard := range shards {
			if i%3 == 1 {
				shard.Pack()
			}
			if i%3 == 2 {
				arrived := new(stats.Histogram)
				if err := json.Unmarshal(encoded(t, shard), arrived); err != nil {
					t.Fatalf("seed %d: %v", seed, err)
				}
				shard = arrived
			}
			merged.Merge(shard)
		}
		if !bytes.Equal(encoded(t, merged), encoded(t, single)) {
			differ++
		}
	}
	t.Logf("V9 merged: %d of %d seeds differ from a single histogram (0)", differ, seeds)
	if differ > 0 {
		t.Errorf("V9: %d of %d differ", differ, seeds)
	}
}

// logged is what the other library says of one entry of a log.
type logged struct {
	Tag         string
	Count       int64
	Start, End  float64 // ms since the epoch
	Max, Mean   float64 // ns
	Percentiles []float64
}

// readLog is a program for node that prints what it reads.
const readLog = `
const hdr = require("hdr-histogram-js");
const text = require("fs").readFileSync(0, "utf8");
const reader = new hdr.HistogramLogReader(text, 64);
const asked = process.argv.slice(1).map(Number);
const out = [];
for (let h; (h = reader.nextIntervalHistogram()) !== null; ) {
  out.push({
    tag: h.tag, count: h.totalCount, start: h.startTimeStampMsec, end: h.endTimeStampMsec,
    max: h.maxValue, mean: h.mean, percentiles: asked.map(p => h.getValueAtPercentile(p)),
  });
}
console.log(JSON.stringify(out));
`

// V9: the JavaScript library reads from our log what we wrote to it.
func TestValidationV9LogIsReadByAnotherLanguage(t *testing.T) {
	if *hdrjs == "" {
		t.Skip("V9 log: no -hdrjs FOLDER with node_modules/hdr-histogram-js given")
	}
	if _, err := os.Stat(filepath.Join(*hdrjs, "node_modules", "hdr-histogram-js")); err != nil {
		t.Fatalf("V9 log: %v", err)
	}
	start := time.Unix(1_700_000_000, 123e6)
	var entries []stats.LogEntry
	for seed := range uint64(simulations(5, 50)) {
		random := rand.New(rand.NewPCG(10, seed))
		h := stats.NewHistogram()
		for _, d := range durations(random, 1+random.IntN(3000)) {
			h.Record(d)
		}
		entries = append(entries, stats.LogEntry{
			Tag:   "point " + strings.Repeat("x", int(seed)),
			Start: start.Add(time.Duration(seed) * time.Second), End: start.Add(time.Duration(seed)*time.Second + 750*time.Millisecond), Histogram: h,
		})
	}
	asked := []string{"50", "90", "99", "99.9"}
	read := readByNode(t, logOf(t, entries...), asked)
	if len(read) != len(entries) {
		t.Fatalf("V9 log: %d entries were read, want %d", len(read), len(entries))
	}
	for i, e := range entries {
		compareLogged(t, read[i], e)
	}
	t.Logf("V9 log: %d entries of %v %% read by hdr-histogram-js, equal: %v", len(entries), asked, !t.Failed())
}

// readByNode runs the program over a log.
func readByNode(t *testing.T, log string, asked []string) []logged {
	t.Helper()
	node := exec.CommandContext(t.Context(), "node", append([]string{"-e", readLog, "--"}, asked...)...)
	node.Dir, node.Stdin = *hdrjs, strings.NewReader(log)
	var problems bytes.Buffer
	node.Stderr = &problems
	out, err := node.Output()
	if err != nil {
		t.Fatalf("V9 log: node: %v\n%s", err, problems.String())
	}
	var read []logged
	if err := json.Unmarshal(out, &read); err != nil {
		t.Fatalf("V9 log: %v in %.200q", err, out)
	}
	return read
}

// compareLogged holds what was read against what was written. The other library
// knows the buckets only, so it gives the upper end of that of the maximum.
func compareLogged(t *testing.T, got logged, e stats.LogEntry) {
	t.Helper()
	h := e.Histogram
	if got.Tag != strings.ReplaceAll(e.Tag, " ", "_") || got.Count != h.Count() {
		t.Errorf("V9 log: %d records of %q, want %d of %q", got.Count, got.Tag, h.Count(), e.Tag)
	}
	if math.Abs(got.Start-float64(e.Start.UnixMilli())) > 0.5 || math.Abs(got.End-float64(e.End.UnixMilli())) > 0.5 {
		t.Errorf("V9 log %s: from %.1f to %.1f ms, want %d to %d", e.Tag, got.Start, got.End, e.Start.UnixMilli(), e.End.UnixMilli())
	}
	if low, high := float64(h.Max()), float64(h.Max()+bucket(h.Max())); got.Max < low || got.Max >= high {
		t.Errorf("V9 log %s: maximum %.0f, want %v", e.Tag, got.Max, h.Max())
	}
	if h.Clamped() == 0 && math.Abs(got.Mean/float64(h.Mean())-1) > quantileError {
		t.Errorf("V9 log %s: mean %.0f, want %v", e.Tag, got.Mean, h.Mean())
	}
	for i, q := range []float64{0.5, 0.9, 0.99, 0.999} {
		want := h.Quantile(q)
		if want == h.Max() {
			continue // ours is exact there
		}
		if got.Percentiles[i] != float64(want) {
			t.Errorf("V9 log %s: quantile %v is %.0f, want %d", e.Tag, q, got.Percentiles[i], want)
		}
	}
}
