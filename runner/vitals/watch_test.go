package vitals_test

import (
	"encoding/json"
	"os"
	"runtime"
	"testing"
	"time"

	"runexp/runner/vitals"
)

// patience bounds waits for what takes milliseconds.
const patience = 20 * time.Second

// burn uses a processor for so long, without pause.
func burn(d time.Duration) {
	for end := time.Now().Add(d); time.Now().Before(end); {
		_ = len(os.Args)
	}
}

func watches() map[string]func() *vitals.Watch {
	return map[string]func() *vitals.Watch{"its own alarm": vitals.Start, "ticks": vitals.StartTicks}
}

func TestAWatchSeesWhatTheProcessDoes(t *testing.T) {
	w := vitals.Start()
	began := time.Now()
	burn(200 * time.Millisecond)
	runtime.GC()
	runtime.GC()
	wall := time.Since(began)
	r := w.Stop()
	if r.Wall < wall || r.Wall > wall+patience {
		t.Errorf("wall %v, %v passed", r.Wall, wall)
	}
	if r.CPU < 2*time.Millisecond { // a busy machine gives less than 200 ms, but some
		t.Errorf("CPU %v after burning for 200 ms", r.CPU)
	}
	if most := float64(runtime.GOMAXPROCS(0)); r.Processors <= 0 || r.Processors > most {
		t.Errorf("%g processors of %g", r.Processors, most)
	}
	if r.Collections < 2 || r.Paused <= 0 || r.LongestPause <= 0 || r.LongestPause > r.Wall {
		t.Errorf("%d collections, paused for %v, at most %v", r.Collections, r.Paused, r.LongestPause)
	}
}

func TestAWatchThatSeesNothingReportsLittle(t *testing.T) {
	r := vitals.Start().Stop()
	if r.Wall <= 0 || r.CPU < 0 || r.Lag == nil || r.Collections < 0 {
		t.Errorf("%+v", r)
	}
	if n := r.Lag.Count(); n > int64(r.Wall/vitals.Period)+1 {
		t.Errorf("%d instants in %v", n, r.Wall)
	}
}

func TestStoppingAgainReportsTheSame(t *testing.T) {
	w := vitals.Start()
	first := w.Stop()
	burn(time.Millisecond)
	if second := w.Stop(); second != first {
		t.Errorf("%+v, then %+v", first, second)
	}
}

// Each instant counts, met or missed: a process that was held up for half of the
// time shows in half of the records.
func TestEveryInstantIsRecorded(t *testing.T) {
	for name, start := range watches() {
		t.Run(name, func(t *testing.T) {
			before := time.Now()
			w := start()
			begun := time.Now()
			<-time.After(20*vitals.Period + vitals.Period/2)
			stopping := time.Now()
			lag := w.Stop().Lag
			least, most := int64(stopping.Sub(begun)/vitals.Period), int64(time.Since(before)/vitals.Period)+1
			if n := lag.Count(); n < least || n > most {
				t.Errorf("%d instants recorded, want %d to %d", n, least, most)
			}
			if lag.Min() > vitals.Period/2 {
				t.Errorf("all wake-ups were late by %v or more", lag.Min())
			}
		})
	}
}

func TestAProcessThatHasNoProcessorLeftLags(t *testing.T) {
	for name, start := range watches() {
		t.Run(name, func(t *testing.T) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
			w := start()
			burn(60 * vitals.Period) // nobody else runs but by preemption, after 10 ms
			r := w.Stop()
			if n, want := r.Lag.Count(), int64(60); n < want {
				t.Errorf("%d instants recorded, want %d", n, want)
			}
			if p90 := r.Lag.Quantile(0.9); p90 < time.Millisecond {
				t.Errorf("lag p90 %v while all was busy", p90)
			}
			if r.Processors > 1 {
				t.Errorf("%g processors, GOMAXPROCS is 1", r.Processors)
			}
		})
	}
}

func TestWatchingAllocatesNothing(t *testing.T) {
	for name, start := range watches() {
		t.Run(name, func(t *testing.T) {
			w := start()
			defer w.Stop()
			least := uint64(1 << 63)
			for range 5 { // the least of several: a test's own machinery allocates at times
				var before, after runtime.MemStats
				timer := time.NewTimer(time.Hour)
				runtime.ReadMemStats(&before)
				timer.Reset(20 * vitals.Period)
				<-timer.C
				runtime.ReadMemStats(&after)
				least = min(least, after.Mallocs-before.Mallocs)
			}
			if least > 5 {
				t.Errorf("%d allocations in 20 wake-ups", least)
			}
		})
	}
}

func TestNothingIsLeftOfAWatch(t *testing.T) {
	for name, start := range watches() {
		t.Run(name, func(t *testing.T) {
			start().Stop()
			goroutines, files := runtime.NumGoroutine(), descriptors()
			for range 300 {
				start().Stop()
			}
			for end := time.Now().Add(patience); runtime.NumGoroutine() > goroutines; runtime.Gosched() {
				if time.Now().After(end) {
					t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), goroutines)
				}
			}
			if now := descriptors(); now > files {
				t.Errorf("%d open files, %d before", now, files)
			}
		})
	}
}

// descriptors counts this process's open files, where that can be asked.
func descriptors() int {
	open, _ := os.ReadDir("/proc/self/fd")
	return len(open)
}

func TestAReportSurvivesJSON(t *testing.T) {
	w := vitals.Start()
	<-time.After(3 * vitals.Period)
	want := w.Stop()
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got vitals.Report
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if got.Wall != want.Wall || got.CPU != want.CPU || got.Lag.Count() != want.Lag.Count() || got.Lag.Max() != want.Lag.Max() {
		t.Errorf("%+v became %+v", want, got)
	}
}
