package crawl

import (
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// looseSocket is a socket outside Go's poller. It lends itself to system calls
// that do not block, and to nothing else.
type looseSocket int

var _ syscall.RawConn = looseSocket(0)

// Control calls f with the socket.
func (l looseSocket) Control(f func(fd uintptr)) error {
	f(uintptr(l))
	return nil
}

// Read cannot wait.
func (looseSocket) Read(func(uintptr) bool) error { return syscall.ENOTSUP }

// Write cannot wait.
func (looseSocket) Write(func(uintptr) bool) error { return syscall.ENOTSUP }

// detach takes the connection out of Go's poller, for a [loop] to wait on. It
// reports whether that can be done.
func (w *wire) detach(s *rawSlot) bool {
	if w.conn == nil {
		return true
	}
	if w.raw == nil {
		return false
	}
	loose := -1
	err := w.raw.Control(func(fd uintptr) {
		if n, err := unix.FcntlInt(fd, unix.F_DUPFD_CLOEXEC, 0); err == nil {
			loose = n
		}
	})
	if err != nil || loose < 0 {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = w.conn.Close()
	w.conn, w.raw, w.socket = nil, nil, socket{looseSocket(loose)}
	return true
}

// attach puts it back; false when it cannot, and the connection is lost.
func (w *wire) attach(s *rawSlot) bool {
	if w.conn != nil {
		return true
	}
	file := os.NewFile(uintptr(w.loose()), "connection")
	conn, err := net.FileConn(file)
	_ = file.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.wire = nil
		return false
	}
	served, ahead, total, base := w.served, w.ahead, w.total, w.base
	*w = *newWire(conn, w.engine)
	w.step = w.pass
	w.served, w.ahead, w.total, w.base = served, ahead, total, base
	if w.engine.ended.Load() {
		w.interrupt()
	}
	return true
}

// loose is the socket of a detached connection.
func (w *wire) loose() int {
	l, _ := w.socket.raw.(looseSocket)
	return int(l)
}

// closeLoose closes a detached connection.
func (w *wire) closeLoose() { _ = unix.Close(w.loose()) }
