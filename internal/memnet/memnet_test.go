package memnet_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"runexp/internal/memnet"
)

// pair returns the two ends of an accepted connection.
func pair(t *testing.T) (near, far net.Conn) {
	t.Helper()
	l := memnet.Listen()
	accepted := make(chan net.Conn, 1)
	go func() {
		c, err := l.Accept()
		if err != nil {
			t.Error(err)
		}
		accepted <- c
	}()
	near, err := l.DialContext(t.Context(), "tcp", "anywhere:80")
	if err != nil {
		t.Fatal(err)
	}
	return near, <-accepted
}

func TestPipeCarriesEveryByteInOrderBothWays(t *testing.T) {
	near, far := pair(t)
	random := rand.New(rand.NewPCG(1, 2))
	want := make([]byte, 1<<20) // more than a window
	for i := range want {
		want[i] = byte(random.Uint32())
	}
	for _, ends := range [][2]net.Conn{{near, far}, {far, near}} {
		go func() {
			for rest := want; len(rest) > 0; {
				n := min(len(rest), 1+random.IntN(100_000))
				if _, err := ends[0].Write(rest[:n]); err != nil {
					t.Error(err)
				}
				rest = rest[n:]
			}
		}()
		got := make([]byte, len(want))
		if _, err := io.ReadFull(ends[1], got); err != nil || !bytes.Equal(got, want) {
			t.Errorf("read %v, equal %v", err, bytes.Equal(got, want))
		}
	}
}

func TestSmallWritesDoNotWaitForAReader(t *testing.T) {
	near, far := pair(t)
	for range 10 {
		if n, err := near.Write([]byte("abc")); n != 3 || err != nil {
			t.Fatalf("write: %d, %v", n, err)
		}
	}
	near.Close()
	got, err := io.ReadAll(far)
	if string(got) != "abcabcabcabcabcabcabcabcabcabc" || err != nil {
		t.Errorf("after the writer has closed: %q, %v", got, err)
	}
}

func TestAWriteWaitsWhileTheWindowIsFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := pair(t)
		wrote := make(chan error, 1)
		go func() {
			_, err := near.Write(make([]byte, 1<<17))
			wrote <- err
		}()
		synctest.Wait()
		select {
		case err := <-wrote:
			t.Fatalf("128 KiB were written and none read: %v", err)
		default:
		}
		if _, err := io.ReadFull(far, make([]byte, 1<<17)); err != nil {
			t.Error(err)
		}
		if err := <-wrote; err != nil {
			t.Error(err)
		}
	})
}

func TestDeadlinesPassInBubbleTime(t *testing.T) {
	const wait = 7 * time.Second
	tests := []struct {
		name string
		do   func(near, far net.Conn) error
		want time.Duration
	}{
		{"a read that waits ends at its deadline", func(near, _ net.Conn) error {
			near.SetReadDeadline(time.Now().Add(wait))
			_, err := near.Read(make([]byte, 1))
			return err
		}, wait},
		{"a write to a full window ends at its deadline", func(near, _ net.Conn) error {
			near.SetWriteDeadline(time.Now().Add(wait))
			n, err := near.Write(make([]byte, 1<<17))
			if n != 1<<16 {
				t.Errorf("wrote %d, want a window", n)
			}
			return err
		}, wait},
		{"SetDeadline is both", func(near, _ net.Conn) error {
			near.SetDeadline(time.Now().Add(wait))
			near.Read(make([]byte, 1))
			_, err := near.Write([]byte{1})
			return err
		}, wait},
		{"a deadline in the past fails at once, data or not", func(near, far net.Conn) error {
			far.Write([]byte("x"))
			near.SetReadDeadline(time.Now().Add(-1))
			_, err := near.Read(make([]byte, 1))
			return err
		}, 0},
		{"a later deadline replaces one", func(near, _ net.Conn) error {
			near.SetReadDeadline(time.Now().Add(wait / 2))
			near.SetReadDeadline(time.Now().Add(wait))
			_, err := near.Read(make([]byte, 1))
			return err
		}, wait},
		{"an earlier deadline reaches the read under way", func(near, _ net.Conn) error {
			near.SetReadDeadline(time.Now().Add(time.Hour))
			time.AfterFunc(wait, func() { near.SetReadDeadline(time.Unix(1, 0)) })
			_, err := near.Read(make([]byte, 1))
			return err
		}, wait},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				near, far := pair(t)
				start := time.Now()
				err := test.do(near, far)
				var timeout net.Error
				if !errors.Is(err, os.ErrDeadlineExceeded) || !errors.As(err, &timeout) || !timeout.Timeout() {
					t.Errorf("got %v, want a timeout", err)
				}
				if got := time.Since(start); got != test.want {
					t.Errorf("took %v, want exactly %v", got, test.want)
				}
				near.Close()
				far.Close()
			})
		})
	}
}

