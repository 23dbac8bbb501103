//go:build unix

package main

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"runexp/bench/internal/client"
	"runexp/bench/internal/rig"
)

// measured is a contestant with a CPU time per round, in µs a request; 0 is a
// round that failed.
func measured(name string, perRequest ...int) *contestant {
	x := &contestant{client: &client.Client{Name: name}, loads: []client.Load{{Requests: 1000, Concurrency: 10}}}
	for _, us := range perRequest {
		if us == 0 {
			x.rounds, x.mishaps = append(x.rounds, nil), append(x.mishaps, "round 2: 7 requests failed")
			continue
		}
		m := client.Measured{
			Usage: rig.Usage{CPU: time.Duration(us) * time.Millisecond, Wall: 2 * time.Second, PeakRSS: 5e6},
			Said:  client.Said{OK: 1000, Elapsed: time.Second},
		}
		x.rounds = append(x.rounds, []run{{Measured: m, load: x.loads[0]}})
	}
	return x
}

func TestATableHasMediansRangesAndPairedRatios(t *testing.T) {
	c := contest{
		title: "A title", references: []string{"wrk", "runexp", "nobody"}, notes: []string{"A note."},
		columns:     []column{{head: "CPU µs", verb: "%.1f", of: cpu, paired: true}, {head: "requests/s", verb: "%.0f", of: rate}},
		contestants: []*contestant{measured("wrk", 10, 20, 40), measured("other", 20, 0, 40), measured("runexp-raw-window", 5, 10, 10)},
	}
	var out bytes.Buffer
	if err := c.report(&out); err != nil {
		t.Fatal(err)
	}
	want := `
### A title

A note.

| client | requests | CPU µs | range | requests/s | range | CPU µs / wrk | range | CPU µs / runexp-raw-window | range |
|---|---|---|---|---|---|---|---|---|---|
| wrk | 1000 | 20.0 | 10.0 to 40.0 | 1000 | 1000 to 1000 | 1.000 | 1.000 to 1.000 | 2.000 | 2.000 to 4.000 |
| other ! | 1000 | 30.0 | 20.0 to 40.0 | 1000 | 1000 to 1000 | 1.500 | 1.000 to 2.000 | 4.000 | 4.000 to 4.000 |
| runexp-raw-window | 1000 | 10.0 | 5.0 to 10.0 | 1000 | 1000 to 1000 | 0.500 | 0.250 to 0.500 | 1.000 | 1.000 to 1.000 |

! other, round 2: 7 requests failed. That round is not in its row.
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}

func TestTheTruthIsARowOfItsOwn(t *testing.T) {
	c := contest{
		columns: []column{{head: "peak MB", verb: "%.1f", of: peak}}, truth: []float64{4},
		contestants: []*contestant{measured("wrk", 1)},
	}
	rows := c.table()
	if want := []string{"truth", "", "4.0", ""}; !slices.Equal(rows[1], want) {
		t.Errorf("row %q", rows[1])
	}
	if want := []string{"wrk", "1000", "5.0", "5.0 to 5.0"}; !slices.Equal(rows[2], want) {
		t.Errorf("row %q", rows[2])
	}
}

func TestEachRowOfTheCSVHasItsHead(t *testing.T) {
	c, x := contest{mode: "m", title: "t"}, measured("wrk", 10)
	row := csvRow(&c, x, 0, 2, x.rounds[0][0])
	if len(row) != len(csvHead()) || row[2] != "1" || row[3] != "3" || row[slices.Index(csvHead(), "cpu_s")] != "0.010000" {
		t.Errorf("row %q", row)
	}
	row = csvMishap(&c, x, 0, 0, errors.New("why"))
	if len(row) != len(csvHead()) || row[len(row)-1] != "why" {
		t.Errorf("row %q", row)
	}
}

func TestTurnsAreShared(t *testing.T) {
	const n = 5
	firsts, follows := make(map[int]int), make(map[[2]int]bool)
	for round := range 2 * n {
		order := turns(n, round)
		if sorted := slices.Sorted(slices.Values(order)); !slices.Equal(sorted, []int{0, 1, 2, 3, 4}) {
			t.Fatalf("round %d: %v", round, order)
		}
		firsts[order[0]]++
		for i := 1; i < n; i++ {
			follows[[2]int{order[i-1], order[i]}] = true
		}
	}
	for who, often := range firsts {
		if often != 2 {
			t.Errorf("%d begins %d of %d rounds", who, often, 2*n)
		}
	}
	if len(follows) <= n {
		t.Errorf("who follows whom never changes: %v", follows)
	}
	if got := turns(1, 1); !slices.Equal(got, []int{0}) {
		t.Errorf("one alone: %v", got)
	}
}

func TestColumnsOfGrowthAndErrors(t *testing.T) {
	few, many := run{}, run{}
	few.PeakRSS, many.PeakRSS = 10e6, 12e6
	if got := memoryGrowth([]run{few, many}); got != 2 {
		t.Errorf("growth %v", got)
	}
	r := run{truth: []time.Duration{1, 2, 3, 4}}
	r.P50 = 3
	if got := off(0.5)([]run{r}); math.Abs(got-50) > 1e-9 {
		t.Errorf("3 instead of 2 is off by %v %%", got)
	}
	if got := off(0.99)([]run{r}); !math.IsNaN(got) {
		t.Errorf("what is not told is off by %v %%", got)
	}
}

func TestAnImpossibleContestIsSaidToBe(t *testing.T) {
	s, err := parse([]string{"-rounds", "1"}, &bytes.Buffer{})
	if err != nil {
		t.Fatal(err)
	}
	h := harness{settings: s, progress: &bytes.Buffer{}, workshop: &rig.Workshop{Root: t.TempDir(), Temp: t.TempDir(), Log: &bytes.Buffer{}}, found: map[string]rig.Found{"fixed": {Words: []string{"false"}}}}
	c := h.truth()[0]
	c.contestants = []*contestant{measured("wrk")}
	c.fresh = false
	var out bytes.Buffer
	if err := h.hold(t.Context(), c, &out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "Not measured to its end") {
		t.Errorf("output\n%s", out.String())
	}
}
