package coro_test

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"testing"

	"runexp/internal/coro"
)

func TestClose(t *testing.T) {
	failed := errors.New("cleanup failed")
	tests := []struct {
		name string
		end  func(error) error // what the body makes of the error that yield returns
		want error
	}{
		{"a body that returns ErrExit ends cleanly", func(err error) error { return err }, nil},
		{"a body that wraps ErrExit ends cleanly", func(err error) error { return fmt.Errorf("plan: %w", err) }, nil},
		{"a body that returns nil ends cleanly", func(error) error { return nil }, nil},
		{"an error of the cleanup is returned", func(error) error { return failed }, failed},
		{"the end of an inner coroutine is an error like any other", func(error) error { return coro.ErrStop }, coro.ErrStop},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got error
			c := coro.New(func(yield func(int) (int, error)) error {
				_, got = yield(1)
				return tt.end(got)
			})
			c.Next()
			if err := c.Close(); !errors.Is(err, tt.want) || (err == nil) != (tt.want == nil) {
				t.Errorf("Close: %v, want %v", err, tt.want)
			}
			if !errors.Is(got, coro.ErrExit) {
				t.Errorf("yield returned %v, want ErrExit", got)
			}
			if err := c.Close(); err != nil {
				t.Errorf("the second Close: %v", err)
			}
			if c.State() != coro.Closed {
				t.Errorf("state is %v, want closed", c.State())
			}
		})
	}
}

func TestCloseNeverRunsABodyThatWasNotStarted(t *testing.T) {
	c := coro.New(func(func(int) (int, error)) error {
		t.Error("the body ran")
		return nil
	})
	for range 2 {
		if err := c.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
	if _, err := c.Next(); !errors.Is(err, coro.ErrStop) {
		t.Errorf("Next: %v, want ErrStop", err)
	}
}

func TestABodyThatIgnoresCloseIsUnwound(t *testing.T) {
	tests := []struct {
		name string
		body func(trace *[]string, yield func(int) (int, error)) error
		want []string
	}{
		{
			"a loop that never looks at the error",
			func(trace *[]string, yield func(int) (int, error)) error {
				defer func() { *trace = append(*trace, "deferred") }()
				for i := 0; ; i++ {
					_, _ = yield(i)
				}
			},
			[]string{"deferred"},
		},
		{
			"a yield in a deferred call",
			func(trace *[]string, yield func(int) (int, error)) error {
				defer func() {
					_, _ = yield(2)
					*trace = append(*trace, "after the deferred yield")
				}()
				_, err := yield(1)
				return err
			},
			nil,
		},
		{
			"a body that recovers from the unwinding and returns",
			func(trace *[]string, yield func(int) (int, error)) (err error) {
				defer func() {
					if recover() != nil {
						*trace = append(*trace, "recovered")
					}
				}()
				for i := 0; ; i++ {
					_, _ = yield(i)
				}
			},
			[]string{"recovered"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var trace []string
			c := coro.New(func(yield func(int) (int, error)) error { return tt.body(&trace, yield) })
			c.Next()
			if err := c.Close(); !errors.Is(err, coro.ErrExitIgnored) {
				t.Errorf("Close: %v, want ErrExitIgnored", err)
			}
			if !slices.Equal(trace, tt.want) {
				t.Errorf("trace is %q, want %q", trace, tt.want)
			}
			if c.State() != coro.Closed {
				t.Errorf("state is %v, want closed", c.State())
			}
			if err := c.Close(); err != nil {
				t.Errorf("the second Close: %v", err)
			}
			if got := held(t); got != 0 {
				t.Errorf("%d goroutines held after Close, want 0", got)
			}
		})
	}
}

// panicOf runs f and returns what it panics with.
func panicOf(f func()) (value any) {
	defer func() { value = recover() }()
	f()
	return nil
}

func TestAPanicOfTheBodyReachesTheCaller(t *testing.T) {
	for name, call := range calls {
		t.Run("resumed by "+name, func(t *testing.T) {
			c := coro.New(func(yield func(int) (int, error)) error {
				_, _ = yield(1)
				panic("boom")
			})
			c.Next()
			if got := panicOf(func() { call(c) }); got != "boom" {
				t.Errorf("panicked with %v, want boom", got)
			}
			if c.State() != coro.Closed {
				t.Errorf("state is %v, want closed", c.State())
			}
			if _, err := c.Next(); !errors.Is(err, coro.ErrStop) {
				t.Errorf("Next: %v, want ErrStop", err)
			}
		})
	}
	t.Run("before the first yield", func(t *testing.T) {
		c := coro.New(func(func(int) (int, error)) error { panic("early") })
		if got := panicOf(func() { c.Next() }); got != "early" || c.State() != coro.Closed {
			t.Errorf("panicked with %v, state %v; want early, closed", got, c.State())
		}
	})
	t.Run("while it is being unwound", func(t *testing.T) {
		c := coro.New(func(yield func(int) (int, error)) error {
			defer func() { panic("in the cleanup") }()
			for {
				_, _ = yield(1)
			}
		})
		c.Next()
		if got := panicOf(func() { c.Close() }); got != "in the cleanup" || c.State() != coro.Closed {
			t.Errorf("panicked with %v, state %v; want the cleanup's panic, closed", got, c.State())
		}
	})
}

func TestGoexitInTheBodyEndsTheCallerToo(t *testing.T) {
	c := coro.New(func(yield func(int) (int, error)) error {
		_, _ = yield(1)
		runtime.Goexit()
		return nil
	})
	returned := false
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.Next()
		c.Next()
		returned = true
	}()
	<-done
	if returned || c.State() != coro.Closed {
		t.Errorf("returned: %t, state %v; want the goroutine gone and closed", returned, c.State())
	}
}

