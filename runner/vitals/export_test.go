package vitals

import (
	"io/fs"
	"runtime/metrics"
	"time"
)

// Period is how often the canary wakes.
const Period = period

// StartOn watches a machine whose files stand in root.
func StartOn(root fs.FS) *Watch { return start(root) }

// StartTicks is Start with the canary of systems that have no finer clock.
func StartTicks() *Watch {
	w := Start()
	w.canary.stop()
	w.canary = newCanary()
	w.canary.listen(ticks())
	w.began = time.Now()
	return w
}

// ParsePressure reads a pressure file.
func ParsePressure(text string) (average float64, waited time.Duration, ok bool) {
	p, ok := parsePressure(text)
	return p.average, p.waited, ok
}

// ParseJiffies reads a stat file.
func ParseJiffies(text string) (all, steal uint64, ok bool) {
	j, ok := parseJiffies(text)
	return j.all, j.steal, ok
}

// ParseThrottled, ParseQuota and ParseCgroup read files of cgroups.
func ParseThrottled(text string) (time.Duration, bool) { return parseThrottled(text) }
func ParseQuota(text string) (float64, bool)           { return parseQuota(text) }
func ParseCgroup(text string) (string, bool)           { return parseCgroup(text) }

// PausesSince sums up what a histogram gained.
func PausesSince(before, now *metrics.Float64Histogram) (total, longest time.Duration) {
	return pausesSince(before, now)
}

// Describe describes the machine whose files stand in root.
func Describe(root fs.FS) Machine { return describe(root) }
