package crawl_test

import (
	"net"
	"os"
	"sync"
	"testing"
	"time"

	"runexp/crawl"
)

// late is a connection that takes a write as it comes, and returns from it only once the
// deadline of writes has passed: the response was faster than the writer.
type late struct {
	net.Conn

	begun, passed chan struct{}
	once          sync.Once
	fails         bool // then it takes nothing
}

func (c *late) Write(p []byte) (int, error) {
	select {
	case <-c.passed: // a write that begins after the deadline fails, however short
		return 0, os.ErrDeadlineExceeded
	default:
	}
	c.once.Do(func() { close(c.begun) })
	<-c.passed
	if c.fails {
		return 0, os.ErrDeadlineExceeded
	}
	return len(p), nil
}

func (c *late) SetWriteDeadline(t time.Time) error {
	if !t.IsZero() && t.Before(time.Now()) {
		<-c.begun
		close(c.passed)
	}
	return nil
}

func TestAnUploadThatHasJustLeftIsWhole(t *testing.T) {
	body := []byte("head and body")
	for _, test := range []struct {
		name   string
		fails  bool
		pieces [][]byte
		want   bool
	}{
		{"all in one piece", false, [][]byte{body}, true},
		{"and nothing behind it", false, [][]byte{body, nil}, true},
		{"more that has not begun to leave", false, [][]byte{body, body}, false},
		{"nothing has left", true, [][]byte{body, nil}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := crawl.Upload(&late{begun: make(chan struct{}), passed: make(chan struct{}), fails: test.fails}, test.pieces...); got != test.want {
				t.Errorf("whole: %t, want %t", got, test.want)
			}
		})
	}
}
