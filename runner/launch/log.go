package launch

import (
	"fmt"
	"io"
	"sync"
)

// Log takes what commands write, one after the other or at once, up to a bound. It
// never fails them: a server must not die of a full disk here. The zero value
// drops everything.
type Log struct {
	// To is where it goes; nil drops it.
	To io.Writer
	// Most is how many bytes are kept; 0 is 64 MiB. The first write beyond is
	// replaced by a line that says so.
	Most int64

	mu      sync.Mutex
	written int64
	full    bool
	err     error
}

const mostLogged = 64 << 20

// Write keeps p if there is room. It takes all of it in any case.
func (l *Log) Write(p []byte) (int, error) {
	if l == nil || l.To == nil {
		return len(p), nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	most := l.Most
	if most <= 0 {
		most = mostLogged
	}
	switch {
	case l.full || l.err != nil:
	case l.written+int64(len(p)) > most:
		l.full = true
		_, l.err = fmt.Fprintf(l.To, "[runexp: this log ends here, after %d bytes; what came later is dropped]\n", l.written)
	default:
		l.written += int64(len(p))
		_, l.err = l.To.Write(p)
	}
	return len(p), nil
}

// Err is why the log is not complete, other than by its bound; nil if it is.
func (l *Log) Err() error {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}
