package report_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"strconv"
	"testing"
	"time"

	"runexp/judge"
	"runexp/report"
	"runexp/runner"
	"runexp/stats"
)

// largeSide is a run of so many points and repeats.
func largeSide(name string, points, repeats int, seed uint64) judge.Side {
	var levels []string
	for i := range points {
		levels = append(levels, strconv.Itoa(i+1))
	}
	p := scene{name: "large", repeats: repeats, alone: time.Millisecond, fields: []runner.Field{field("iterations", "1000"), field("concurrency", levels...)}}.plan()
	random := rand.New(rand.NewPCG(seed, 1))
	var latencies []*stats.Histogram
	for i := range 60 {
		latencies = append(latencies, tail(1000, time.Duration(10e6+40e3*float64(i)), time.Duration(20e6+80e3*float64(i))))
	}
	results := make([]runner.Result, len(p.Trials))
	for i, t := range p.Trials {
		c := t.Spec.Load.Concurrency
		results[i] = runner.Result{
			Trial: t, Engine: "std", Requests: 1000, OK: 1000, Peak: c, Statuses: map[int]int64{200: 1000},
			Elapsed: time.Duration(float64(1000/c+1) * 1.05 * 12.4e6 * (1 + 0.05*random.Float64())),
			Latency: latencies[random.IntN(len(latencies))], Failed: new(stats.Histogram),
		}
	}
	return judge.Side{Name: name, Plan: p, Cells: judge.Cells(p, results)}
}

// shapes are ways to have ten thousand trials a side.
func shapes() []struct{ points, repeats int } {
	return []struct{ points, repeats int }{{1000, 10}, {200, 50}, {1, 10_000}}
}

// There is no clock in this test: work that grows with the square of the trials would
// take hours, and the room that it took is counted.
func TestTenThousandTrialsASideAreComparedInLittleRoom(t *testing.T) {
	for _, c := range shapes() {
		a, b := largeSide("a", c.points, c.repeats, 1), largeSide("b", c.points, c.repeats, 2)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		contrast := judge.Compare(a, []judge.Side{b}, judge.Contrasting{})
		text := contrastText(t, contrast, "table", report.Layout{})
		runtime.ReadMemStats(&after)
		if len(contrast.Comparisons) != 3*c.points || bytes.Count(text, []byte("\n")) < 3*c.points {
			t.Errorf("%d points: %d comparisons in %d bytes", c.points, len(contrast.Comparisons), len(text))
		}
		if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 100 {
			t.Errorf("%d points of %d repeats: %d MB", c.points, c.repeats, used)
		}
	}
}

func BenchmarkContrasts(b *testing.B) {
	for _, c := range shapes() {
		name := fmt.Sprintf("%d points x %d repeats", c.points, c.repeats)
		base, candidate := largeSide("a", c.points, c.repeats, 1), largeSide("b", c.points, c.repeats, 2)
		var contrast *judge.Contrast
		b.Run(name+"/compare", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				contrast = judge.Compare(base, []judge.Side{candidate}, judge.Contrasting{})
			}
		})
		for _, format := range report.ContrastFormats() {
			b.Run(name+"/"+format, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := report.WriteContrast(io.Discard, format, contrast, report.Layout{}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
