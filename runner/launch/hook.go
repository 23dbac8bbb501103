package launch

import (
	"context"
	"errors"
	"os/exec"
	"time"
)

// defaultTimeout is how long a hook may take where nothing is said.
const defaultTimeout = 60 * time.Second

// underStart is what helps a hook that does not end.
const underStart = "a server goes under start: {run: …, ready: /healthz}"

// Run runs a command that must end by itself, with success and within the
// timeout; 0 is 60 s. What it started in the background must not hold on to its
// output. If ctx ends, or the time is over, it is killed with all that it
// started. The error is a [*Failure], or the cause of the end of ctx.
func Run(ctx context.Context, c Command, timeout time.Duration) error {
	if timeout <= 0 {
		timeout = defaultTimeout
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	bounded, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	g := newGroup(true)
	defer g.leave()
	out := newOutput(&c, "")
	both := &stream{output: out}
	p := c.prepare(bounded, g, both, both)
	if err := c.start(p, g); err != nil {
		return err
	}
	err := p.Wait()
	both.close()
	f := &Failure{Command: c.caption(), Last: out.tail()}
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case bounded.Err() != nil:
		f.What, f.Hint = "did not end within "+words(timeout)+" (still running)", underStart
	case errors.Is(err, exec.ErrWaitDelay):
		g.kill()
		f.What, f.Hint = "ended, but something that it started did not (still running)", underStart
	case p.ProcessState != nil && !p.ProcessState.Success():
		f.What = ended(p.ProcessState)
	default:
		f.What = err.Error()
	}
	return f
}
