package coro

import (
	"cmp"
	"errors"
	"iter"
)

// What a call on a coroutine, or a yield, can answer besides a value and the
// body's own errors.
var (
	// ErrStop says that the body has returned: there is no further value.
	ErrStop = errors.New("coroutine is over")
	// ErrNotStarted refuses a Send to a coroutine that waits at no yield yet:
	// call Next first.
	ErrNotStarted = errors.New("coroutine is not started")
	// ErrRunning refuses a call that the body makes on its own coroutine.
	ErrRunning = errors.New("coroutine is already running")
	// ErrExit is what yield returns when the coroutine is being closed: the
	// body has to clean up and return.
	ErrExit = errors.New("coroutine is being closed")
	// ErrExitIgnored reports a body that yielded again after ErrExit.
	ErrExitIgnored = errors.New("coroutine ignored the request to exit")
	// ErrOutside refuses a yield that is not called by a running body.
	ErrOutside = errors.New("yield called outside of its coroutine")
)

// Coroutine is a body that takes values of type In at the yields where it
// hands out values of type Out. Its zero value has an empty body. It is not safe
// for concurrent use and must not be copied after its first use.
type Coroutine[In, Out any] struct {
	body  func(yield func(Out) (In, error)) error
	next  func() (Out, bool) // switches to the body; nil until it is started
	state State

	in      In    // what the yield that the body waits at will return
	thrown  error // and the error beside it
	err     error // what the body returned
	closing bool  // ErrExit is on its way, or has been handed over
	ignored bool  // the body yielded in spite of it
}

// unwind is what a yield after ErrExit panics with: the body refuses to return
// by itself, so its frames are taken down, deferred calls included.
type unwind struct{}

// New returns a created coroutine; nothing of the body runs before Next.
//
// The body hands out values with yield, which returns when the coroutine is
// resumed: with the value of Send (the zero value after Next), or with the error
// of Throw, or with ErrExit when it is closed. The error that the body returns
// comes out of the call that resumed it, once. Yield belongs to the body: it
// must be called on the body's own goroutine, while the body runs.
func New[In, Out any](body func(yield func(Out) (In, error)) error) *Coroutine[In, Out] {
	return &Coroutine[In, Out]{body: body}
}

// Next starts the body, or resumes it with the zero In, and returns the value
// that it yields. When the body returns instead, Next returns its error, or
// ErrStop if it has none; after that always ErrStop. A panic of the body comes
// out of Next and leaves the coroutine closed.
func (c *Coroutine[In, Out]) Next() (Out, error) {
	var zero In
	if c.state == Created {
		// Not before: a coroutine that is never started shall hold nothing.
		c.next, _ = iter.Pull(c.run)
		return c.resume(zero, nil)
	}
	return c.Send(zero)
}

// Send resumes the body: the yield that it waits at returns v. The rest is as
// for Next. Before the first Next there is no yield to receive the value, and
// Send returns ErrNotStarted.
func (c *Coroutine[In, Out]) Send(v In) (Out, error) {
	var none Out
	switch c.state {
	case Created:
		return none, ErrNotStarted
	case Running:
		return none, ErrRunning
	case Suspended:
		return c.resume(v, nil)
	default:
		return none, ErrStop
	}
}

// Throw resumes the body: the yield that it waits at returns err. A body that
// handles it may yield on, and Throw returns that value; one that returns it
// closes the coroutine, and err comes back. A coroutine that is created is closed
// without running the body; there, and on a closed one, err comes back as well.
// A nil err is refused and changes nothing.
func (c *Coroutine[In, Out]) Throw(err error) (Out, error) {
	var none Out
	if err == nil {
		return none, errors.New("throw without an error")
	}
	switch c.state {
	case Running:
		return none, ErrRunning
	case Suspended:
		var zero In
		return c.resume(zero, err)
	default:
		c.state = Closed
		return none, err
	}
}

// Close ends the coroutine and releases what it holds. On a created one the body
// never runs. On a suspended one yield returns ErrExit, and the body has to
// return: nil or ErrExit, wrapped or not, is a clean end, any other error is
// returned by Close. A body that yields again instead is unwound by a panic
// inside that yield, and Close returns ErrExitIgnored. Closing a closed coroutine
// does nothing; inside the body Close returns ErrRunning. In all other cases the
// coroutine is closed afterwards.
func (c *Coroutine[In, Out]) Close() error {
	switch c.state {
	case Running:
		return ErrRunning
	case Suspended:
		var zero In
		c.closing = true
		_, _ = c.resume(zero, ErrExit) // the answer is in the fields
		switch {
		case c.ignored:
			return ErrExitIgnored
		case errors.Is(c.err, ErrExit):
			return nil
		default:
			return c.err
		}
	default:
		c.state = Closed
		return nil
	}
}

// State returns where the coroutine is in its life. Only the goroutine that
// drives the coroutine may ask; the body always finds Running.
func (c *Coroutine[In, Out]) State() State { return c.state }

// resume switches to the body until it yields or ends.
func (c *Coroutine[In, Out]) resume(in In, thrown error) (Out, error) {
	c.in, c.thrown = in, thrown
	c.state = Running
	out, ok := c.next()
	if ok {
		return out, nil
	}
	return out, cmp.Or(c.err, ErrStop)
}

// run is the sequence that iter.Pull drives: the body, with a yield that passes
// values both ways.
func (c *Coroutine[In, Out]) run(push func(Out) bool) {
	defer func() {
		c.state = Closed // also when the body panics
		if !c.ignored {
			return // a panic goes on to the caller, untouched
		}
		if r := recover(); r != nil && r != any(unwind{}) {
			panic(r)
		}
	}()
	if c.body == nil {
		return
	}
	c.err = c.body(func(out Out) (In, error) {
		var none In
		if c.state != Running {
			return none, ErrOutside
		}
		if c.closing {
			c.ignored = true
			panic(unwind{})
		}
		c.state = Suspended
		push(out) // never false: the coroutine is ended by ErrExit, not by iter.Pull's stop
		return c.in, c.thrown
	})
}
