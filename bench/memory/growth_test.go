//go:build unix

package main

import (
	"bytes"
	"strings"
	"testing"

	"runexp/bench/internal/rig"
)

func TestReport(t *testing.T) {
	tests := []struct {
		name  string
		many  rig.Sample
		want  string
		fails bool
	}{
		{"just as flat as the goal", rig.Sample{25, 22, 90}, "| window | 20.0 | 20.0 to 20.0 | 25.0 | 22.0 to 90.0 | +5.0 | +2.0 to +70.0 |", false},
		{"smaller than before", rig.Sample{19, 19, 19}, "(median): met.", false},
		{"growing", rig.Sample{25.1, 25.1, 25.1}, "(median): missed by window.", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := growth{few: 10, many: 1000, disciplines: []string{"window"}, peaks: map[key]rig.Sample{
				{"window", 10}: {20, 20, 20}, {"window", 1000}: tt.many,
			}}
			var out bytes.Buffer
			err := g.report(&out)
			if (err != nil) != tt.fails || !strings.Contains(out.String(), tt.want) {
				t.Errorf("error %v, output\n%s", err, out.String())
			}
		})
	}
}
