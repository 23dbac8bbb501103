package vitals

import (
	"time"

	"runexp/stats"
)

// Report is how the client and its machine fared while something was measured.
// What the system does not tell is nil.
type Report struct {
	Wall time.Duration `json:"wall_ns"`
	// CPU is the processor time of this process, user and system.
	CPU time.Duration `json:"cpu_ns"`
	// Processors is how many processors this process may use: the smaller of
	// GOMAXPROCS and the quota of its cgroup.
	Processors float64 `json:"processors"`
	// Lag is by how much a timer that was to fire every 5 ms fired late: the delay
	// that this process adds to whatever it waits for.
	Lag *stats.Histogram `json:"lag,omitempty"`
	// Collections counts the garbage collections, Paused is how long they stopped
	// the process in total, LongestPause the longest of them.
	Collections  int64         `json:"collections"`
	Paused       time.Duration `json:"paused_ns"`
	LongestPause time.Duration `json:"longest_pause_ns"`
	// Pressure is the share of the time in which something on this machine waited
	// for a processor, PressureBefore the same of the ten seconds before.
	Pressure       *float64 `json:"pressure,omitempty"`
	PressureBefore *float64 `json:"pressure_before,omitempty"`
	// Steal is the share of processor time that another machine took.
	Steal *float64 `json:"steal,omitempty"`
	// Throttled is how long the cgroup's quota held this process back.
	Throttled *time.Duration `json:"throttled_ns,omitempty"`
}
