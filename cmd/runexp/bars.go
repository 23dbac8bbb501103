package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"runexp/runner"
)

// bars is the progress of a run on a terminal: a bar for the trial under way
// with its live rate, p99 and errors, a bar for the sweep with the time left,
// and the finished trials above them.
type bars struct {
	plan  *runner.Plan
	pace  *pace
	width int

	container *mpb.Progress
	trial     *mpb.Bar
	sweep     *mpb.Bar

	mu   sync.Mutex // guards last, read by the container's goroutine
	last runner.Progress
	rest string
}

// redraw is how often the bars are drawn again at most.
const redraw = 120 * time.Millisecond

func newBars(w io.Writer, width int, plan *runner.Plan, p *pace) *bars {
	b := &bars{plan: plan, pace: p, width: width}
	b.eta()
	b.container = mpb.New(mpb.WithOutput(w), mpb.WithAutoRefresh(), mpb.WithRefreshRate(redraw))
	style := mpb.BarStyle().Lbound("[").Filler("=").Tip(">").Padding("-").Rbound("]")
	// Neither bar ever completes on its own: a complete one would stay on the
	// screen above the table. A total of 0 is one that may change.
	b.trial = b.container.New(0, style,
		mpb.PrependDecorators(decor.Any(b.what, decor.WC{C: decor.DSyncSpaceR})),
		mpb.AppendDecorators(decor.Any(b.live)))
	b.sweep = b.container.New(int64(trialsOf(plan))+1, style,
		mpb.PrependDecorators(decor.Any(b.done, decor.WC{C: decor.DSyncSpaceR})),
		mpb.AppendDecorators(decor.Any(b.left)))
	return b
}

func (b *bars) update(p runner.Progress) {
	b.mu.Lock()
	b.last = p
	b.eta()
	b.mu.Unlock()
	b.trial.SetTotal(wholeTrial, false)
	b.trial.SetCurrent(int64(wholeTrial * progressed(p)))
}

// wholeTrial is the length of a trial's bar, of which nothing shows but its
// parts.
const wholeTrial = 1000

func (b *bars) finished(r *runner.Result) {
	b.pace.advance(r)
	b.sweep.SetCurrent(int64(trialsOf(b.plan) - b.pace.left))
	mark := "ok  "
	if r.Errors > 0 {
		mark = "err "
	}
	line := "  " + mark + place(b.plan, &r.Trial)
	if words := caption(b.plan, r.Trial.Point); words != "" {
		line += " " + words
	}
	if r.Trial.Target != "" {
		line += " " + r.Trial.Target
	}
	if r.Trial.Discarded {
		line += " warm-up"
	}
	line += " " + outcome(r)
	fmt.Fprintln(b.container, shortened(line, max(20, b.width-1)))
}

// note shows a line above the bars.
func (b *bars) note(text string, _ bool) {
	fmt.Fprintln(b.container, shortened(printable(text), max(20, b.width-1)))
}

// close takes the bars off the screen: the table comes next.
func (b *bars) close() {
	b.trial.Abort(true)
	b.sweep.Abort(true)
	b.container.Wait()
}

// eta refreshes the time left; b.mu is held, or b not shared yet.
func (b *bars) eta() {
	b.rest = ""
	if rest, ok := b.pace.rest(); ok {
		b.rest = "ETA " + roughly(rest)
	}
}

// what names the trial under way.
func (b *bars) what(decor.Statistics) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.last.Trial == nil {
		return b.plan.Name
	}
	text := caption(b.plan, b.last.Trial.Point)
	if text == "" {
		text = b.last.Trial.Name()
	}
	if b.last.Warmup {
		text = "warm-up " + text
	}
	return shortened(text, max(8, b.width/3))
}

// live is the trial's rate, p99 and errors so far.
func (b *bars) live(decor.Statistics) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.last
	if p.Trial == nil || p.Elapsed <= 0 {
		return ""
	}
	text := fmt.Sprintf(" %d/%d %s rps", p.Done, p.Total, rateText(float64(p.Done-p.Errors)/p.Elapsed.Seconds()))
	if p.Total < 0 {
		text = fmt.Sprintf(" %d %s rps", p.Done, rateText(float64(p.Done-p.Errors)/p.Elapsed.Seconds()))
	}
	if p.P99 > 0 {
		text += " p99 " + latencyText(p.P99)
	}
	return text + fmt.Sprintf(" %d err", p.Errors)
}

// done is how far the sweep has come.
func (b *bars) done(s decor.Statistics) string {
	return fmt.Sprintf("sweep %d/%d", s.Current, s.Total-1)
}

func (b *bars) left(decor.Statistics) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return " " + b.rest + "  Ctrl-C keeps results"
}
