//go:build unix

package rig_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"runexp/bench/internal/rig"
)

func TestSample(t *testing.T) {
	tests := []struct {
		name   string
		sample rig.Sample
		median float64
		cells  []string
	}{
		{"an odd number has its middle", rig.Sample{3, 1, 2}, 2, []string{"2.0", "1.0 to 3.0"}},
		{"an even number has the mean of the middle two", rig.Sample{4, 1, 3, 2}, 2.5, []string{"2.5", "1.0 to 4.0"}},
		{"one number is all of it", rig.Sample{7}, 7, []string{"7.0", "7.0 to 7.0"}},
		{"no number has no cells", nil, 0, []string{"", ""}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := slices.Clone(tt.sample)
			if got := tt.sample.Median(); got != tt.median {
				t.Errorf("median %v, want %v", got, tt.median)
			}
			if got := tt.sample.Cells("%.1f"); !slices.Equal(got, tt.cells) {
				t.Errorf("cells %q, want %q", got, tt.cells)
			}
			if !slices.Equal(tt.sample, before) {
				t.Errorf("the sample became %v", tt.sample)
			}
		})
	}
}

func TestSamplesArePairedByRound(t *testing.T) {
	ours, theirs := rig.Sample{2, 30, 4}, rig.Sample{1, 10, 8}
	if got := ours.Over(theirs); !slices.Equal(got, rig.Sample{2, 3, 0.5}) {
		t.Errorf("ratios %v", got)
	}
	if got := ours.Minus(theirs); !slices.Equal(got, rig.Sample{1, 20, -4}) {
		t.Errorf("differences %v", got)
	}
}

func TestIdealIsAStaircase(t *testing.T) {
	for requests, want := range map[int]time.Duration{1: 100, 100: 100, 101: 200, 500: 500, 5000: 5000} {
		l := rig.Load{Requests: requests, Concurrency: 100, Delay: 100 * time.Millisecond}
		if got := l.Ideal(); got != want*time.Millisecond {
			t.Errorf("%d requests: %v, want %v", requests, got, want*time.Millisecond)
		}
	}
}

func TestRunexpIsReadAndToldWhatToDo(t *testing.T) {
	c := rig.Runexp("runexp")
	input, args := c.Command("http://127.0.0.1:1", rig.Load{Requests: 500, Concurrency: 100, Delay: 100 * time.Millisecond, Discipline: "chunk"})
	if !slices.Equal(args, []string{"run", "-", "-q", "-o", "json"}) {
		t.Errorf("arguments %q", args)
	}
	for _, line := range []string{"base_url: http://127.0.0.1:1", "iterations: 500", "concurrency: 100", "discipline: chunk", "path: /add?name=runexp&delay=100&${random}"} {
		if !strings.Contains(input, line+"\n") {
			t.Errorf("no line %q in\n%s", line, input)
		}
	}
	elapsed, ok, err := c.Read(`{"schema": "x", "results": [{"elapsed_ns": 514000000, "ok": 500}], "cells": []}`)
	if elapsed != 514*time.Millisecond || ok != 500 || err != nil {
		t.Errorf("read %v, %d, %v", elapsed, ok, err)
	}
	for _, wrong := range []string{"", "{}", "500 0.514", `{"results": [{}, {}]}`} {
		if _, _, err := c.Read(wrong); err == nil {
			t.Errorf("%q is read", wrong)
		}
	}
}

const heySays = `
Summary:
  Total:	0.5178 secs
  Slowest:	0.1131 secs
  Requests/sec:	965.6

Status code distribution:
  [200]	500 responses

`

func TestHeyIsReadAndToldWhatToDo(t *testing.T) {
	c := rig.Hey("hey")
	_, args := c.Command("http://127.0.0.1:1", rig.Load{Requests: 500, Concurrency: 100, Delay: 100 * time.Millisecond})
	if want := []string{"-n", "500", "-c", "100", "-t", "60", "http://127.0.0.1:1/add?name=hey&delay=100&abcdefghij"}; !slices.Equal(args, want) {
		t.Errorf("arguments %q", args)
	}
	elapsed, ok, err := c.Read(heySays)
	if elapsed != 517800*time.Microsecond || ok != 500 || err != nil {
		t.Errorf("read %v, %d, %v", elapsed, ok, err)
	}
	for _, wrong := range []string{"", strings.Replace(heySays, "[200]", "[503]", 1), heySays + "Error distribution:\n  [1]\trefused\n"} {
		if _, _, err := c.Read(wrong); err == nil {
			t.Errorf("this is read:\n%s", wrong)
		}
	}
}

