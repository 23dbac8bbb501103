package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"runexp/runner"
)

// progress shows on stderr how a run is getting on. The rules are: stdout is
// never touched; nothing on the way of a request knows of it; a terminal gets
// bars that are redrawn ten times a second at most, anything else one line per
// trial and a sign of life every 30 seconds.
type progress interface {
	// update is called while a trial runs, finished with its result.
	update(runner.Progress)
	finished(*runner.Result)
	// note is a line about what happens beside the trials. An urgent one is shown
	// even where no progress is wanted.
	note(text string, urgent bool)
	close()
}

// newProgress chooses the view that stderr can show.
func (p *process) newProgress(plan *runner.Plan, quiet bool) progress {
	if quiet {
		return silent{w: p.stderr}
	}
	heading := fmt.Sprintf("%s  %s  seed %d", plan.Name, size(plan), plan.Seed)
	pace := newPace(plan)
	if width, ok := p.terminal(p.stderr); ok && !p.isDumb() {
		fmt.Fprintln(p.stderr, shortened(heading, width-1))
		return newBars(p.stderr, width, plan, pace)
	}
	fmt.Fprintln(p.stderr, heading)
	return &lines{w: p.stderr, plan: plan, pace: pace, alive: time.Now()}
}

// silent shows nothing.
type silent struct{ w io.Writer }

func (silent) update(runner.Progress)  {}
func (silent) finished(*runner.Result) {}
func (silent) close()                  {}

func (s silent) note(text string, urgent bool) {
	if urgent {
		fmt.Fprintln(s.w, printable(text))
	}
}

// trialsOf is how many trials a plan has; of a search at most.
func trialsOf(plan *runner.Plan) int {
	if s := plan.Search; s != nil {
		return s.Trials * len(s.Stems)
	}
	return len(plan.Trials)
}

// place is a trial's place in the order: 3/21. Blocks that are run again have
// places after the last one.
func place(plan *runner.Plan, t *runner.Trial) string {
	total := trialsOf(plan)
	digits := len(strconv.Itoa(total))
	if t.Seq > total {
		return fmt.Sprintf("%*d", 2*digits+1, t.Seq)
	}
	return fmt.Sprintf("%*d/%d", digits, t.Seq, total)
}

// pace estimates how long the rest of a plan takes: the planned times, scaled
// by how the trials so far kept to theirs.
type pace struct {
	left    int           // trials
	planned time.Duration // of the trials left, pauses included
	done    time.Duration // planned time of the trials done
	began   time.Time
	known   bool
}

func newPace(plan *runner.Plan) *pace {
	p := &pace{left: trialsOf(plan), began: time.Now()}
	p.planned, p.known = plan.Expected()
	return p
}

// advance notes a finished trial.
func (p *pace) advance(r *runner.Result) {
	s := &r.Trial.Spec
	share, _ := s.Expected()
	share += s.Cooldown
	if !p.known {
		share = 1
	}
	p.left = max(0, p.left-1)
	p.done += share
	p.planned = max(0, p.planned-share)
}

// rest is the estimated time left; false when nothing is known yet.
func (p *pace) rest() (time.Duration, bool) {
	spent := time.Since(p.began)
	switch {
	case p.done == 0:
		return p.planned, p.known
	case p.known:
		return time.Duration(float64(p.planned) * max(1, float64(spent)/float64(p.done))), true
	}
	return time.Duration(float64(spent) / float64(p.done) * float64(p.left)), true
}

// progressed is the part of a trial that is done: by the count or by the clock,
// whichever ends it sooner.
func progressed(p runner.Progress) float64 {
	part := 0.0
	if p.Total > 0 {
		part = float64(p.Done) / float64(p.Total)
	}
	if p.Limit > 0 {
		part = max(part, float64(p.Elapsed)/float64(p.Limit))
	}
	return min(part, 1)
}

// caption names a trial by what is swept, such as concurrency=100 delay=50ms.
func caption(plan *runner.Plan, p runner.Point) string {
	var words []string
	for _, f := range plan.Swept() {
		if v, ok := p.Value(f.Name); ok {
			words = append(words, f.Name+"="+shortened(printable(v), 24))
		}
	}
	return strings.Join(words, " ")
}

// outcome is a finished trial in a few words.
func outcome(r *runner.Result) string {
	text := "rps=" + rateText(r.Throughput())
	if r.OK > 0 {
		text += " p99=" + latencyText(r.Latency.Quantile(0.99))
	}
	return fmt.Sprintf("%s errors=%d (%s)", text, r.Errors, secondsText(r.Elapsed))
}

func rateText(rate float64) string {
	if rate < 100 {
		return fmt.Sprintf("%.1f", rate)
	}
	return fmt.Sprintf("%.0f", rate)
}

func latencyText(d time.Duration) string {
	return fmt.Sprintf("%.1fms", float64(d)/float64(time.Millisecond))
}

func secondsText(d time.Duration) string {
	if d < 10*time.Second {
		return fmt.Sprintf("%.2fs", d.Seconds())
	}
	return fmt.Sprintf("%.1fs", d.Seconds())
}
