package coro

// State is where a coroutine is in its life.
type State int

// The states of a coroutine, in the order in which they are first reached.
const (
	Created   State = iota // nothing of the body has run
	Running                // the body is running, or is itself waiting for something that it called
	Suspended              // the body waits at a yield
	Closed                 // the body will never run again
)

// String returns the state's name in lower case.
func (s State) String() string {
	switch s {
	case Created:
		return "created"
	case Running:
		return "running"
	case Suspended:
		return "suspended"
	case Closed:
		return "closed"
	default:
		return "unknown"
	}
}
