package live_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"runexp/judge"
	"runexp/report/live"
)

// bottom is how the last line of a view begins.
const bottom = "sweep "

func TestAViewIsDrawnTenTimesASecondAtMost(t *testing.T) {
	plan, w := planOf(t, sweep), newTerminal(80, 24)
	staged(t, plan, w, live.Options{}, func(p *play) {
		for tick := range 3000 { // far more often than a trial tells
			time.Sleep(time.Millisecond)
			now := progress(&plan.Trials[0], tick/100+1)
			now.Done = int64(tick)
			p.view.Update(now)
			if tick%700 == 0 {
				p.view.Note("a note", false)
			}
		}
		p.settle()
		if n := len(w.frames); n < 28 || n > 33 {
			p.Errorf("%d frames in 3.15 s", n)
		}
		for i := 1; i < len(w.frames); i++ {
			if apart := w.frames[i].Sub(w.frames[i-1]); apart < 100*ms {
				p.Errorf("frame %d comes %v after the one before", i, apart)
			}
		}
	})
}

func TestAViewIsNotDrawnWithoutNeed(t *testing.T) {
	plan, w := planOf(t, strings.ReplaceAll(single, "service_time: 100ms\n", "")), newTerminal(80, 24)
	staged(t, plan, w, live.Options{}, func(p *play) {
		p.settle()
		before, _ := w.written()
		time.Sleep(time.Hour) // nothing is known of the time left, so nothing changes
		synctest.Wait()
		if after, _ := w.written(); after != before {
			p.Errorf("%d frames where nothing changes", after-before)
		}
	})
	w = newTerminal(80, 24)
	staged(t, plan, w, live.Options{Now: time.Now}, func(p *play) {
		p.perform(&plan.Trials[0])
		p.settle()
		before, bytes := w.written()
		time.Sleep(10 * time.Second) // the time left changes
		synctest.Wait()
		after, more := w.written()
		if n := after - before; n < 9 || n > 10 {
			p.Errorf("%d frames in a pause of 10 s", n)
		}
		if n := (more - bytes) / 10; n > 200 {
			p.Errorf("%d bytes for a line that changes", n)
		}
	})
}

// The terminal shows keys itself, such as ^C: they move the cursor.
func TestKeysThatAreShownMoveNothing(t *testing.T) {
	for _, columns := range []int{30, 79, 80, 81, 100} {
		w := newTerminal(columns, 24)
		staged(t, planOf(t, sweep), w, live.Options{Heading: "x"}, func(p *play) {
			for i := range 5 {
				p.perform(&p.plan.Trials[i])
				w.key("^C^C")
			}
			p.perform(&p.plan.Trials[5])
			p.settle()
			if shown := w.text(true); strings.Contains(shown, "^C") || strings.Count(shown, bottom) != 1 {
				p.Errorf("it shows\n%s", shown)
			}
			w.key("^C")
			p.view.Close()
			if got := w.text(true); got != "x\n\n" {
				p.Errorf("what is left is %q", got)
			}
		})
	}
}

// A note has the whole view drawn anew, over nothing. That is what the frames before
// had come to, which wrote what had changed.
func TestWhatChangesIsDrawnOverWhatStood(t *testing.T) {
	for _, text := range []string{single, sweep, pairs, warm, long, wide} {
		plan, w := planOf(t, text), newTerminal(80, 40)
		staged(t, plan, w, live.Options{Color: true}, func(p *play) {
			for i := range len(plan.Trials) - 1 {
				p.watch(&plan.Trials[i], 1+i%7)
				if i%3 > 0 {
					p.view.Finished(result(&plan.Trials[i]), verdict(&plan.Trials[i]))
				}
				p.settle()
				before, colors := w.text(false), w.colors()
				p.view.Note("x", false)
				p.settle()
				height := strings.Count(w.last, "\r\n")
				view := func(text string) string { // without the time left, which may have changed
					lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
					return strings.Join(lines[len(lines)-height:len(lines)-1], "\n")
				}
				if diff := cmp.Diff(view(w.text(false)), view(before)) + cmp.Diff(view(w.colors()), view(colors)); diff != "" {
					p.Fatalf("%s, trial %d: (-whole +parts)\n%s", plan.Name, i, diff)
				}
				if i > 60 {
					return
				}
			}
		})
	}
}

