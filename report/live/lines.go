package live

import (
	"fmt"
	"io"
	"sync"
	"time"

	"runexp/judge"
	"runexp/runner"
)

// heartbeat is how long a run without a terminal stays silent at most while a trial
// is under way.
const heartbeat = 30 * time.Second

// lines shows a run where there is no terminal.
type lines struct {
	w    io.Writer
	plan *runner.Plan
	now  func() time.Time

	mu    sync.Mutex // guards the rest: progress comes from a goroutine of the trial
	pace  *pace
	alive time.Time
}

func newLines(o Options) *lines {
	if o.Heading != "" {
		fmt.Fprintln(o.Writer, printable(o.Heading))
	}
	return &lines{w: o.Writer, plan: o.Plan, now: o.Now, pace: newPace(o.Plan, o.Now()), alive: o.Now()}
}

func (l *lines) Update(p runner.Progress) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if now.Sub(l.alive) < heartbeat {
		return
	}
	l.alive = now
	text := fmt.Sprintf("%s … still running, %s", l.place(p.Trial), roughly(p.Elapsed))
	if p.Total > 0 {
		text += fmt.Sprintf(", %d of %d requests", p.Done, p.Total)
	} else {
		text += fmt.Sprintf(" of %s, %d requests", roughly(p.Limit), p.Done)
	}
	if rest, ok := l.rest(now, &p); ok {
		text += ", ETA " + roughly(rest)
	}
	fmt.Fprintln(l.w, text)
}

func (l *lines) Finished(r *runner.Result, _ judge.Verdict) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.alive = l.now()
	l.pace.advance(&r.Trial)
	text := fmt.Sprintf("%s %s", l.place(&r.Trial), printable(r.Trial.Name()))
	if words := caption(l.plan, r.Trial.Point); words != "" {
		text += " " + words
	}
	fmt.Fprintf(l.w, "%s %s\n", text, outcome(r))
}

func (l *lines) Recalled(r *runner.Result, _ judge.Verdict) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pace.recall(&r.Trial)
}

func (l *lines) Note(text string, _ bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	writeNote(l.w, text)
}

func (*lines) Close() {}

// rest is the time left while a trial is under way. A warm-up is no part of the
// trial's time that is over: how long it takes is not known from its progress.
func (l *lines) rest(now time.Time, p *runner.Progress) (time.Duration, bool) {
	if p.Warmup {
		return l.pace.rest(now, nil, 0)
	}
	return l.pace.rest(now, p.Trial, progressed(p))
}

// place is the experiment's name and the trial's place in the order.
func (l *lines) place(t *runner.Trial) string {
	return printable(l.plan.Name) + " " + place(l.plan, t)
}
