package judge

import (
	"fmt"
	"slices"
)

// Level says how far a measurement can be trusted.
type Level uint8

// The levels, from the best on.
const (
	// OK is a measurement without a known fault.
	OK Level = iota
	// Suspect is one that something disturbed, or may have.
	Suspect
	// Invalid is one that says nothing about the server. It enters no answer, no
	// baseline and no gate.
	Invalid
)

// String names the level as tables and CSV do.
func (l Level) String() string {
	switch l {
	case OK:
		return "ok"
	case Suspect:
		return "suspect"
	case Invalid:
		return "invalid"
	}
	return "unknown"
}

// Flag names a check that a trial did not pass.
type Flag string

// The flags.
const (
	ClientLimited Flag = "client-limited"
	NoisyHost     Flag = "noisy-host"
	Collected     Flag = "gc"
	LateStarts    Flag = "late"
	Failures      Flag = "errors"
	Unsteady      Flag = "unsteady"
	Backlog       Flag = "backlog"
	NotInFlight   Flag = "in-flight"
	Little        Flag = "little"
	NoSuccess     Flag = "no-success"
)

// Reason is why a trial is not ok.
type Reason struct {
	Flag  Flag
	Level Level
	// Text tells what was found and what the limit is, such as "the client's own
	// delay is 31 % of p99 (limit 10 %)".
	Text string
	// Form is Text with [Place] where the number stands that was found, and Found
	// that number, so that what many trials have in common can be told once.
	Form, Found string
	// Times is how many of Of trials have the reason, in the verdict of a cell.
	Times, Of int
}

// Place stands in a form where its number goes.
const Place = "{}"

// Verdict is what is known about the trust in a measurement.
type Verdict struct {
	Level   Level
	Reasons []Reason
}

// Has reports whether a check with this flag was not passed.
func (v *Verdict) Has(flag Flag) bool {
	return slices.ContainsFunc(v.Reasons, func(r Reason) bool { return r.Flag == flag })
}

// add notes a reason.
func (v *Verdict) add(r Reason) {
	v.Reasons = append(v.Reasons, r)
	v.Level = max(v.Level, r.Level)
}

// summed is the verdict on a cell with these trials, of which invalid ones are left
// out unless all are: the worst level of those that are in its numbers, Suspect at
// least where some were left out, and of each flag the worst reason.
func summed(trials []Verdict) (v Verdict, invalid int) {
	times := make(map[Flag]int)
	for _, t := range trials {
		if t.Level == Invalid {
			invalid++
		}
		seen := make(map[Flag]bool)
		for _, r := range t.Reasons {
			if !seen[r.Flag] {
				seen[r.Flag] = true
				times[r.Flag]++
			}
			v.worsen(r)
		}
	}
	v.Level = min(v.Level, Suspect)
	if invalid > 0 && invalid == len(trials) {
		v.Level = Invalid
	}
	for i := range v.Reasons {
		r := &v.Reasons[i]
		r.Times, r.Of = times[r.Flag], len(trials)
		if r.Of > 1 {
			r.Text += fmt.Sprintf(", in %d of %s", r.Times, count(r.Of, "repeat"))
		}
	}
	return v, invalid
}

// worsen notes a reason unless one of its flag that is as bad is there.
func (v *Verdict) worsen(r Reason) {
	v.Level = max(v.Level, r.Level)
	i := slices.IndexFunc(v.Reasons, func(o Reason) bool { return o.Flag == r.Flag })
	switch {
	case i < 0:
		v.Reasons = append(v.Reasons, r)
	case r.Level > v.Reasons[i].Level:
		v.Reasons[i] = r
	}
}