// held counts the goroutines of this process that are parked in a coroutine
// switch. Unlike runtime.NumGoroutine it is not disturbed by the goroutine of an
// earlier test that is just leaving.
func held(t *testing.T) int {
	t.Helper()
	buf := make([]byte, 1<<20)
	n := runtime.Stack(buf, true)
	if n == len(buf) {
		t.Fatal("the stacks do not fit into the buffer")
	}
	return bytes.Count(buf[:n], []byte(" [coroutine"))
}

func TestWhatACoroutineHolds(t *testing.T) {
	const n = 100
	tests := []struct {
		name  string
		drive func(*coro.Coroutine[int, int])
		want  int
	}{
		{"created, it holds nothing", func(*coro.Coroutine[int, int]) {}, 0},
		{"suspended, it holds a goroutine", func(c *coro.Coroutine[int, int]) { c.Next() }, n},
		{"closed when created", func(c *coro.Coroutine[int, int]) { c.Close() }, 0},
		{"closed when suspended", func(c *coro.Coroutine[int, int]) { c.Next(); c.Close() }, 0},
		{"ended by a throw", func(c *coro.Coroutine[int, int]) { c.Next(); c.Throw(errThrown) }, 0},
		{"thrown at when created", func(c *coro.Coroutine[int, int]) { c.Throw(errThrown) }, 0},
		{"run to its end", func(c *coro.Coroutine[int, int]) {
			for range 4 {
				c.Next()
			}
		}, 0},
		{"ended by a panic", func(c *coro.Coroutine[int, int]) { c.Next(); panicOf(func() { c.Send(-1) }) }, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cs := make([]*coro.Coroutine[int, int], n)
			for i := range cs {
				cs[i] = coro.New(func(yield func(int) (int, error)) error {
					for j := range 3 {
						in, err := yield(j)
						if err != nil {
							return err
						}
						if in < 0 {
							panic("boom")
						}
					}
					return nil
				})
				tt.drive(cs[i])
			}
			if got := held(t); got != tt.want {
				t.Errorf("%d goroutines held, want %d", got, tt.want)
			}
			for _, c := range cs {
				if err := c.Close(); err != nil {
					t.Fatalf("Close: %v", err)
				}
			}
			if got := held(t); got != 0 {
				t.Errorf("%d goroutines held after Close, want 0", got)
			}
		})
	}
}