func TestADeadlineThatIsLiftedDoesNotFire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := pair(t)
		near.SetReadDeadline(time.Now().Add(time.Second))
		near.SetReadDeadline(time.Time{})
		time.AfterFunc(time.Minute, func() { far.Write([]byte("x")) })
		if n, err := near.Read(make([]byte, 1)); n != 1 || err != nil {
			t.Errorf("read %d, %v", n, err)
		}
		near.SetReadDeadline(time.Unix(1, 0))
		near.SetReadDeadline(time.Time{})
		far.Write([]byte("y"))
		if n, err := near.Read(make([]byte, 1)); n != 1 || err != nil {
			t.Errorf("after a deadline that had passed: read %d, %v", n, err)
		}
	})
}

func TestClose(t *testing.T) {
	buffer := make([]byte, 1)
	tests := []struct {
		name string
		do   func(near, far net.Conn) error
		want error
	}{
		{"a read of a closed end", func(near, _ net.Conn) error { near.Close(); _, err := near.Read(buffer); return err }, net.ErrClosed},
		{"a write to a closed end", func(near, _ net.Conn) error { near.Close(); _, err := near.Write(buffer); return err }, net.ErrClosed},
		{"a deadline of a closed end", func(near, _ net.Conn) error { near.Close(); return near.SetDeadline(time.Now()) }, net.ErrClosed},
		{"a read when the other end is closed", func(near, far net.Conn) error { far.Close(); _, err := near.Read(buffer); return err }, io.EOF},
		{"a write when the other end is closed", func(near, far net.Conn) error { far.Close(); _, err := near.Write(buffer); return err }, syscall.EPIPE},
		{"a read that is under way", func(near, _ net.Conn) error {
			time.AfterFunc(time.Second, func() { near.Close() })
			_, err := near.Read(buffer)
			return err
		}, net.ErrClosed},
		{"a write that is under way", func(near, far net.Conn) error {
			time.AfterFunc(time.Second, func() { far.Close() })
			_, err := near.Write(make([]byte, 1<<17))
			return err
		}, syscall.EPIPE},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				near, far := pair(t)
				if err := test.do(near, far); !errors.Is(err, test.want) {
					t.Errorf("got %v, want %v", err, test.want)
				}
			})
		})
	}
}

func TestListener(t *testing.T) {
	t.Run("a dial that nobody accepts ends with its context", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			start := time.Now()
			_, err := memnet.Listen().DialContext(ctx, "tcp", "x:1")
			if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
				t.Errorf("got %v after %v", err, time.Since(start))
			}
		})
	})
	t.Run("a dial with a context that is done is not accepted", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			for range 100 {
				l := memnet.Listen()
				go l.Accept()
				synctest.Wait() // it is there to take the dial
				if _, err := l.DialContext(ctx, "tcp", "x:1"); !errors.Is(err, context.Canceled) {
					t.Fatalf("got %v", err)
				}
				l.Close()
			}
		})
	})
	t.Run("Close ends Accept and dials, now and later, but no connection", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			l := memnet.Listen()
			accepted := make(chan net.Conn, 1)
			go func() {
				c, _ := l.Accept()
				accepted <- c
				_, err := l.Accept()
				if !errors.Is(err, net.ErrClosed) {
					t.Errorf("accept: %v", err)
				}
			}()
			near, err := l.DialContext(t.Context(), "tcp", "x:1")
			if err != nil {
				t.Fatal(err)
			}
			synctest.Wait() // Accept waits
			l.Close()
			l.Close()
			if _, err := l.DialContext(t.Context(), "tcp", "x:1"); !errors.Is(err, net.ErrClosed) {
				t.Errorf("dial: %v", err)
			}
			if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
				t.Errorf("accept: %v", err)
			}
			near.Write([]byte("x"))
			if n, err := (<-accepted).Read(make([]byte, 1)); n != 1 || err != nil {
				t.Errorf("the connection of before: %d, %v", n, err)
			}
		})
	})
	t.Run("a closed listener accepts nobody who dials in the same moment", func(t *testing.T) {
		for range 100 {
			l := memnet.Listen()
			l.Close()
			dialled := make(chan error, 1)
			go func() {
				_, err := l.DialContext(t.Context(), "tcp", "x:1")
				dialled <- err
			}()
			if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
				t.Fatalf("accept: %v", err)
			}
			if err := <-dialled; !errors.Is(err, net.ErrClosed) {
				t.Fatalf("dial: %v", err)
			}
		}
	})
	t.Run("Close ends a dial that waits", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			l := memnet.Listen()
			time.AfterFunc(time.Second, func() { l.Close() })
			if _, err := l.DialContext(t.Context(), "tcp", "x:1"); !errors.Is(err, net.ErrClosed) {
				t.Errorf("dial: %v", err)
			}
		})
	})
}

func TestAddressesOfBothEndsAgree(t *testing.T) {
	near, far := pair(t)
	if near.LocalAddr() != far.RemoteAddr() || near.RemoteAddr() != far.LocalAddr() || near.LocalAddr() == near.RemoteAddr() {
		t.Errorf("near %v -> %v, far %v -> %v", near.LocalAddr(), near.RemoteAddr(), far.LocalAddr(), far.RemoteAddr())
	}
	if near.LocalAddr().Network() != "memory" {
		t.Errorf("network %q", near.LocalAddr().Network())
	}
}
