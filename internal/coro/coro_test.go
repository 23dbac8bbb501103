package coro_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"runexp/internal/coro"
)

var errThrown = errors.New("thrown")

// calls are all the ways to drive a coroutine, by name.
var calls = map[string]func(*coro.Coroutine[int, int]) (int, error){
	"Next":  func(c *coro.Coroutine[int, int]) (int, error) { return c.Next() },
	"Send":  func(c *coro.Coroutine[int, int]) (int, error) { return c.Send(5) },
	"Throw": func(c *coro.Coroutine[int, int]) (int, error) { return c.Throw(errThrown) },
	"Close": func(c *coro.Coroutine[int, int]) (int, error) { return 0, c.Close() },
}

// echo yields 100, then each value it is sent plus one; it returns what yield
// reports.
func echo(yield func(int) (int, error)) error {
	out := 100
	for {
		in, err := yield(out)
		if err != nil {
			return err
		}
		out = in + 1
	}
}

// in returns an echo coroutine that is in the given state, Running excepted.
func in(t *testing.T, s coro.State) *coro.Coroutine[int, int] {
	t.Helper()
	c := coro.New(echo)
	t.Cleanup(func() { c.Close() })
	if s != coro.Created {
		if _, err := c.Next(); err != nil {
			t.Fatalf("start: %v", err)
		}
	}
	if s == coro.Closed {
		if err := c.Close(); err != nil {
			t.Fatalf("close: %v", err)
		}
	}
	if c.State() != s {
		t.Fatalf("state is %v, want %v", c.State(), s)
	}
	return c
}

func TestEveryCallInEveryState(t *testing.T) {
	tests := []struct {
		state   coro.State
		call    string
		want    int
		wantErr error
		after   coro.State
	}{
		{coro.Created, "Next", 100, nil, coro.Suspended},
		{coro.Created, "Send", 0, coro.ErrNotStarted, coro.Created},
		{coro.Created, "Throw", 0, errThrown, coro.Closed},
		{coro.Created, "Close", 0, nil, coro.Closed},
		{coro.Suspended, "Next", 1, nil, coro.Suspended},
		{coro.Suspended, "Send", 6, nil, coro.Suspended},
		{coro.Suspended, "Throw", 0, errThrown, coro.Closed},
		{coro.Suspended, "Close", 0, nil, coro.Closed},
		{coro.Closed, "Next", 0, coro.ErrStop, coro.Closed},
		{coro.Closed, "Send", 0, coro.ErrStop, coro.Closed},
		{coro.Closed, "Throw", 0, errThrown, coro.Closed},
		{coro.Closed, "Close", 0, nil, coro.Closed},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s on a %v coroutine", tt.call, tt.state), func(t *testing.T) {
			c := in(t, tt.state)
			got, err := calls[tt.call](c)
			if got != tt.want || !errors.Is(err, tt.wantErr) {
				t.Errorf("got %d, %v; want %d, %v", got, err, tt.want, tt.wantErr)
			}
			if c.State() != tt.after {
				t.Errorf("state is %v afterwards, want %v", c.State(), tt.after)
			}
		})
	}
}

func TestEveryCallFromInsideTheBodyIsRefused(t *testing.T) {
	for name, call := range calls {
		t.Run(name, func(t *testing.T) {
			var c *coro.Coroutine[int, int]
			c = coro.New(func(yield func(int) (int, error)) error {
				if got, err := call(c); got != 0 || !errors.Is(err, coro.ErrRunning) {
					t.Errorf("got %d, %v; want 0, ErrRunning", got, err)
				}
				if c.State() != coro.Running {
					t.Errorf("state is %v inside the body, want running", c.State())
				}
				_, err := yield(7)
				return err
			})
			if got, err := c.Next(); got != 7 || err != nil {
				t.Errorf("Next: got %d, %v; want 7 from a body that goes on unharmed", got, err)
			}
			if err := c.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		})
	}
}

func TestABodyThatIsWaitingForAnotherCoroutineIsRunning(t *testing.T) {
	var outer *coro.Coroutine[int, int]
	inner := coro.New(func(yield func(int) (int, error)) error {
		if _, err := outer.Next(); !errors.Is(err, coro.ErrRunning) {
			t.Errorf("Next on the outer one: %v, want ErrRunning", err)
		}
		_, err := yield(1)
		return err
	})
	outer = coro.New(func(yield func(int) (int, error)) error {
		defer inner.Close()
		v, err := inner.Next()
		if err != nil {
			return err
		}
		_, err = yield(v * 10)
		return err
	})
	if got, err := outer.Next(); got != 10 || err != nil {
		t.Errorf("got %d, %v; want 10", got, err)
	}
	if err := outer.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	if inner.State() != coro.Closed {
		t.Errorf("the inner coroutine is %v, want closed by the outer one's defer", inner.State())
	}
}

