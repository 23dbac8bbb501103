package coro_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"runexp/internal/coro"
)

// errBody is what a scripted body fails with.
var errBody = errors.New("body failed")

// What a scripted body does each time it runs on. A script is a list of these;
// its end is a plain return.
const (
	opYield   = iota
	opReenter // drive the own coroutine, which must be refused
	opReturn
	opFail
	opPanic
	ops
)

// What a scripted body makes of an error from yield.
const (
	onErrReturn = iota
	onErrIgnore
	onErrEnd
	policies
)

// script is a body in the form that both the coroutine and the model can carry out.
type script struct {
	steps  []byte
	policy byte
}

// body turns the script into a body. The value yielded tells the step and what
// was sent before it.
func (s script) body(t *testing.T, self func() *coro.Coroutine[int, int]) func(func(int) (int, error)) error {
	t.Helper()
	return func(yield func(int) (int, error)) error {
		in := 0
		for i, step := range s.steps {
			switch step % ops {
			case opReenter:
				if _, err := self().Next(); !errors.Is(err, coro.ErrRunning) || self().State() != coro.Running {
					t.Errorf("inside the body: %v, state %v", err, self().State())
				}
			case opReturn:
				return nil
			case opFail:
				return errBody
			case opPanic:
				panic("scripted")
			case opYield:
				var err error
				in, err = yield(1000*i + in)
				switch {
				case err == nil:
				case s.policy%policies == onErrReturn:
					return err
				case s.policy%policies == onErrEnd:
					return nil
				}
			}
		}
		return nil
	}
}

// answer is all that a caller sees of one call.
type answer struct {
	out      int
	err      error
	panicked any
	state    coro.State
}

// model is the reference: the four states and the script's position, with no
// switching anywhere.
type model struct {
	script
	at    int // the next step; in the suspended state the one after the yield
	state coro.State
}

// call answers one call by the rules of the package's documentation.
func (m *model) call(name string, v int) (a answer) {
	defer func() { a.state = m.state }()
	switch m.state {
	case coro.Created:
		switch name {
		case "Next":
			return m.run(0, nil)
		case "Send":
			return answer{err: coro.ErrNotStarted}
		}
		m.state = coro.Closed
		if name == "Throw" {
			return answer{err: errThrown}
		}
		return answer{}
	case coro.Suspended:
		switch name {
		case "Next":
			return m.run(0, nil)
		case "Send":
			return m.run(v, nil)
		case "Throw":
			return m.run(0, errThrown)
		}
		return m.close()
	default:
		switch name {
		case "Throw":
			return answer{err: errThrown}
		case "Close":
			return answer{}
		}
		return answer{err: coro.ErrStop}
	}
}

// close is run with ErrExit, and what Close makes of the end.
func (m *model) close() answer {
	a := m.run(0, coro.ErrExit)
	switch {
	case m.state == coro.Suspended:
		m.state = coro.Closed
		return answer{err: coro.ErrExitIgnored}
	case errors.Is(a.err, coro.ErrExit), errors.Is(a.err, coro.ErrStop):
		return answer{}
	}
	return a
}

// run goes from step to step until the next yield or the end.
func (m *model) run(in int, thrown error) answer {
	m.state = coro.Closed
	if thrown != nil {
		in = 0
		switch m.policy % policies {
		case onErrReturn:
			return answer{err: thrown}
		case onErrEnd:
			return answer{err: coro.ErrStop}
		}
	}
	for m.at < len(m.steps) {
		i := m.at
		m.at++
		switch m.steps[i] % ops {
		case opReturn:
			return answer{err: coro.ErrStop}
		case opFail:
			return answer{err: errBody}
		case opPanic:
			return answer{panicked: "scripted"}
		case opYield:
			m.state = coro.Suspended
			return answer{out: 1000*i + in}
		}
	}
	return answer{err: coro.ErrStop}
}

// drive makes one call on the real thing and notes all that it does.
func drive(c *coro.Coroutine[int, int], name string, v int) (a answer) {
	defer func() {
		a.panicked = recover()
		a.state = c.State()
	}()
	switch name {
	case "Next":
		a.out, a.err = c.Next()
	case "Send":
		a.out, a.err = c.Send(v)
	case "Throw":
		a.out, a.err = c.Throw(errThrown)
	case "Close":
		a.err = c.Close()
	}
	return a
}

// compare runs the same script and calls on a coroutine and on the model.
func compare(t *testing.T, s script, sequence []byte) {
	t.Helper()
	names := []string{"Next", "Send", "Send", "Send", "Throw", "Close", "Next"}
	var c *coro.Coroutine[int, int]
	c = coro.New(s.body(t, func() *coro.Coroutine[int, int] { return c }))
	m := &model{script: s}
	for i, b := range sequence {
		name := names[int(b)%len(names)]
		got, want := drive(c, name, i), m.call(name, i)
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("script %v, call %d (%s): got %+v, want %+v", s, i, name, got, want)
		}
	}
	drive(c, "Close", 0)
	if c.State() != coro.Closed {
		t.Fatalf("script %v: state is %v after Close", s, c.State())
	}
}

func TestRandomCallsAgreeWithTheModel(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	draw := func(atMost int) []byte {
		b := make([]byte, random.IntN(atMost+1))
		for i := range b {
			b[i] = byte(random.UintN(256))
		}
		return b
	}
	for range 5000 {
		steps := draw(12)
		for i := range steps {
			if random.IntN(3) > 0 {
				steps[i] = opYield // else most bodies end at once
			}
		}
		compare(t, script{steps, byte(random.UintN(policies))}, draw(16))
	}
	if got := held(t); got != 0 {
		t.Errorf("%d goroutines held after 5000 coroutines were closed, want 0", got)
	}
}

func FuzzCalls(f *testing.F) {
	f.Add([]byte{opYield, opYield, opYield}, byte(onErrReturn), []byte{0, 1, 2, 1, 0})
	f.Add([]byte{opYield, opReenter, opYield, opFail}, byte(onErrIgnore), []byte{0, 4, 4, 4, 5})
	f.Add([]byte{opYield, opPanic}, byte(onErrEnd), []byte{1, 0, 1, 0, 5})
	f.Fuzz(func(t *testing.T, steps []byte, policy byte, sequence []byte) {
		if len(steps) > 64 || len(sequence) > 64 {
			return
		}
		compare(t, script{steps, policy}, sequence)
	})
}
