//go:build unix

package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"runexp/bench/internal/rig"
)

func TestReport(t *testing.T) {
	tests := []struct {
		name         string
		ours, theirs rig.Sample
		want         string
		fails        bool
	}{
		{"just as good as the goal", rig.Sample{1.01, 9, 1}, rig.Sample{1, 1, 1}, "met at 500 requests, 1.0100 / 1.0000 = 1.0100", false},
		{"better than hey", rig.Sample{1.02}, rig.Sample{1.04}, "met at 500 requests, 1.0200 / 1.0400 = 0.9808", false},
		{"a little too slow", rig.Sample{1.0101}, rig.Sample{1}, "missed at 500 requests, 1.0101 / 1.0000 = 1.0101", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := comparison{
				sizes: []int{500}, delay: time.Second,
				clients: [2]*rig.Client{rig.Runexp(""), rig.Hey("")},
				samples: map[key]*sample{
					{"runexp", 500}: {elapsed: tt.ours, wall: tt.ours, cpu: tt.ours},
					{"hey", 500}:    {elapsed: tt.theirs, wall: tt.theirs, cpu: tt.theirs},
				},
			}
			var out bytes.Buffer
			err := c.report(&out)
			if (err != nil) != tt.fails || !strings.Contains(out.String(), tt.want) {
				t.Errorf("error %v, output\n%s", err, out.String())
			}
		})
	}
}