func TestTheBodysErrorComesOutOnce(t *testing.T) {
	broken := errors.New("broken")
	for name, call := range calls {
		if name == "Throw" {
			continue // gives its own error back for ever
		}
		t.Run(name, func(t *testing.T) {
			c := coro.New(func(yield func(int) (int, error)) error {
				_, _ = yield(1)
				return fmt.Errorf("body: %w", broken)
			})
			c.Next()
			if _, err := call(c); !errors.Is(err, broken) {
				t.Errorf("first: %v, want the body's error", err)
			}
			if _, err := c.Next(); !errors.Is(err, coro.ErrStop) || errors.Is(err, broken) {
				t.Errorf("then: %v, want ErrStop alone", err)
			}
			if err := c.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		})
	}
}

func TestThrow(t *testing.T) {
	t.Run("a body that handles the error yields on", func(t *testing.T) {
		c := coro.New(func(yield func(string) (int, error)) error {
			if _, err := yield("first"); !errors.Is(err, errThrown) {
				return fmt.Errorf("yield returned %w", err)
			}
			in, err := yield("handled")
			if in != 3 || err != nil {
				return fmt.Errorf("the yield after it returned %d, %w", in, err)
			}
			return nil
		})
		c.Next()
		if got, err := c.Throw(errThrown); got != "handled" || err != nil {
			t.Errorf("got %q, %v", got, err)
		}
		if c.State() != coro.Suspended {
			t.Errorf("state is %v, want suspended", c.State())
		}
		if _, err := c.Send(3); !errors.Is(err, coro.ErrStop) || err.Error() != coro.ErrStop.Error() {
			t.Errorf("Send: %v, want ErrStop", err)
		}
	})
	t.Run("a body that answers it by returning nil is over", func(t *testing.T) {
		c := coro.New(func(yield func(int) (int, error)) error {
			_, _ = yield(1)
			return nil
		})
		c.Next()
		if _, err := c.Throw(errThrown); !errors.Is(err, coro.ErrStop) {
			t.Errorf("got %v, want ErrStop", err)
		}
	})
	t.Run("a body may wrap it", func(t *testing.T) {
		c := coro.New(func(yield func(int) (int, error)) error {
			_, err := yield(1)
			return fmt.Errorf("planner: %w", err)
		})
		c.Next()
		if _, err := c.Throw(errThrown); !errors.Is(err, errThrown) || !strings.HasPrefix(err.Error(), "planner: ") {
			t.Errorf("got %v, want the wrapped error", err)
		}
	})
	t.Run("a created coroutine is closed without running its body", func(t *testing.T) {
		ran := false
		c := coro.New(func(func(int) (int, error)) error { ran = true; return nil })
		c.Throw(errThrown)
		if _, err := c.Next(); ran || !errors.Is(err, coro.ErrStop) {
			t.Errorf("body ran: %t, Next: %v", ran, err)
		}
	})
	t.Run("no error is refused in every state and changes none", func(t *testing.T) {
		for _, s := range []coro.State{coro.Created, coro.Suspended, coro.Closed} {
			c := in(t, s)
			if _, err := c.Throw(nil); err == nil || errors.Is(err, coro.ErrStop) {
				t.Errorf("%v: got %v, want a refusal", s, err)
			}
			if c.State() != s {
				t.Errorf("state went from %v to %v", s, c.State())
			}
		}
	})
}

func TestAYieldOutsideTheBodyIsRefused(t *testing.T) {
	var kept func(int) (int, error)
	c := coro.New(func(yield func(int) (int, error)) error {
		kept = yield
		_, err := yield(1)
		return err
	})
	c.Next()
	if _, err := kept(9); !errors.Is(err, coro.ErrOutside) {
		t.Errorf("while suspended: %v, want ErrOutside", err)
	}
	if got, err := c.Send(0); got != 0 || !errors.Is(err, coro.ErrStop) {
		t.Errorf("Send after it: %d, %v; want ErrStop", got, err)
	}
	if _, err := kept(9); !errors.Is(err, coro.ErrOutside) {
		t.Errorf("when closed: %v, want ErrOutside", err)
	}
}

func TestTheZeroCoroutineHasAnEmptyBody(t *testing.T) {
	var c coro.Coroutine[int, int]
	if c.State() != coro.Created {
		t.Errorf("state is %v, want created", c.State())
	}
	if _, err := c.Next(); !errors.Is(err, coro.ErrStop) {
		t.Errorf("Next: %v, want ErrStop", err)
	}
	if c.State() != coro.Closed {
		t.Errorf("state is %v, want closed", c.State())
	}
}

func TestStateNames(t *testing.T) {
	want := []string{"created", "running", "suspended", "closed", "unknown"}
	for i, w := range want {
		if got := coro.State(i).String(); got != w {
			t.Errorf("State(%d) is %q, want %q", i, got, w)
		}
	}
}
