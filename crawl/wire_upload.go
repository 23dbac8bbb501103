package crawl

import (
	"io"
	"time"
)

// upload sends a request that the kernel does not take at once, while the slot
// waits for the response: a server may answer, and hang up, without reading all
// of it.
type upload struct {
	done chan struct{}
	n    int
	err  error
}

// spill sends what is left from a goroutine of its own.
func (w *wire) spill() {
	out, rest := w.out, w.rest
	w.out, w.rest = nil, nil
	w.spillTo(w.conn, out, rest)
}

// spillTo does so by way of what stands on the connection.
func (w *wire) spillTo(to io.Writer, pieces ...[]byte) {
	u := &upload{done: make(chan struct{})}
	w.upload = u
	w.limitWrites()
	go func() {
		defer close(u.done)
		for _, p := range pieces {
			if len(p) == 0 {
				continue // a deadline set for those that are late would fail even this
			}
			n, err := to.Write(p)
			u.n += n
			if err != nil {
				u.err = err
				return
			}
		}
	}()
}

// finishUpload breaks an upload off that has not ended by itself, and reports
// whether all of the request was sent. Then its bytes are the slot's again.
func (w *wire) finishUpload() bool {
	u := w.upload
	if u == nil {
		return len(w.out) == 0 && w.sendErr == nil
	}
	w.upload = nil
	select {
	case <-u.done:
	default:
		_ = w.conn.SetWriteDeadline(time.Unix(1, 0))
		<-u.done
	}
	w.total += int64(u.n)
	if u.err != nil {
		return false
	}
	_ = w.conn.SetWriteDeadline(time.Time{})
	return true
}
