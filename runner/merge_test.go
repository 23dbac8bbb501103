package runner_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runexp/crawl"
	"runexp/runner"
	"runexp/stats"
)

// sharded tallies the same fetches as a whole and as n shards, each with every
// n-th index; shard k starts its clock early by k*early.
func sharded(fetches []crawl.Fetch, n int, early time.Duration, spans bool) (whole runner.Result, shards []runner.Result) {
	began := time.Date(2026, 11, 22, 13, 10, 0, 0, time.UTC)
	trial := trialOf(len(fetches), 12)
	all := runner.NewTally(12, spans)
	parts := make([]runner.Tally, n)
	for k := range parts {
		parts[k] = runner.NewTally(4, spans)
	}
	for i, f := range fetches {
		all.Record(i%12, f)
		f.Start += time.Duration(i%n) * early
		f.Intended = f.Start
		f.End += time.Duration(i%n) * early
		parts[i%n].Record(i%4, f)
	}
	whole = all.Result(began)
	whole.Trial, whole.Engine = trial, "std"
	for k := range parts {
		r := parts[k].Result(began.Add(-time.Duration(k) * early))
		r.Trial, r.Engine = trial, "std"
		shards = append(shards, r)
	}
	return whole, shards
}

func TestShardsEqualTheWhole(t *testing.T) {
	for _, c := range []struct {
		name  string
		n     int
		early time.Duration
		spans bool
	}{
		{"one shard", 1, 0, true},
		{"three shards", 3, 0, false},
		{"more shards than requests", 7000, 0, false},
		{"shards that start one after the other", 3, 3 * time.Second, false},
		{"with the chronology", 3, 0, true},
		{"with the chronology, one after the other", 3, 2 * time.Second, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			fetches := madeUp(6000, 12)
			if c.n > len(fetches) {
				fetches = fetches[:50]
				c.n = 60
			}
			whole, shards := sharded(fetches, c.n, c.early, c.spans)
			got, err := runner.Merge(shards)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(whole, got, histograms(), roughCourse()); diff != "" {
				t.Errorf("merged (-whole +shards):\n%s", diff)
			}
			slices.Reverse(shards)
			again, err := runner.Merge(shards)
			if diff := cmp.Diff(got, again, histograms()); diff != "" || err != nil {
				t.Errorf("in another order (%v):\n%s", err, diff)
			}
		})
	}
}

func TestMergedHistogramsAreByteIdentical(t *testing.T) {
	whole, shards := sharded(madeUp(6000, 12), 4, time.Second, false)
	got, err := runner.Merge(shards)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range [][2]*stats.Histogram{{whole.Latency, got.Latency}, {whole.Failed, got.Failed}} {
		a, _ := h[0].MarshalText()
		b, _ := h[1].MarshalText()
		if string(a) != string(b) || h[0].Sum() != h[1].Sum() || h[0].Min() != h[1].Min() || h[0].Max() != h[1].Max() {
			t.Errorf("the shards' histogram is\n%s, the whole's\n%s", b, a)
		}
	}
}

func TestMergedChronologyIsBounded(t *testing.T) {
	_, shards := sharded(madeUp(24_000, 12), 3, 0, true)
	got, err := runner.Merge(shards)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Chronology) != 10_000 || got.Dropped != 14_000 {
		t.Errorf("%d spans, %d dropped", len(got.Chronology), got.Dropped)
	}
	if last := got.Chronology[9_999]; last.Index != 9_999 {
		t.Errorf("the last span is %+v", last)
	}
}

func TestMergeAddsWhatShardsDidAtTheSameTime(t *testing.T) {
	_, shards := sharded(madeUp(30, 12), 3, 0, false)
	for i := range shards {
		shards[i].Peak, shards[i].PulledAtFirst, shards[i].Warmup = 10+i, 20+i, 5
		shards[i].Causes = map[string]string{"reset": strings.Repeat("b", 3-i), "dns": "c"}
	}
	before, _ := json.Marshal(shards)
	got, err := runner.Merge(shards)
	if err != nil {
		t.Fatal(err)
	}
	if got.Peak != 33 || got.PulledAtFirst != 63 || got.Warmup != 15 {
		t.Errorf("peak %d, pulled %d, warm-up %d", got.Peak, got.PulledAtFirst, got.Warmup)
	}
	if diff := cmp.Diff(map[string]string{"reset": "b", "dns": "c"}, got.Causes); diff != "" {
		t.Errorf("causes (-want +got):\n%s", diff)
	}
	if after, _ := json.Marshal(shards); string(before) != string(after) {
		t.Error("the shards are changed")
	}
}

func TestMergeSurvivesJSON(t *testing.T) {
	whole, shards := sharded(madeUp(3000, 12), 3, time.Second, true)
	for i := range shards {
		text, err := json.Marshal(shards[i])
		if err != nil {
			t.Fatal(err)
		}
		shards[i] = runner.Result{}
		if err := json.Unmarshal(text, &shards[i]); err != nil {
			t.Fatal(err)
		}
	}
	got, err := runner.Merge(shards)
	if diff := cmp.Diff(whole, got, histograms(), roughCourse()); diff != "" || err != nil {
		t.Errorf("merged (%v) (-whole +shards):\n%s", err, diff)
	}
}

func TestMergeRefuses(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(s []runner.Result) []runner.Result
		want   string
	}{
		{"no shard", func([]runner.Result) []runner.Result { return nil }, "no shard to merge"},
		{"a missing shard", func(s []runner.Result) []runner.Result { return s[:2] }, "trial p1r1: shards have 20 requests together, not 30"},
		{"a shard twice", func(s []runner.Result) []runner.Result { return append(s, s[0]) }, "shards have 40 requests together, not 30"},
		{"another repeat", func(s []runner.Result) []runner.Result { s[1].Trial.Repeat = 2; return s }, "shards of different trials: p1r1 (concurrency=12 iterations=30, seed 42) and p1r2"},
		{"another point", func(s []runner.Result) []runner.Result {
			s[1].Trial.Point.Settings = []runner.Setting{{Name: "concurrency", Value: "13"}}
			return s
		}, "shards of different trials"},
		{"another seed", func(s []runner.Result) []runner.Result { s[2].Trial.Seed++; return s }, "shards of different trials"},
		{"another target", func(s []runner.Result) []runner.Result { s[2].Trial.Target = "head"; return s }, "p1r1-head"},
		{"another load", func(s []runner.Result) []runner.Result { s[2].Trial.Spec.Load.Concurrency = 4; return s }, "trial p1r1: shards under different loads"},
		{"another engine", func(s []runner.Result) []runner.Result { s[2].Engine = "raw"; return s }, "trial p1r1: shards of different engines: std and raw"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, shards := sharded(madeUp(30, 12), 3, 0, false)
			r, err := runner.Merge(c.change(shards))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error is %v, want one that says %q", err, c.want)
			}
			if diff := cmp.Diff(runner.Result{}, r); diff != "" {
				t.Errorf("a result comes with the error:\n%s", diff)
			}
		})
	}
}
