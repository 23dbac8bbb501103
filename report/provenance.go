package report

import (
	"fmt"
	"strings"
	"time"

	"runexp/runner/vitals"
)

// This file tells where results come from, as far as that is known.

// record is where the results come from; zero where that is not known.
func (d *Data) record() *Record {
	if d.Record == nil {
		return new(Record)
	}
	return d.Record
}

// began is when the run did: as recorded, else the earliest start of a trial.
func (d *Data) began() time.Time {
	first := d.record().Started
	for i := range d.Results {
		if at := d.Results[i].Started; d.Record == nil && !at.IsZero() && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	return first
}

// lasted is how long the run took: from its start to its end as recorded, else
// what its trials took together.
func (d *Data) lasted() time.Duration {
	if r := d.record(); !r.Started.IsZero() && r.Ended.After(r.Started) {
		return r.Ended.Sub(r.Started)
	}
	var sum time.Duration
	for i := range d.Results {
		sum += d.Results[i].Elapsed
	}
	return sum
}

// machineWords describes a machine in a few words, such as "linux/amd64, 8 CPUs, Ryzen
// 7"; empty where nothing is known of it.
func machineWords(m vitals.Machine) string {
	if m.OS == "" {
		return ""
	}
	words := []string{m.OS + "/" + m.Arch, plural(m.CPUs, "CPU")}
	if m.Processors > 0 && m.Processors < float64(m.CPUs) {
		words[1] += fmt.Sprintf(" (%.4g usable)", m.Processors)
	}
	for _, s := range []string{m.CPU, m.Kernel, m.Host} {
		if s != "" {
			words = append(words, s)
		}
	}
	return clean(strings.Join(words, ", "))
}
