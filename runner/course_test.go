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

// roughCourse compares courses as far as merging keeps them: what they count, each
// count within one of the wider windows of its place.
func roughCourse() cmp.Option {
	return cmp.Comparer(func(a, b *runner.Course) bool {
		if a == nil || b == nil {
			return a == b
		}
		width := max(a.Width, b.Width)
		x, y := folded(a, width), folded(b, width)
		return sum(x) == sum(y) && near(x, y) && near(y, x)
	})
}

// folded counts a course in wider windows.
func folded(c *runner.Course, width time.Duration) []int64 {
	by := int(width / c.Width)
	counts := make([]int64, len(c.Counts)/by+1)
	for i, n := range c.Counts {
		counts[i/by] += n
	}
	return counts
}

// near reports whether a is b with each count moved by one window at most.
func near(a, b []int64) bool {
	for i := range a {
		sofar := sum(a[:i+1])
		if sofar < sum(b[:min(i, len(b))]) || sofar > sum(b[:min(i+2, len(b))]) {
			return false
		}
	}
	return true
}

func sum(counts []int64) (total int64) {
	for _, n := range counts {
		total += n
	}
	return total
}

func TestCourse(t *testing.T) {
	const ms, us = time.Millisecond, time.Microsecond
	at := func(ends ...time.Duration) []crawl.Fetch {
		var fetches []crawl.Fetch
		for _, end := range ends {
			fetches = append(fetches, crawl.Fetch{End: end})
		}
		return fetches
	}
	failed := func(end time.Duration) crawl.Fetch { return crawl.Fetch{End: end, Class: crawl.Timeout} }
	for _, c := range []struct {
		name    string
		fetches []crawl.Fetch
		width   time.Duration
		counts  []int64
	}{
		{"windows hold their first instant, not their last", at(0, 999*us, ms, 1999*us, 3*ms), ms, []int64{2, 2, 0, 1}},
		{"256 windows of a millisecond are enough", at(0, 255999*us), ms, append(append([]int64{1}, make([]int64, 254)...), 1)},
		{"then they double", at(0, ms, 2*ms, 256*ms), 2 * ms, append(append([]int64{2, 1}, make([]int64, 126)...), 1)},
		{"failures are not counted, but they last", append(at(ms), failed(5*ms)), ms, []int64{0, 1, 0, 0, 0, 0}},
		{"a long one folds often", at(0, 500*ms, 1000*ms, 1023*ms), 4 * ms, append(append(append(append([]int64{1}, make([]int64, 124)...), 1), make([]int64, 124)...), 1, 0, 0, 0, 0, 1)},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, slots := range []int{1, 3} {
				tally := runner.NewTally(slots, false)
				for i, f := range c.fetches {
					tally.Record(i, f)
				}
				got := tally.Result(time.Now()).Course
				if diff := cmp.Diff(&runner.Course{Width: c.width, Counts: c.counts}, got); diff != "" {
					t.Errorf("%d slots (-want +got):\n%s", slots, diff)
				}
			}
		})
	}
}

func TestACourseBeginsWithTheFirstStart(t *testing.T) {
	const ms = time.Millisecond
	tally := runner.NewTally(4, false)
	for i := range 5 {
		start := 3500*time.Microsecond + time.Duration(i)*ms
		tally.Record(i, crawl.Fetch{Intended: start, Start: start, End: start + 2*ms})
	}
	// The windows are of the crawl's clock: the first start is in that of 3 to 4 ms.
	if got := tally.Result(time.Now()).Course; !slices.Equal(got.Counts, []int64{0, 0, 1, 1, 1, 1, 1}) {
		t.Errorf("course %v", got)
	}
}

func TestNoSuccessNoCourse(t *testing.T) {
	tally := runner.NewTally(4, false)
	tally.Record(0, crawl.Fetch{End: time.Second, Class: crawl.Timeout})
	if r := tally.Result(time.Now()); r.Course != nil {
		t.Errorf("course %v", r.Course)
	}
}