func TestARunWithFailuresIsNoMeasurement(t *testing.T) {
	c := rig.Client{
		Name: "echo", Binary: "echo",
		Command: func(string, rig.Load) (string, []string) { return "", nil },
		Read:    func(string) (time.Duration, int, error) { return time.Second, 9, nil },
	}
	if _, err := c.Measure(t.Context(), time.Minute, "", rig.Load{Requests: 10}); err == nil || !strings.Contains(err.Error(), "9 of 10") {
		t.Errorf("error %v", err)
	}
	if m, err := c.Measure(t.Context(), time.Minute, "", rig.Load{Requests: 9}); err != nil || m.Elapsed != time.Second || m.Wall <= 0 {
		t.Errorf("measured %+v, %v", m, err)
	}
}

func TestOnlyALoopbackAddressIsTaken(t *testing.T) {
	if got, err := rig.Address("serving on http://127.0.0.1:8080\n"); got != "http://127.0.0.1:8080" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	for _, line := range []string{"", "http://127.0.0.1:8080", "serving on http://10.0.0.1:8080", "serving on http://127.0.0.1", "serving on nothing"} {
		if got, err := rig.Address(line); err == nil {
			t.Errorf("%q gives %q", line, got)
		}
	}
}

func TestAProcessIsMeasured(t *testing.T) {
	out, usage, err := rig.Run(t.Context(), time.Minute, "hello", "cat")
	if out != "hello" || err != nil {
		t.Fatalf("%q, %v", out, err)
	}
	if usage.Wall <= 0 || usage.PeakRSS < 100_000 || usage.PeakRSS > 1_000_000_000 {
		t.Errorf("usage %+v", usage)
	}
	if floor, err := rig.Floor(t.Context()); err != nil || floor < 100_000 || floor > 1_000_000_000 {
		t.Errorf("floor %d, %v", floor, err)
	}
}

func TestAFailingProcessSaysWhy(t *testing.T) {
	_, _, err := rig.Run(t.Context(), time.Minute, "", "sh", "-c", "echo no >&2; exit 3")
	if err == nil || !strings.Contains(err.Error(), "exit status 3") || !strings.Contains(err.Error(), "no") {
		t.Errorf("error %v", err)
	}
}

func TestAProcessIsEndedAtItsLimit(t *testing.T) {
	_, _, err := rig.Run(t.Context(), 50*time.Millisecond, "", "sleep", "60")
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want a deadline", err)
	}
}

func TestTables(t *testing.T) {
	rows := [][]string{{"a", "b"}, {"1", "x, y"}}
	var markdown bytes.Buffer
	if err := rig.WriteMarkdown(&markdown, rows); err != nil || markdown.String() != "| a | b |\n|---|---|\n| 1 | x, y |\n" {
		t.Errorf("%v\n%s", err, markdown.String())
	}
	path := filepath.Join(t.TempDir(), "rows.csv")
	if err := rig.SaveCSV(path, rows); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "a,b\n1,\"x, y\"\n" {
		t.Errorf("%v\n%s", err, text)
	}
	if err := rig.SaveCSV("", rows); err != nil {
		t.Errorf("no path: %v", err)
	}
}

func TestMachineSaysSomething(t *testing.T) {
	if m := rig.Machine(); !strings.Contains(m, "cores of ") || strings.Contains(m, "\n") {
		t.Errorf("machine %q", m)
	}
	if l := rig.LoadAverage(); l == "" {
		t.Error("no load average")
	}
}

// The whole rig, at its smallest: both programs built, an origin, a request of
// each.
func TestBothClientsMeasureTheOrigin(t *testing.T) {
	if testing.Short() {
		t.Skip("builds two programs")
	}
	dir := t.TempDir()
	root := filepath.Join("..", "..", "..")
	runexp, err := rig.BuildRunexp(t.Context(), "", root, dir)
	if err != nil {
		t.Fatal(err)
	}
	hey, err := rig.BuildHey(t.Context(), root, dir)
	if err != nil {
		t.Fatal(err)
	}
	if v := rig.Version(hey); !strings.HasPrefix(v, "v0.") {
		t.Errorf("hey has the version %q", v)
	}
	origin, err := rig.Serve(t.Context(), nil, runexp)
	if err != nil {
		t.Fatal(err)
	}
	l := rig.Load{Requests: 20, Concurrency: 10, Delay: 10 * time.Millisecond, Discipline: "window"}
	for _, c := range []*rig.Client{rig.Runexp(runexp), rig.Hey(hey)} {
		m, err := c.Measure(t.Context(), time.Minute, origin.URL, l)
		if err != nil {
			t.Fatal(err)
		}
		if m.Elapsed < l.Ideal() || m.Wall < m.Elapsed || m.CPU <= 0 {
			t.Errorf("%s: elapsed %v, wall %v, CPU %v; ideal is %v", c.Name, m.Elapsed, m.Wall, m.CPU, l.Ideal())
		}
	}
	if err := origin.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
}
