//go:build linux

package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"runexp/bench/internal/rig"
)

func TestEachRoundIsTheLastOneBackwardsOrAnotherBegins(t *testing.T) {
	var got [][]int
	for round := range 6 {
		got = append(got, order(3, round))
	}
	want := [][]int{{0, 1, 2}, {2, 1, 0}, {1, 2, 0}, {0, 2, 1}, {2, 0, 1}, {1, 0, 2}}
	if !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestTheIntervalIsThatOfTheSignTest(t *testing.T) {
	numbers := func(n int) rig.Sample {
		s := make(rig.Sample, n)
		for i := range s {
			s[i] = float64(n - i)
		}
		return s
	}
	// Tables of the sign test: 6 of 6; 2nd to 9th of 10; 3rd to 10th of 12; 6th to 15th of 20.
	for n, want := range map[int][2]float64{6: {1, 6}, 10: {2, 9}, 12: {3, 10}, 20: {6, 15}} {
		if lo, hi, ok := interval(numbers(n)); !ok || lo != want[0] || hi != want[1] {
			t.Errorf("of %d: %v to %v, %v; want %v", n, lo, hi, ok, want)
		}
	}
	if _, _, ok := interval(numbers(5)); ok {
		t.Error("five numbers have an interval")
	}
}

func TestRatiosArePaired(t *testing.T) {
	to := tournament{runs: [][]run{
		{{100, 10, 5}, {200, 20, 5}, {50, 5, 5}}, {{101, 10, 5}, {202, 20, 5}, {50.5, 5, 5}}, {{99, 11, 900}, {196, 22, 900}, {50, 5.5, 900}},
	}}
	rows := to.table()
	if got := strings.Join(rows[2], " | "); got != "pipe again | 101 | 50 to 202 | 10.00 | 5.00 to 20.00 | 1.0100 | too few rounds | 1.0000 | too few rounds" {
		t.Errorf("the row of the same is %s", got)
	}
	if got := strings.Join(rows[3][5:], " | "); got != "0.9900 | too few rounds | 1.1000 | too few rounds" {
		t.Errorf("the row of the terminal ends in %s", got)
	}
	if to.drawn().Median() != 900 {
		t.Errorf("it drew %v", to.drawn())
	}
}

func TestResultsAreRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "result.json")
	for text, want := range map[string]run{
		`{"results":[{"elapsed_ns":1000000000,"ok":100,"errors":0},{"elapsed_ns":1000000000,"ok":400,"errors":0}]}`: {200, 2000, 7},
		`{"results":[{"elapsed_ns":1000000000,"ok":100,"errors":1}]}`:                                               {},
		`{"results":[]}`: {}, `{`: {},
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := read(path, time.Second, 7)
		got.throughput = float64(int(got.throughput + 0.5))
		if got != want || (err == nil) != (want != run{}) {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
}

func TestATerminalTakesWhatIsWritten(t *testing.T) {
	for name, open := range map[string]func() (*terminal, error){"terminal": openTerminal, "pipe": openPipe} {
		x, err := open()
		if err != nil {
			t.Skipf("%s: %v", name, err)
		}
		text := strings.Repeat("0123456789", 10_000)
		if _, err := x.slave.WriteString(text); err != nil {
			t.Fatal(err)
		}
		x.close()
		if x.taken < len(text) || x.head.String() != text[:4096] {
			t.Errorf("the %s took %d bytes", name, x.taken)
		}
	}
}

func TestFlags(t *testing.T) {
	if s, err := parse([]string{"-rounds", "20", "-d", "1s", "-shared"}, os.Stderr); err != nil || s.rounds != 20 || s.Duration != time.Second || !s.shared {
		t.Errorf("%+v, %v", s, err)
	}
	for _, wrong := range [][]string{{"-rounds", "0"}, {"-repeats", "0"}, {"-d", "1h"}, {"more"}} {
		if _, err := parse(wrong, os.Stderr); err == nil {
			t.Errorf("%q is taken", wrong)
		}
	}
}
