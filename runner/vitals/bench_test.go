package vitals_test

import (
	"testing"
	"time"

	"runexp/runner/vitals"
)

// BenchmarkStartStop is what a watch costs each trial.
func BenchmarkStartStop(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		vitals.Start().Stop()
	}
}

// BenchmarkQuiet watches a process that does nothing else for a second. What it
// uses is the watch's own; what is late is the machine's.
func BenchmarkQuiet(b *testing.B) {
	var cpu, wall time.Duration
	for b.Loop() {
		w := vitals.Start()
		<-time.After(time.Second)
		r := w.Stop()
		cpu += r.CPU
		wall += r.Wall
		b.ReportMetric(float64(r.Lag.Quantile(0.5))/1e3, "p50-us")
		b.ReportMetric(float64(r.Lag.Quantile(0.99))/1e3, "p99-us")
	}
	b.ReportMetric(100*float64(cpu)/float64(wall), "%cpu")
}
