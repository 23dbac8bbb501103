package store

import (
	"io"
	"iter"

	"runexp/runner"
)

// Device is what tests put in the place of the disk.
type Device = device

// Disk is the disk itself.
func Disk() Device { return realDevice{} }

// On is the home on a device.
func (h Home) On(d Device) Home {
	h.device = d
	return h
}

// ResumeOn is [Resume] on a device.
func ResumeOn(d Device, dir string, s Session) (*Run, error) { return resume(d, dir, s) }

// ReadJournal reads a journal without a run around it.
func ReadJournal(r io.Reader) (entries []Entry, notes []string, whole int64, err error) {
	j := &journal{places: make(map[string]int)}
	err = j.read(r, nil)
	return j.entries, j.told(), j.whole, err
}

// Line is the line of an entry.
func Line(e *Entry) ([]byte, error) { return e.encode(make(digests)) }

// ReadRows reads a file of samples.
func ReadRows(r io.Reader) iter.Seq2[runner.Sample, error] { return readSamples(r) }

// SamplesHeader is the first line of a file of samples.
const SamplesHeader = samplesHeader