// In whatever window, a view is not wider, and keeps two lines free where there are
// some.
func TestAViewFollowsTheWindow(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, text := range []string{single, sweep, pairs, warm, long, broad, wide, large} {
		plan := planOf(t, text)
		w := newTerminal(80, 24)
		staged(t, plan, w, live.Options{Color: true}, func(p *play) {
			for i := range 25 {
				p.perform(&plan.Trials[i%(len(plan.Trials)-1)])
				p.settle()
				w.resize(1+(w.columns+rng.IntN(149))%150, 1+rng.IntN(60)) // another width: all is drawn anew
				time.Sleep(time.Second)
				p.settle()
				height := strings.Count(w.last, "\r\n") + 1
				if height > max(1, w.rows-2) {
					p.Errorf("%s has %d lines in a window of %d", plan.Name, height, w.rows)
				}
				for _, l := range w.lines[len(w.lines)-height:] {
					if l.wrapped || len(l.cells) > max(1, w.columns-1) {
						p.Errorf("%s has a line of %d columns in a window of %d:\n%s", plan.Name, len(l.cells), w.columns, w.text(false))
					}
				}
				w.faults = nil // a window that became lower has cut the way up short
			}
		})
	}
}

// A window that became narrower has wrapped the lines of the view, and one that
// became wider has not.
func TestAViewStaysOneViewInAnotherWindow(t *testing.T) {
	legend := regexp.MustCompile(`(?m)^● \d+ `)
	for _, text := range []string{single, pairs, warm} {
		for columns := 40; columns < 160; columns += 7 {
			w := newTerminal(80, 50)
			staged(t, planOf(t, text), w, live.Options{}, func(p *play) {
				p.first(2)
				p.settle()
				w.resize(columns, 50)
				time.Sleep(time.Second)
				p.settle()
				if shown := w.text(true); strings.Count(shown, bottom) != 1 || len(legend.FindAllString(shown, -1)) != 1 {
					p.Errorf("%s, 80 and then %d columns wide:\n%s", p.plan.Name, columns, shown)
				}
			})
		}
	}
}

func TestAViewLeavesItsHeadingAndItsNotes(t *testing.T) {
	acts := map[string]func(*play){
		"at once":         func(*play) {},
		"before a trial":  func(p *play) { p.settle() },
		"within a trial":  func(p *play) { p.watch(&p.plan.Trials[0], 3) },
		"within a pause":  func(p *play) { p.first(2); p.settle() },
		"before its turn": func(p *play) { p.first(2); p.view.Finished(result(&p.plan.Trials[2]), judge.Verdict{}) },
		"after a trial":   func(p *play) { p.first(len(p.plan.Trials)) },
	}
	for name, act := range acts {
		for _, again := range []bool{false, true} {
			w := newTerminal(80, 24)
			staged(t, planOf(t, pairs), w, live.Options{Heading: "the heading", Color: true}, func(p *play) {
				act(p)
				p.view.Note("one\ntwo", false)
				p.view.Close()
				if again {
					var all sync.WaitGroup
					for range 3 {
						all.Go(p.view.Close)
					}
					all.Wait()
				}
				p.view.Update(progress(&p.plan.Trials[0], 1))
				p.view.Finished(result(&p.plan.Trials[0]), judge.Verdict{})
				p.view.Recalled(result(&p.plan.Trials[0]), judge.Verdict{})
				if got, want := w.text(true), "the heading\none\ntwo\n\n"; got != want {
					p.Errorf("%s: what is left is %q, want %q", name, got, want)
				}
				if w.x != 0 || w.hidden {
					p.Errorf("%s: the cursor is in column %d, hidden %v", name, w.x, w.hidden)
				}
			})
		}
	}
}

