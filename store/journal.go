package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"reflect"
	"time"

	"runexp/runner"
)

// maxNoted bounds the notes on what is damaged.
const maxNoted = 20

// journal is what a journal holds.
type journal struct {
	// entries are those that count, one for each identity, in the order in which they
	// were done; places are theirs in it.
	entries []Entry
	places  map[string]int
	// took is how long the run was active for each of the entries.
	took []time.Duration
	// lines counts the lines that are whole.
	lines int
	// last is the largest At.
	last time.Duration
	// whole is where the torn tail begins, and else the file ends.
	whole int64
	torn  bool
	notes []string
	noted int
	// damaged is the bad stretches that follow each other, not told yet.
	damaged stretch
}

// readJournal reads the journal of a run whose trials share payloads. One that is not
// there is empty: a run may end before it makes it.
func readJournal(root *os.Root, plan *runner.Plan, shared payloads) (*journal, error) {
	j := &journal{places: make(map[string]int)}
	f, err := open(root, journalFile, os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return j, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	if err := j.read(f, shared); err != nil {
		return nil, fmt.Errorf("%s: %w", within(root, journalFile), err)
	}
	j.share(plan)
	return j, nil
}

// read takes in all lines.
func (j *journal) read(r io.Reader, shared payloads) error {
	for d, err := range decoded(r, shared) {
		if err != nil {
			return err
		}
		j.take(d)
	}
	j.tellDamage()
	return nil
}

// take takes in a stretch of the file.
func (j *journal) take(d decodedStretch) {
	switch p := d.stretch; {
	case d.err != nil:
		p.damage = "it can't be read: " + d.err.Error()
		j.bad(p)
	case !d.readable:
		j.bad(p)
	default:
		j.tellDamage()
		if p.damage != "" {
			j.note(fmt.Sprintf("%s: line %d: %s; its trial is kept", journalFile, p.number, p.damage))
		}
		j.add(d.entry, p.number)
	}
	if !d.stretch.torn {
		j.whole = d.stretch.at + d.stretch.size
	}
}

// add adds an entry. The later one of two counts.
func (j *journal) add(e Entry, number int) {
	j.lines++
	e.At = max(j.last, e.At) // time does not go back
	took := e.At - j.last
	j.last = e.At
	at, known := j.places[e.Identity]
	if !known {
		j.places[e.Identity] = len(j.entries)
		j.entries = append(j.entries, e)
		j.took = append(j.took, took)
		return
	}
	if j.entries[at].Result.OK > 0 {
		j.note(fmt.Sprintf("%s: line %d: trial %s was measured twice; the later result counts", journalFile, number, e.Result.Trial.Name()))
	} else {
		j.note(fmt.Sprintf("trial %s had no success at first and was measured again; the later result counts", e.Result.Trial.Name()))
	}
	j.entries[at], j.took[at] = e, took
}

// bad notes what is no line, together with what follows it.
func (j *journal) bad(p stretch) {
	if p.torn {
		j.tellDamage()
		j.torn = true
		j.note(fmt.Sprintf("%s: the last line is incomplete (%d bytes at its end): its trial has no result", journalFile, p.size))
		return
	}
	if j.damaged.damage == "" {
		j.damaged = p
		return
	}
	j.damaged.size += p.size
}

// tellDamage tells what was bad up to here.
func (j *journal) tellDamage() {
	if p := j.damaged; p.damage != "" {
		j.damaged = stretch{}
		j.note(fmt.Sprintf("%s: line %d is damaged (%s): %d bytes are lost, and whatever trial was in them has no result", journalFile, p.number, p.damage, p.size))
	}
}

// note keeps a note, unless there are too many.
func (j *journal) note(text string) {
	if j.noted++; j.noted <= maxNoted {
		j.notes = append(j.notes, text)
	}
}

// told is the notes, and how many there are beyond them.
func (j *journal) told() []string {
	if more := j.noted - maxNoted; more > 0 {
		return append(j.notes[:maxNoted:maxNoted], fmt.Sprintf("%s: and so on, %d more", journalFile, more))
	}
	return j.notes
}

// share lets entries share the memory of the plan's trials where they are the same.
func (j *journal) share(plan *runner.Plan) {
	known := make(digests)
	for i := range plan.Trials {
		t := &plan.Trials[i]
		at, ok := j.places[known.identity(t)]
		if !ok {
			continue
		}
		if own := &j.entries[at].Result.Trial; reflect.DeepEqual(own, t) {
			*own = *t
		}
	}
}
