package runner_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"runexp/runner"
)

// connections says how a trial gets them.
func connections(word string) func(*runner.Trial) {
	return func(t *runner.Trial) { t.Spec.Load.Connections = word }
}

// repeat makes a trial the r-th of its point.
func repeat(r int) func(*runner.Trial) { return func(t *runner.Trial) { t.Repeat = r } }

func TestConnectionsAreOpenedAsTheLoadSays(t *testing.T) {
	for _, c := range []struct {
		word                string
		dials, preconnected int64 // of the second repeat
		seen                int   // by the server, of both
	}{{"fresh", 3, 0, 6}, {"", 3, 0, 6}, {"preconnected", 0, 3, 6}, {"reuse", 0, 0, 3}} {
		for _, name := range []string{"raw", "std"} {
			t.Run(c.word+" by "+name, func(t *testing.T) {
				inBubble(t, nil, func(s *site) {
					t := s.T
					defer s.local.Close()
					s.execute(t, trialOf(9, 3, connections(c.word), engine(name)), runner.Watch{})
					r := s.execute(t, trialOf(9, 3, connections(c.word), engine(name), repeat(2)), runner.Watch{})
					if r.OK != 9 || r.Dials != c.dials || r.Preconnected != c.preconnected || s.conns != c.seen {
						t.Errorf("%d ok, %d dials, %d preconnected, the server saw %d connections; want %d, %d, %d",
							r.OK, r.Dials, r.Preconnected, s.conns, c.dials, c.preconnected, c.seen)
					}
				})
			})
		}
	}
}

// Another point, and another target, have connections of their own.
func TestOnlyRepeatsOfACellShareConnections(t *testing.T) {
	inBubble(t, nil, func(s *site) {
		t := s.T
		defer s.local.Close()
		elsewhere := func(t *runner.Trial) { t.Target = "head" }
		for i, trial := range []runner.Trial{
			trialOf(6, 3, connections("reuse")), trialOf(6, 2, connections("reuse")), trialOf(6, 3, connections("reuse"), elsewhere),
		} {
			r := s.execute(t, trial, runner.Watch{})
			if r.Dials != int64(trial.Spec.Load.Concurrency) {
				t.Errorf("trial %d opens %d connections", i, r.Dials)
			}
		}
	})
}

func TestCloseGivesReusedConnectionsUp(t *testing.T) {
	inBubble(t, nil, func(s *site) {
		t := s.T
		s.execute(t, trialOf(6, 3, connections("reuse")), runner.Watch{})
		s.local.Close()
		synctest.Wait()
		if r := s.execute(t, trialOf(6, 3, connections("reuse"), repeat(2)), runner.Watch{}); r.Dials != 3 || r.OK != 6 {
			t.Errorf("%d dials, %d ok after Close", r.Dials, r.OK)
		}
		s.local.Close()
	})
}

// The trial after one that was given up starts anew, on good connections.
func TestAnAbortedTrialLeavesNoConnections(t *testing.T) {
	inBubble(t, nil, func(s *site) {
		t := s.T
		defer s.local.Close()
		s.execute(t, trialOf(60, 3, connections("reuse")), runner.Watch{})
		ctx, cancel := context.WithTimeout(t.Context(), 250*time.Millisecond)
		defer cancel()
		_, err := s.local.Execute(ctx, trialOf(60, 3, connections("reuse"), repeat(2)), runner.Watch{})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error is %v", err)
		}
		if r := s.execute(t, trialOf(60, 3, connections("reuse"), repeat(3)), runner.Watch{}); r.OK != 60 || r.Dials != 3 {
			t.Errorf("%d ok, %d dials", r.OK, r.Dials)
		}
	})
}

// A trial of its own context must not end what the next ones reuse.
func TestReusedConnectionsOutliveTheContextOfATrial(t *testing.T) {
	inBubble(t, nil, func(s *site) {
		t := s.T
		defer s.local.Close()
		for i := range 3 {
			ctx, cancel := context.WithCancel(t.Context())
			r, err := s.local.Execute(ctx, trialOf(6, 3, connections("reuse"), repeat(i+1)), runner.Watch{})
			cancel()
			synctest.Wait()
			if err != nil || r.OK != 6 || i > 0 && r.Dials != 0 {
				t.Errorf("repeat %d: %v, %d ok, %d dials", i+1, err, r.OK, r.Dials)
			}
		}
	})
}

func TestEnginesAreChosenByName(t *testing.T) {
	for asked, ran := range map[string]string{"": "raw-plain", "auto": "raw-plain", "raw": "raw-plain", "std": "std"} {
		inBubble(t, nil, func(s *site) {
			if r := s.execute(s.T, trialOf(4, 2, engine(asked)), runner.Watch{}); r.Engine != ran || r.OK != 4 {
				s.Errorf("engine %q: %s ran, %d ok; want %s", asked, r.Engine, r.OK, ran)
			}
		})
	}
	_, err := (&runner.Local{}).Execute(t.Context(), trialOf(1, 1, engine("curl")), runner.Watch{})
	if err == nil || err.Error() != `no engine is called "curl"` {
		t.Errorf("error is %v", err)
	}
}
