package main

import (
	"fmt"
	"io"
	"time"

	"runexp/runner"
)

// heartbeat is how long a run without a terminal stays silent at most.
const heartbeat = 30 * time.Second

// lines is the progress of a run without a terminal.
type lines struct {
	w     io.Writer
	plan  *runner.Plan
	pace  *pace
	alive time.Time
}

func (l *lines) update(p runner.Progress) {
	if time.Since(l.alive) < heartbeat {
		return
	}
	l.alive = time.Now()
	text := fmt.Sprintf("%s … still running, %s", l.place(p.Trial), roughly(p.Elapsed))
	if p.Total > 0 {
		text += fmt.Sprintf(", %d of %d requests", p.Done, p.Total)
	} else {
		text += fmt.Sprintf(" of %s, %d requests", roughly(p.Limit), p.Done)
	}
	if rest, ok := l.pace.rest(); ok {
		text += ", ETA " + roughly(rest)
	}
	fmt.Fprintln(l.w, text)
}

func (l *lines) finished(r *runner.Result) {
	l.alive = time.Now()
	l.pace.advance(r)
	text := fmt.Sprintf("%s %s", l.place(&r.Trial), r.Trial.Name())
	if words := caption(l.plan, r.Trial.Point); words != "" {
		text += " " + words
	}
	fmt.Fprintf(l.w, "%s %s\n", text, outcome(r))
}

func (l *lines) note(text string, _ bool) { fmt.Fprintln(l.w, printable(text)) }

func (l *lines) close() {}

// place is the experiment's name and the trial's place in the order.
func (l *lines) place(t *runner.Trial) string {
	return l.plan.Name + " " + place(l.plan, t)
}
