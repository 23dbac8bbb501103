//go:build unix

package launch_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"runexp/runner/launch"
)

func TestAHookMustEnd(t *testing.T) {
	for _, test := range []struct {
		name, shell string
		timeout     time.Duration
		words       []string
	}{
		{
			"in time", "echo listening; sleep 1000 & wait", 300 * time.Millisecond,
			[]string{"hook: did not end within 300ms (still running)\n    listening\n  a server goes under start: {run: …, ready: /healthz}"},
		},
		{"though it is deaf", "trap '' TERM INT; sleep 1000", 300 * time.Millisecond, []string{"did not end within 300ms (still running)"}},
		{
			"and leave nothing running that holds on to its output", "sleep 1000 & echo started", time.Hour,
			[]string{"hook: ended, but something that it started did not (still running)\n    started\n  a server goes under start"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := newLife(t)
			began := time.Now()
			err := launch.Run(t.Context(), launch.Command{Shell: l.take + test.shell, Name: "hook"}, test.timeout)
			says(t, err, test.words...)
			if took := time.Since(began); took > patience {
				t.Errorf("it took %v", took)
			}
			if _, ok := errors.AsType[*launch.Failure](err); !ok {
				t.Errorf("%T", err)
			}
			l.ends(t)
		})
	}
}

func TestAHookSucceeds(t *testing.T) {
	if err := launch.Run(t.Context(), launch.Command{Args: []string{"true"}}, 0); err != nil {
		t.Error(err)
	}
}

// What a hook has sent into the background properly is its own business.
func TestAHookMayLeaveADaemon(t *testing.T) {
	l := newLife(t)
	bell := filepath.Join(t.TempDir(), "bell")
	if err := syscall.Mkfifo(bell, 0o600); err != nil {
		t.Fatal(err)
	}
	err := launch.Run(t.Context(), launch.Command{Shell: l.take + "(read -r x; echo $x >said) >/dev/null 2>&1 <bell &", Dir: filepath.Dir(bell)}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(bell, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString("still here\n"); err != nil {
		t.Fatal(err)
	}
	l.ends(t)
	if said, err := os.ReadFile(filepath.Join(filepath.Dir(bell), "said")); err != nil || string(said) != "still here\n" {
		t.Errorf("%q, %v: the daemon was ended", said, err)
	}
}

func TestCancelingKillsAHook(t *testing.T) {
	l := newLife(t)
	why := errors.New("Ctrl-C")
	ctx, cancel := context.WithCancelCause(t.Context())
	go func() {
		<-l.alive
		cancel(why)
	}()
	err := launch.Run(ctx, launch.Command{Shell: l.take + "trap '' TERM INT; sleep 1000 & wait"}, time.Hour)
	if !errors.Is(err, why) {
		t.Errorf("%v", err)
	}
	l.ends(t)
	if err := launch.Run(ctx, launch.Command{Args: []string{"true"}}, time.Hour); !errors.Is(err, why) {
		t.Errorf("%v", err)
	}
}
