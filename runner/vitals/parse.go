package vitals

import (
	"math"
	"path"
	"strconv"
	"strings"
	"time"
)

// This file reads the texts of the Linux kernel; see its documents accounting/psi,
// filesystems/proc and admin-guide/cgroup-v2. A text that is not as described there
// says nothing.

// pressure is the first line of a pressure file: how long at least one task
// waited for a processor.
type pressure struct {
	// average is of the last ten seconds, in per cent.
	average float64
	// waited is the sum since the machine started.
	waited time.Duration
}

func parsePressure(text string) (p pressure, ok bool) {
	line, _, _ := strings.Cut(text, "\n")
	words := strings.Fields(line)
	if len(words) == 0 || words[0] != "some" {
		return pressure{}, false
	}
	var average, total bool
	for _, word := range words[1:] {
		name, value, _ := strings.Cut(word, "=")
		switch name {
		case "avg10":
			p.average, average = decimal(value)
		case "total":
			p.waited, total = microseconds(value)
		}
	}
	return p, average && total
}

// jiffies are the counts of the line cpu of /proc/stat: the processors' time by
// use, in a unit of no interest.
type jiffies struct{ all, steal uint64 }

func parseJiffies(text string) (j jiffies, ok bool) {
	line, _, _ := strings.Cut(text, "\n")
	words := strings.Fields(line)
	// user nice system idle iowait irq softirq steal; the guests' time after that
	// is in the first two already.
	const uses = 8
	if len(words) <= uses || words[0] != "cpu" {
		return jiffies{}, false
	}
	for i, word := range words[1 : uses+1] {
		n, err := strconv.ParseUint(word, 10, 64)
		if err != nil || n > math.MaxUint64/uses {
			return jiffies{}, false
		}
		j.all += n
		if i == uses-1 {
			j.steal = n
		}
	}
	return j, true
}

// parseThrottled reads the time for which a cgroup was held back by its quota,
// summed over processors, from its cpu.stat.
func parseThrottled(text string) (time.Duration, bool) {
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimRight(line, "\n"), " ")
		if name == "throttled_usec" {
			return microseconds(value)
		}
	}
	return 0, false
}

// parseQuota reads from a cpu.max how many processors a cgroup may keep busy.
func parseQuota(text string) (processors float64, ok bool) {
	words := strings.Fields(text)
	if len(words) != 2 {
		return 0, false
	}
	quota, err := strconv.ParseUint(words[0], 10, 63)
	if err != nil { // max: no quota
		return 0, false
	}
	period, err := strconv.ParseUint(words[1], 10, 63)
	if err != nil || quota == 0 || period == 0 {
		return 0, false
	}
	return float64(quota) / float64(period), true
}

// parseCgroup reads from /proc/self/cgroup which cgroup of version 2 a process is
// in: a path without a slash at its beginning, "." for the root.
func parseCgroup(text string) (string, bool) {
	for line := range strings.Lines(text) {
		name, ok := strings.CutPrefix(strings.TrimRight(line, "\n"), "0::/")
		if !ok {
			continue
		}
		name = path.Clean(name)
		// Above the root of its namespace there is nothing to be read.
		return name, !strings.HasPrefix(name, "/") && name != ".." && !strings.HasPrefix(name, "../")
	}
	return "", false
}

// microseconds reads a whole number of them.
func microseconds(text string) (time.Duration, bool) {
	n, err := strconv.ParseUint(text, 10, 63)
	if err != nil || n > uint64(math.MaxInt64/time.Microsecond) {
		return 0, false
	}
	return time.Duration(n) * time.Microsecond, true
}

// decimal reads a number such as 12.34.
func decimal(text string) (float64, bool) {
	x, err := strconv.ParseFloat(text, 64)
	return x, err == nil && x >= 0 && !math.IsInf(x, 1)
}
