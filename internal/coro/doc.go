// Package coro turns a function that yields into a coroutine: a typed,
// resumable computation that takes a value in each time it hands one out. It
// knows nothing of experiments, trials or time; it starts no thread of its own
// and switches to its body directly, by [iter.Pull].
//
// A coroutine is what Python makes of a generator function that assigns the
// result of yield. Its life has the same four states:
//
//	          Next              yield
//	created --------> running --------> suspended
//	   |               |   ^                |
//	   | Throw,        |   +----------------+
//	   | Close         |    Next, Send, Throw, Close
//	   v               |
//	closed <-----------+
//	         the body returns or panics
//
// In a created coroutine nothing of the body has run and nothing is held. From
// the first Next until the body returns, a coroutine holds a goroutine; one that
// is dropped while suspended holds it for ever. So whoever starts a coroutine
// writes
//
//	defer c.Close()
//
// unless the body surely runs to its end. A body that never returns and never
// yields keeps its caller waiting, as any function would.
//
// A coroutine is not safe for concurrent use: it belongs to the goroutine that
// drives it. Driving it from inside its own body is [ErrRunning].
package coro
