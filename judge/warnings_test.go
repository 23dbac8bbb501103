package judge_test

import (
	"strings"
	"testing"
)

func TestWarnings(t *testing.T) {
	const base = "base_url: http://127.0.0.1:1\nconcurrency: 8\n"
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"a percentile with too few requests", base + "iterations: 100\nthresholds: [p99 < 900ms]\n", []string{
			"test.yaml:4:14: warning: p99 needs 1000 requests, 300 are planned; use p90, or iterations: 334; else it stays undecided",
		}},
		{"one with enough", base + "iterations: 334\nthresholds: [p99 < 900ms]\n", nil},
		{"no percentile", base + "iterations: 10\nthresholds: [mean < 900ms]\n", nil},
		{"hardly any requests", base + "iterations: 5\nthresholds: [p90 < 900ms]\n", []string{
			"test.yaml:4:14: warning: p90 needs 100 requests, 15 are planned; iterations: 34; else it stays undecided",
		}},
		{"each percentile of a condition", base + "iterations: 100\nthresholds: [p999 < 2s and p99 < 900ms]\n", []string{
			"test.yaml:4:14: warning: p999 needs 10000 requests, 300 are planned; use p90, or iterations: 3334; else it stays undecided",
			"test.yaml:4:14: warning: p99 needs 1000 requests, 300 are planned; use p90, or iterations: 334; else it stays undecided",
		}},
		{"a rate for so long", "base_url: http://127.0.0.1:1\nrate: 10/s\nduration: 5s\nthresholds: [p99 < 900ms]\n", []string{
			"test.yaml:4:14: warning: p99 needs 1000 requests, 150 are planned; use p90, or a longer duration; else it stays undecided",
		}},
		{"what nobody knows beforehand", base + "duration: 5s\nthresholds: [p99 < 900ms]\n", nil},
		{"only cells that it is about", "base_url: http://127.0.0.1:1\nconcurrency: 8\niterations: [100, 1000]\nthresholds: [p99 < 900ms when iterations == 1000]\n", nil},
		{"the cell with the fewest", "base_url: http://127.0.0.1:1\nconcurrency: 8\niterations: [100, 1000, 200]\nthresholds: [p99 < 900ms]\n", []string{
			"test.yaml:4:14: warning: p99 needs 1000 requests, 300 are planned; use p90, or iterations: 334; else it stays undecided",
		}},
		{"a gate's criterion", pair + "concurrency: 8\niterations: 50\nrepeats: 6\ngate: {fail_if: [{metric: throughput, worse_by: 5%}, {metric: p99, worse_by: 5%}]}\n", []string{
			"test.yaml:7:54: warning: p99 needs 1000 requests, 300 are planned; use p90, or iterations: 167; else it stays undecided",
		}},
		{"a search", "base_url: http://127.0.0.1:1\niterations: 100\nsearch: {find: concurrency, from: 1, to: 9, under: p99 < 300ms}\n", []string{
			"test.yaml:3:52: warning: p99 needs 1000 requests, 500 are planned; use p90, or iterations: 200; else it stays undecided",
		}},
		{"a search by the clock", "base_url: http://127.0.0.1:1\nduration: 10s\nsearch: {find: concurrency, from: 1, to: 9, under: p99 < 300ms}\n", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := sceneOf(t, c.text)
			var got []string
			for _, f := range s.Warnings(s.plan) {
				got = append(got, f.Error()+"; "+f.Hint)
			}
			if a, b := strings.Join(got, "\n"), strings.Join(c.want, "\n"); a != b {
				t.Errorf("warnings are\n%s\nwant\n%s", a, b)
			}
		})
	}
}
