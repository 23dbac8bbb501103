package live

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"runexp/judge"
	"runexp/runner"
)

// View shows how a run is getting on. Its methods may be called from several
// goroutines. After Close a note is still written, as a plain line; all else is
// ignored.
type View interface {
	// Update tells of the trial under way. It reads the progress's histogram
	// during the call only.
	Update(p runner.Progress)
	// Finished tells what a trial measured, and how far that can be trusted.
	Finished(r *runner.Result, v judge.Verdict)
	// Recalled is Finished for a trial that an earlier session measured: it is
	// counted, and has no line of its own.
	Recalled(r *runner.Result, v judge.Verdict)
	// Note is a line about what happens beside the trials. An urgent one is shown
	// even where no progress is wanted.
	Note(text string, urgent bool)
	// Close takes the view off the screen and gives the cursor back. It may be
	// called again.
	Close()
}

// Options is what a view needs to know.
type Options struct {
	// Writer is where the view is shown. Of a terminal, the view takes it that
	// nobody else writes to it until Close.
	Writer io.Writer
	// Size is the window behind Writer, and whether there is one. It is asked
	// before each frame. Where columns or rows are not known they are 0; a nil Size
	// is that of no terminal.
	Size func() (columns, rows int, terminal bool)
	// Color and ASCII say how signs may look; Dumb that the cursor can't be moved;
	// Quiet that only urgent notes are wanted.
	Color, ASCII, Dumb, Quiet bool
	// Plan is what is run. Of a search the trials become known on the way.
	Plan *runner.Plan
	// Heading is the first line, such as "api  7 points x 3 repeats = 21 trials,
	// about 2m  seed 1". It stays when the view is taken off the screen.
	Heading string
	// Now is the clock for the time left; nil is the system's.
	Now func() time.Time
}

// New is the view that the writer can show. It writes the heading at once, unless it
// is to be quiet.
func New(o Options) View {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Size == nil {
		o.Size = func() (int, int, bool) { return 0, 0, false }
	}
	if o.Quiet {
		return &silent{w: o.Writer}
	}
	if _, _, terminal := o.Size(); terminal && !o.Dumb {
		return newScreen(o)
	}
	return newLines(o)
}

// silent shows nothing but urgent notes.
type silent struct {
	mu sync.Mutex
	w  io.Writer
}

func (*silent) Update(runner.Progress) {}

func (*silent) Finished(*runner.Result, judge.Verdict) {}

func (*silent) Recalled(*runner.Result, judge.Verdict) {}

func (*silent) Close() {}

func (s *silent) Note(text string, urgent bool) {
	if !urgent {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	writeNote(s.w, text)
}

// writeNote writes a note as it stands, its own lines kept.
func writeNote(w io.Writer, text string) {
	var b strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		b.WriteString(printable(line) + "\n")
	}
	fmt.Fprint(w, b.String())
}