func TestNotesStayAboveTheView(t *testing.T) {
	w := newTerminal(60, 14)
	staged(t, planOf(t, pairs), w, live.Options{Heading: "the heading"}, func(p *play) {
		var want strings.Builder
		want.WriteString("the heading\n")
		for i := range 30 {
			p.perform(&p.plan.Trials[i%24])
			text := fmt.Sprintf("note %d %s", i, strings.Repeat("long ", i))
			p.view.Note(text, i%2 == 0)
			for len(text) > 60 {
				want.WriteString(strings.TrimRight(text[:60], " ") + "\n")
				text = text[60:]
			}
			want.WriteString(strings.TrimRight(text, " ") + "\n")
		}
		p.settle()
		if got, _, _ := strings.Cut(w.text(true), "● "); got != want.String() {
			p.Errorf("above the view stands\n%s\nwant\n%s", got, want.String())
		}
	})
}

func TestANoteAfterTheViewIsALine(t *testing.T) {
	w := newTerminal(80, 24)
	staged(t, planOf(t, pairs), w, live.Options{Heading: "the heading"}, func(p *play) {
		p.first(1)
		p.view.Close()
		p.view.Note("after\x1b[2J all", true)
		w.mu.Lock()
		defer w.mu.Unlock()
		for i, want := range []string{"the heading", "after\ufffd[2J all"} {
			var line strings.Builder
			for _, c := range w.lines[i].cells {
				line.WriteString(c.text)
			}
			// The terminal of the test moves down without going back.
			if got := strings.TrimSpace(line.String()); got != want {
				p.Errorf("line %d is %q, want %q", i, got, want)
			}
		}
	})
}

// A terminal that takes nothing stops the view, and nobody else.
func TestATerminalThatTakesNothingStopsNoTrial(t *testing.T) {
	plan, w := planOf(t, sweep), newTerminal(80, 24)
	staged(t, plan, w, live.Options{}, func(p *play) {
		w.mu.Lock()
		w.block = make(chan struct{})
		w.mu.Unlock()
		began := time.Now()
		p.first(20)
		p.view.Note("a note", false)
		if took := time.Since(began); took != 20*520*ms {
			p.Errorf("20 trials of 520 ms take %v", took)
		}
		w.mu.Lock()
		block := w.block
		w.block = nil
		w.mu.Unlock()
		close(block)
		p.settle()
		p.settle()
		if shown := w.text(false); !strings.Contains(shown, "20/63") || !strings.Contains(shown, "a note") {
			p.Errorf("afterwards it shows\n%s", shown)
		}
	})
}

func TestQuietShowsOnlyWhatIsUrgent(t *testing.T) {
	var b strings.Builder
	plan := planOf(t, pairs)
	v := live.New(live.Options{Writer: &b, Quiet: true, Plan: plan, Heading: "the heading", Size: newTerminal(80, 24).size})
	v.Update(progress(&plan.Trials[0], 1))
	v.Finished(result(&plan.Trials[0]), judge.Verdict{})
	v.Recalled(result(&plan.Trials[1]), judge.Verdict{})
	v.Note("calm", false)
	v.Note("urgent\nindeed\x1b", true)
	v.Close()
	if got, want := b.String(), "urgent\nindeed\ufffd\n"; got != want {
		t.Errorf("it shows %q, want %q", got, want)
	}
}

// faulty fails when it is written to the third time.
type faulty struct {
	io.Writer
	n int
}

func (f *faulty) Write(text []byte) (int, error) {
	if f.n++; f.n > 2 {
		return 0, io.ErrClosedPipe
	}
	return f.Writer.Write(text)
}

func TestATerminalThatIsGoneEndsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		plan, w := planOf(t, sweep), newTerminal(80, 24)
		p := &play{TB: t, plan: plan, view: live.New(live.Options{Writer: &faulty{Writer: w}, Plan: plan, Size: w.size})}
		p.first(5)
		p.view.Close()
	})
}
