package report

import (
	"bufio"
	_ "embed" // for the schema
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"runexp/judge"
	"runexp/runner"
)

// eventSchemaName names the form of the events; it is in the first of them. Events
// of the same name may gain members, but none changes its meaning.
const eventSchemaName = "runexp/event/v1"

//go:embed event.schema.json
var eventSchema string

// EventSchema returns the JSON Schema (draft 2020-12) of a line of [NDJSON].
func EventSchema() []byte { return []byte(eventSchema) }

// NDJSON writes a run as events, one JSON object per line, described by
// [EventSchema]: run-start; trial for each result in the order of the results, passes
// that warm up and reruns included; note; comparison, ruling and answer where the run
// was judged; run-end. It is what [Events] writes while a run goes on, all at once,
// but that notes stand behind the trials.
//
// Times are in UTC as RFC 3339 says, durations in the unit that ends their name, as
// in the tidy CSV. Members that do not apply are left out. Characters that a terminal
// would obey or not show are escaped.
func NDJSON(w io.Writer, d *Data) error {
	out := bufio.NewWriter(w)
	e := NewEvents(out)
	if err := e.End(d); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("ndjson: %w", err)
	}
	return nil
}

var (
	errTwoStarts = errors.New("ndjson: the run has begun before")
	errEnded     = errors.New("ndjson: the run has ended")
	errNotBegun  = errors.New("ndjson: the run has not begun")
)

// Events writes the events of a run while it goes on. A call gives each line to the
// writer in one piece, so that whoever follows the file never sees half of one,
// unless a write fails. The first error stays: nothing is written after it.
//
// An Events is not safe for use by several goroutines at once.
type Events struct {
	w     io.Writer
	err   error
	begun bool
	ended bool
	// trials and notes are those that were written, by name and text.
	trials, notes map[string]bool
}

// NewEvents returns one that writes to w, which should not keep lines back.
func NewEvents(w io.Writer) *Events {
	return &Events{w: w, trials: make(map[string]bool), notes: make(map[string]bool)}
}

// Begin writes that a run begins. It asks only for the plan, and for what is known
// of the run beforehand: Version, Again, Record. It is an error to begin twice.
func (e *Events) Begin(d *Data) error {
	switch {
	case d.Plan == nil:
		return errNoPlan
	case e.ended:
		return errEnded
	case e.begun:
		return errTwoStarts
	}
	e.begun = true
	return e.write(startEvent(d))
}

// Trial writes the result of a trial and how far it can be trusted. A result that
// was written before is not written again.
func (e *Events) Trial(r *runner.Result, v judge.Verdict) error {
	if err := e.open(); err != nil {
		return err
	}
	name := r.Trial.Name()
	if e.trials[name] {
		return nil
	}
	e.trials[name] = true
	return e.write(trialEvent(r, v))
}

// Note writes something that the reader should know, unless it was written before.
func (e *Events) Note(text string) error {
	if err := e.open(); err != nil {
		return err
	}
	if text == "" || e.notes[text] {
		return nil
	}
	e.notes[text] = true
	return e.write(noteEvent{Event: "note", Text: text})
}

// End writes what is not written yet, down to the last line: the beginning, trials
// and notes that d has and no call told of, the judgement and how the run ended. It
// is an error to end twice.
func (e *Events) End(d *Data) error {
	if d.Plan == nil {
		return errNoPlan
	}
	if e.ended {
		return errEnded
	}
	if !e.begun {
		if err := e.Begin(d); err != nil {
			return err
		}
	}
	for i := range d.Results {
		r := &d.Results[i]
		if err := e.Trial(r, d.verdictOn(r)); err != nil {
			return err
		}
	}
	for _, text := range d.notes() {
		if err := e.Note(text); err != nil {
			return err
		}
	}
	v, err := newView(d, false)
	if err != nil {
		return err
	}
	if err := e.judgement(v); err != nil {
		return err
	}
	e.ended = true
	return e.write(endEvent(v))
}

// notes are the sentences of the judgement and of the run.
func (d *Data) notes() []string {
	if d.Judgement == nil {
		return d.Notes
	}
	return slices.Concat(d.Judgement.Notes, d.Notes)
}

// judgement writes what is to be said about the results. A quick look judges
// nothing.
func (e *Events) judgement(v *view) error {
	j := v.Judgement
	if j == nil || v.quick() {
		return nil
	}
	for i := range j.Comparisons {
		if err := e.write(comparisonEvent(&j.Comparisons[i])); err != nil {
			return err
		}
	}
	for i := range j.Rulings {
		if err := e.write(rulingEvent(&j.Rulings[i], v.Plan.File)); err != nil {
			return err
		}
	}
	if event := answerEvent(v); event != nil {
		return e.write(event)
	}
	return e.err
}

// open reports why nothing can be written to a run.
func (e *Events) open() error {
	switch {
	case e.ended:
		return errEnded
	case !e.begun:
		return errNotBegun
	}
	return e.err
}

// write writes an event as a line.
func (e *Events) write(event any) error {
	if e.err != nil {
		return e.err
	}
	line, err := json.Marshal(event)
	if err == nil {
		_, err = e.w.Write(append(escapeHidden(line), '\n'))
	}
	if err != nil {
		e.err = fmt.Errorf("ndjson: %w", err)
	}
	return e.err
}
