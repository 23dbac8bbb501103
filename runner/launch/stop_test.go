//go:build unix

package launch_test

import (
	"bytes"
	"sync"
	"testing"
	"time"

	"runexp/runner/launch"
)

func TestStopEndsTheWholeGroup(t *testing.T) {
	for _, test := range []struct {
		name, trap, shell string
		grace             time.Duration
		words             []string
	}{
		{"of a server that listens", "", "sleep 1000 & wait", time.Hour, nil},
		{"of one whose child holds on to its output", "trap 'exit 0' TERM; ", "(trap '' TERM; sleep 1000) & wait", time.Hour, nil},
		{"of one that is deaf", "trap '' TERM; ", "sleep 1000 & while :; do wait; done", 200 * time.Millisecond, []string{"did not end within 200ms", "killed"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := newLife(t)
			s := start(t, launch.Spec{Command: launch.Command{Shell: test.trap + l.take + test.shell}, Grace: test.grace})
			l.begins(t)
			var all sync.WaitGroup
			for range 3 { // as often as you like
				all.Go(func() {
					if err := s.Stop(); test.words != nil || err != nil {
						says(t, err, test.words...)
					}
				})
			}
			all.Wait()
			l.ends(t)
			wait(t, s.Done(), "Stop returned before the end")
			if s.Err() != nil {
				t.Errorf("a stopped server has not ended by itself: %v", s.Err())
			}
		})
	}
}

func TestALeashedServerIsEndedByItsStdin(t *testing.T) {
	l := newLife(t)
	var log bytes.Buffer
	s := start(t, launch.Spec{
		Command: launch.Command{Shell: l.take + "trap 'echo a signal' TERM; echo up; cat; echo up again; echo up again; echo bye", Log: &launch.Log{To: &log}},
		Ready:   launch.Ready{Prefix: "up"}, Leashed: true, Grace: time.Hour,
	})
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
	l.ends(t)
	if got := log.String(); got != "up again\nup again\nbye\n" {
		t.Errorf("it wrote %q", got)
	}
}
