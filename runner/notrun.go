package runner

import (
	"errors"
	"fmt"
)

// NotRun is the error of a trial that could not be run, while others still may: a
// command that goes with it failed. [Run] yields it and goes on with the next
// trial.
type NotRun struct {
	// Trial is the trial's name.
	Trial string
	Err   error
}

// Error names the trial and the reason.
func (n NotRun) Error() string { return fmt.Sprintf("trial %s did not run: %v", n.Trial, n.Err) }

// Unwrap is the reason.
func (n NotRun) Unwrap() error { return n.Err }

// didNotRun is the NotRun in an error, its trial named.
func didNotRun(err error, t *Trial) (NotRun, bool) {
	n, ok := errors.AsType[NotRun](err)
	if n.Trial == "" {
		n.Trial = t.Name()
	}
	return n, ok
}
