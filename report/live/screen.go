package live

import (
	"io"
	"strings"
	"sync"
	"time"

	"runexp/judge"
	"runexp/runner"
)

const (
	// redraw is how far apart frames are at least.
	redraw = 100 * time.Millisecond
	// tick is how far apart they are at most: the time left changes, and the window
	// may.
	tick = time.Second
)

// The window where its size is not known.
const (
	someColumns = 80
	someRows    = 24
)

// screen shows a run on a terminal. What happens is noted under the lock; a goroutine
// of its own draws, and writes outside of the lock.
type screen struct {
	options Options
	frame   frame
	next    canvas
	painter painter

	wake  chan struct{} // holds one: there is something to draw
	close sync.Once
	done  chan struct{} // closed: draw no more
	ended chan struct{} // closed: nothing is drawn any more

	mu     sync.Mutex // guards what follows
	closed bool
	board  *board
	course course
	pace   *pace
	recent []ending
	notes  []string // to be shown above the view
}

// ending is the line of a trial that has run.
type ending struct {
	mark  mark
	words []words
}

func newScreen(o Options) *screen {
	s := newStill(o)
	s.draw()
	go s.loop()
	return s
}

// newStill is a screen that does not draw by itself yet.
func newStill(o Options) *screen {
	s := &screen{
		options: o, wake: make(chan struct{}, 1), done: make(chan struct{}), ended: make(chan struct{}),
		board: newBoard(o.Plan), pace: newPace(o.Plan, o.Now()),
	}
	s.frame.w = o.Writer
	s.painter = painter{canvas: &s.next, board: s.board}
	if o.Heading != "" {
		s.note(printable(o.Heading))
	}
	return s
}

func (s *screen) Update(p runner.Progress) {
	s.change(func() {
		s.board.start(p.Trial)
		s.course.update(&p, func() string { return s.caption(p.Trial) })
	})
}

func (s *screen) Finished(r *runner.Result, v judge.Verdict) {
	m := markOf(v.Level)
	line := ending{m, s.ending(r, v)}
	s.change(func() {
		s.board.finish(&r.Trial, m)
		s.course.over = true
		s.pace.advance(&r.Trial)
		if len(s.recent) == mostRecent {
			s.recent = append(s.recent[:0], s.recent[1:]...)
		}
		s.recent = append(s.recent, line)
	})
}

func (s *screen) Recalled(r *runner.Result, v judge.Verdict) {
	s.change(func() {
		s.board.finish(&r.Trial, markOf(v.Level))
		s.pace.recall(&r.Trial)
	})
}

func (s *screen) Note(text string, _ bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		writeNote(s.options.Writer, text)
		return
	}
	for line := range strings.SplitSeq(text, "\n") {
		s.note(printable(line))
	}
	s.poke()
}

// note keeps a line to be shown above the view.
func (s *screen) note(line string) {
	if s.options.ASCII {
		line = ascii(line)
	}
	s.notes = append(s.notes, line)
}

// Close waits for the frame that is being written.
func (s *screen) Close() {
	s.close.Do(func() {
		close(s.done)
		<-s.ended
		_, rows := s.size()
		s.mu.Lock()
		defer s.mu.Unlock()
		s.closed = true
		_ = s.frame.clear(rows, s.notes) // nobody is left to be told
	})
}

// change notes something, unless the view is closed, and has it drawn.
func (s *screen) change(what func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	what()
	s.poke()
}

// poke says that there is something to draw.
func (s *screen) poke() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// loop draws what has changed, at most ten times a second.
func (s *screen) loop() {
	defer close(s.ended)
	defer s.rescue()
	next := time.NewTimer(tick)
	defer next.Stop()
	hold := time.NewTimer(redraw)
	defer hold.Stop()
	for {
		select {
		case <-hold.C:
		case <-s.done:
			return
		}
		select {
		case <-s.wake:
		case <-next.C:
		case <-s.done:
			return
		}
		s.draw()
		next.Reset(tick)
		hold.Reset(redraw)
	}
}

// rescue gives the cursor back before a panic ends the process.
func (s *screen) rescue() {
	if fault := recover(); fault != nil {
		_, _ = io.WriteString(s.options.Writer, showCursor+nextLine)
		panic(fault)
	}
}

// draw draws a frame if it differs from what is shown.
func (s *screen) draw() {
	columns, rows := s.size()
	s.mu.Lock()
	notes := s.notes
	s.notes = nil
	s.next.color, s.next.ascii = s.options.Color, s.options.ASCII
	s.next.reset(max(1, columns-1))
	s.compose(&s.painter, max(1, rows-2), s.options.Now())
	s.mu.Unlock()
	_ = s.frame.draw(&s.next, rows, notes) // a terminal that is gone ends the process by a signal
}

// size is that of the window.
func (s *screen) size() (columns, rows int) {
	columns, rows, _ = s.options.Size()
	if columns <= 0 {
		columns = someColumns
	}
	if rows <= 0 {
		rows = someRows
	}
	return columns, rows
}

// caption names a trial by its place, what is swept, and what is special about it.
func (s *screen) caption(t *runner.Trial) string {
	text := place(s.options.Plan, t)
	if what := caption(s.options.Plan, t.Point); what != "" {
		text += " " + what
	}
	if t.Target != "" {
		text += " " + shortened(printable(t.Target), longestValue)
	}
	if t.Discarded {
		text += " warm-up"
	}
	if t.Attempt > 0 {
		text += " again"
	}
	return text
}

// ending is what a trial has come to, with the first reason to doubt it.
func (s *screen) ending(r *runner.Result, v judge.Verdict) []words {
	all := []words{{plainly, s.caption(&r.Trial), 0}, {plainly, rateText(r.Throughput()) + " rps", 1}}
	if r.OK > 0 {
		all = append(all, words{plainly, "p99 " + latencyText(r.Latency.Quantile(0.99)), 3})
	}
	if r.Errors > 0 {
		all = append(all, words{red, count(r.Errors, "error"), 2})
	}
	all = append(all, words{plainly, secondsText(r.Elapsed), 4})
	if len(v.Reasons) > 0 {
		all = append(all, words{markOf(v.Level).style(), printable(string(v.Reasons[0].Flag)), 2})
	}
	return all
}
