package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"runexp/runner"
	"runexp/stats"
)

// This file writes and reads the JSON of a line of the journal.

// Entry is a finished trial in the journal.
type Entry struct {
	// Identity is the trial's [Identity].
	Identity string
	// Session is the place in the manifest's sessions of the one that measured it.
	Session int
	// At is how long the run had been active, in all its sessions, when the trial was
	// done.
	At     time.Duration
	Result runner.Result
}

// line is the JSON of an entry. Trial is for people who search the file.
type line struct {
	Identity string        `json:"identity"`
	Trial    string        `json:"trial"`
	Session  int           `json:"session"`
	At       time.Duration `json:"at_ns"`
	Result   runner.Result `json:"result"`
}

// encode is the line of an entry. Long payloads are in the plan.
func (e *Entry) encode(known digests) ([]byte, error) {
	l := line{Identity: e.Identity, Trial: e.Result.Trial.Name(), Session: e.Session, At: e.At, Result: e.Result}
	request := &l.Result.Trial.Spec.Request
	*request = make(payloads).pack(*request, known)
	l.Result.Latency, l.Result.Failed = some(l.Result.Latency), some(l.Result.Failed)
	var b bytes.Buffer
	j := json.NewEncoder(&b)
	j.SetEscapeHTML(false)
	if err := j.Encode(&l); err != nil {
		return nil, fmt.Errorf("result of trial %s: %w", l.Trial, err)
	}
	text := bytes.TrimSuffix(b.Bytes(), []byte("\n"))
	if len(text) > maxLine {
		return nil, fmt.Errorf("result of trial %s has %d bytes, at most %d are kept", l.Trial, len(text), maxLine)
	}
	return frame(make([]byte, 0, len(text)+header+1), text), nil
}

// some is a histogram that holds anything, else nil: an empty one takes as long to read
// as a full one.
func some(h *stats.Histogram) *stats.Histogram {
	if h == nil || h.Count() == 0 {
		return nil
	}
	return h
}

// decode is the entry of a line. Histograms that are read are packed.
func decode(text []byte, shared payloads) (Entry, error) {
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return Entry{}, err
	}
	e := Entry{Identity: l.Identity, Session: l.Session, At: l.At, Result: l.Result}
	shared.unpack(&e.Result.Trial.Spec.Request)
	for _, h := range []**stats.Histogram{&e.Result.Latency, &e.Result.Failed} {
		if *h == nil {
			*h = new(stats.Histogram)
		}
	}
	return e, e.check()
}

// check refuses what no run has written, whatever its checksum says.
func (e *Entry) check() error {
	r := &e.Result
	switch {
	case len(e.Identity) != 2*identityBytes:
		return errors.New("no identity")
	case e.Session < 0 || e.At < 0 || r.Elapsed < 0:
		return errors.New("a negative number")
	case r.OK < 0 || r.Errors < 0 || r.Requests < r.OK || r.Requests-r.OK != r.Errors:
		return errors.New("requests that do not add up")
	case r.OK > 0 && r.Latency.Count() == 0:
		return errors.New("successes without latencies")
	}
	if r.Course != nil && r.Course.Width <= 0 {
		return errors.New("a course of windows without width")
	}
	return nil
}
