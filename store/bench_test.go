package store_test

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"runexp/crawl"
	"runexp/runner"
	"runexp/stats"
	"runexp/store"
)

// large is a sweep of 10,000 trials.
func large(tb testing.TB) *runner.Plan {
	tb.Helper()
	levels := make([]string, 1000)
	for i := range levels {
		levels[i] = strconv.Itoa(i + 1)
	}
	return planned(tb, strings.NewReplacer("[1, 4]", "["+strings.Join(levels, ", ")+"]", "repeats: 2", "repeats: 10").Replace(small))
}

// BenchmarkAppend is what a trial costs beside its measurement: a line on the disk.
func BenchmarkAppend(b *testing.B) {
	plan := planned(b, small)
	run := begun(b, plan)
	defer func() { _ = run.Close() }()
	r := made(&plan.Trials[0])
	for b.Loop() {
		r.Trial.Attempt++
		if err := run.Append(&r); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAppendWithoutSync is the part of it that is not the disk's.
func BenchmarkAppendWithoutSync(b *testing.B) {
	plan := planned(b, small)
	run, err := store.Home{Path: b.TempDir()}.On(newFaulty(0, false)).Create(manifest(plan), nil, plan, "")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = run.Close() }()
	r := made(&plan.Trials[0])
	for b.Loop() {
		r.Trial.Attempt++
		if err := run.Append(&r); err != nil {
			b.Fatal(err)
		}
	}
}

// stocked is a run of 10,000 trials of a thousand requests each.
func stocked(b *testing.B) (string, *runner.Plan) {
	b.Helper()
	plan := large(b)
	run, err := store.Home{Path: b.TempDir()}.On(newFaulty(0, false)).Create(manifest(plan), nil, plan, "")
	if err != nil {
		b.Fatal(err)
	}
	some := made(&plan.Trials[0])
	for range 980 {
		some.Latency.Record(time.Duration(1e7 + rand.IntN(1e6)))
	}
	some.OK, some.Errors, some.Requests, some.Failed = 1000, 0, 1000, new(stats.Histogram)
	for _, t := range plan.Trials {
		some.Trial = t
		if err := run.Append(&some); err != nil {
			b.Fatal(err)
		}
	}
	if err := run.Finish(func(w io.Writer) error { return json.NewEncoder(w).Encode(1) }); err != nil {
		b.Fatal(err)
	}
	_ = run.Close()
	return run.Dir(), plan
}

func BenchmarkLoad10000(b *testing.B) {
	dir, _ := stocked(b)
	b.ReportAllocs()
	var r *store.Record
	for b.Loop() {
		if r = load(b, dir); len(r.Entries) != 10_000 {
			b.Fatal(len(r.Entries))
		}
	}
	info, err := os.Stat(filepath.Join(dir, "trials.ndjson"))
	if err != nil {
		b.Fatal(err)
	}
	var with, without runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&with)
	*r = store.Record{}
	runtime.GC()
	runtime.ReadMemStats(&without)
	b.ReportMetric(float64(info.Size())/1e6, "MB-journal")
	b.ReportMetric(float64(with.HeapAlloc-without.HeapAlloc)/1e6, "MB-kept")
	b.ReportMetric(float64(with.HeapSys-with.HeapReleased)/1e6, "MB-heap")
}

func BenchmarkRecall10000(b *testing.B) {
	dir, plan := stocked(b)
	r := load(b, dir)
	for b.Loop() {
		n := 0
		if _, more := r.Recall(plan.Planner(), func(*runner.Result) { n++ }).Next(nil); more || n != 10_000 {
			b.Fatal(n)
		}
	}
}

func BenchmarkList200(b *testing.B) {
	home := store.Home{Path: filepath.Join(b.TempDir(), ".runexp")}.On(newFaulty(0, false))
	plan := planned(b, rich)
	for i := range 200 {
		m := manifest(plan)
		m.Name = fmt.Sprint("run", i)
		run, err := home.Create(m, nil, plan, "")
		if err != nil {
			b.Fatal(err)
		}
		for k := range plan.Trials {
			r := made(&plan.Trials[k])
			if err := run.Append(&r); err != nil {
				b.Fatal(err)
			}
		}
		_ = run.Close()
	}
	for b.Loop() {
		if runs, faults := home.List(); len(runs) != 200 || len(faults) > 0 {
			b.Fatal(len(runs), faults)
		}
	}
}

func BenchmarkList10000(b *testing.B) {
	dir, _ := stocked(b)
	home := store.Home{Path: filepath.Dir(filepath.Dir(dir))}
	for b.Loop() {
		if runs, _ := home.List(); len(runs) != 1 || runs[0].Done != 10_000 {
			b.Fatal(runs)
		}
	}
}

// BenchmarkRecord is what keeping a request costs the slot that made it.
func BenchmarkRecord(b *testing.B) {
	plan := planned(b, small)
	run := begun(b, plan)
	defer func() { _ = run.Close() }()
	s, err := run.Samples(&plan.Trials[0])
	if err != nil {
		b.Fatal(err)
	}
	b.RunParallel(func(pb *testing.PB) {
		f := crawl.Fetch{Status: 200, End: 5}
		for pb.Next() {
			f.Index++
			s.Record(f)
		}
	})
	b.StopTimer()
	kept, dropped, err := s.Close()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(dropped)/float64(kept+dropped), "dropped/row")
}