// Whatever comes in whatever order on whatever slots, nothing is lost, and the
// windows are the narrowest that reach to the end.
func TestCoursesOfRandomFetches(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 9))
	for range 200 {
		slots := 1 + rng.IntN(9)
		long := time.Duration(rng.Int64N(int64(time.Millisecond) << rng.IntN(24)))
		fetches := make([]crawl.Fetch, 1+rng.IntN(500))
		first, last, ok := time.Duration(1<<62), time.Duration(0), false
		tally := runner.NewTally(slots, false)
		for i := range fetches {
			f := &fetches[i]
			f.Start = time.Duration(rng.Int64N(int64(long) + 1))
			f.End = f.Start + time.Duration(rng.Int64N(int64(long)+1))
			if rng.IntN(5) == 0 {
				f.Class = crawl.Reset
			}
			first, last, ok = min(first, f.Start), max(last, f.End), ok || f.OK()
			tally.Record(rng.IntN(slots), *f)
		}
		want := courseOf(fetches, first, last)
		if !ok {
			want = nil
		}
		if diff := cmp.Diff(want, tally.Result(time.Now()).Course); diff != "" {
			t.Fatalf("%d fetches in up to %v on %d slots (-want +got):\n%s", len(fetches), 2*long, slots, diff)
		}
	}
}

func TestMergedCourses(t *testing.T) {
	const ms = time.Millisecond
	began := time.Date(2026, 11, 22, 13, 10, 0, 0, time.UTC)
	shard := func(late, long time.Duration, c *runner.Course) runner.Result {
		r := runner.Result{Trial: trialOf(10, 4), Engine: "std", Started: began.Add(late), Elapsed: long, Course: c}
		if c != nil {
			r.OK = sum(c.Counts)
		}
		r.Requests = 5
		r.Errors = 5 - r.OK
		return r
	}
	course := func(width time.Duration, counts ...int64) *runner.Course {
		return &runner.Course{Width: width, Counts: counts}
	}
	for _, c := range []struct {
		name string
		a, b runner.Result
		want *runner.Course
	}{
		{"of one width at one time", shard(0, 3*ms, course(ms, 1, 2, 2)), shard(0, 2*ms, course(ms, 4, 1)), course(ms, 5, 3, 2, 0)},
		{"one starts later", shard(0, 3*ms, course(ms, 1, 2, 2)), shard(2*ms, 2*ms, course(ms, 4, 1)), course(ms, 1, 2, 6, 1, 0)},
		{"one starts more than half a window later", shard(0, 3*ms, course(ms, 1, 2, 2)), shard(600*time.Microsecond, 2*ms, course(ms, 4, 1)), course(ms, 1, 6, 3, 0)},
		{"of different widths", shard(0, 3*ms, course(ms, 1, 2, 2)), shard(0, 8*ms, course(4*ms, 4, 1)), course(4*ms, 9, 1, 0)},
		{"too long together", shard(0, 3*ms, course(ms, 1, 2, 2)), shard(600*ms, 2*ms, course(ms, 4, 1)), course(4*ms, append(append([]int64{5}, make([]int64, 149)...), 5)...)},
		{"one without a success", shard(0, 3*ms, course(ms, 1, 2, 2)), shard(0, 5*ms, nil), course(ms, 1, 2, 2, 0, 0, 0)},
		{"none with a success", shard(0, 3*ms, nil), shard(0, 5*ms, nil), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, shards := range [][]runner.Result{{c.a, c.b}, {c.b, c.a}} {
				got, err := runner.Merge(shards)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(c.want, got.Course); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			}
		})
	}
	t.Run("one whose course is not known", func(t *testing.T) {
		b := shard(0, 5*ms, nil)
		b.OK, b.Errors = 5, 0
		got, err := runner.Merge([]runner.Result{shard(0, 3*ms, course(ms, 1, 2, 2)), b})
		if err != nil || got.Course != nil {
			t.Errorf("course %v, %v", got.Course, err)
		}
	})
}
