package runner_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runexp/crawl"
	"runexp/runner"
)

func TestChronologyIsInTheOrderOfStarts(t *testing.T) {
	inBubble(t, uneven, func(s *site) {
		t := s.T
		trial := trialOf(40, 4, warmup(runner.Warmup{Requests: 5}), func(t *runner.Trial) { t.Spec.Samples = true })
		r := s.execute(t, trial, runner.Watch{})
		if len(r.Chronology) != 40 || r.Dropped != 0 {
			t.Fatalf("%d spans, %d dropped", len(r.Chronology), r.Dropped)
		}
		seen := make(map[int64]bool)
		for i, span := range r.Chronology {
			seen[span.Index] = true
			if want := time.Duration(100*(1+span.Index%3)) * time.Millisecond; span.End-span.Start != want || span.Class != "ok" {
				t.Errorf("span %d: %+v, want it to take %v", i, span, want)
			}
			if i > 0 && span.Start < r.Chronology[i-1].Start {
				t.Errorf("span %d starts before span %d", i, i-1)
			}
		}
		last := slices.MaxFunc(r.Chronology, func(a, b runner.Span) int { return int(a.End - b.End) })
		if r.Chronology[0].Start != 0 || last.End != r.Elapsed || len(seen) != 40 {
			t.Errorf("from %v to %v, elapsed %v, %d indices", r.Chronology[0].Start, last.End, r.Elapsed, len(seen))
		}
	})
}

func TestThereIsNoChronologyUnlessAskedFor(t *testing.T) {
	inBubble(t, nil, func(s *site) {
		t := s.T
		if r := s.execute(t, trialOf(40, 4), runner.Watch{}); r.Chronology != nil || r.Dropped != 0 {
			t.Errorf("%d spans, %d dropped", len(r.Chronology), r.Dropped)
		}
	})
}

// Fetches come in the order of their ends. The ones kept are those that started
// first all the same, the slowest included.
func TestChronologyKeepsTheEarliestStarts(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	const n, slots = 25_000, 40
	fetches := make([]crawl.Fetch, n)
	for i := range fetches {
		start := time.Duration(i/3) * time.Millisecond // three start at once
		took := time.Duration(1 + rng.ExpFloat64()*50*float64(time.Millisecond))
		if i%1000 == 0 {
			took = time.Hour
		}
		fetches[i] = crawl.Fetch{Index: int64(i), Start: time.Second + start, End: time.Second + start + took, Status: 200}
	}
	want := make([]runner.Span, 10_000)
	for i := range want {
		f := fetches[i]
		want[i] = runner.Span{Index: f.Index, Start: f.Start - time.Second, End: f.End - time.Second, Class: "ok"}
	}
	slices.SortFunc(fetches, func(a, b crawl.Fetch) int { return int(a.End - b.End) })
	for _, slots := range []int{1, slots} {
		tally := runner.NewTally(slots, true)
		for _, f := range fetches {
			tally.Record(int(f.Index)%slots, f)
		}
		r := tally.Result(time.Time{})
		if r.Dropped != n-10_000 {
			t.Errorf("%d slots: %d dropped, want %d", slots, r.Dropped, n-10_000)
		}
		if diff := cmp.Diff(want, r.Chronology); diff != "" {
			t.Errorf("%d slots: chronology (-want +got):\n%.2000s", slots, diff)
		}
	}
}
