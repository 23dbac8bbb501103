//go:build unix

package crawl

import (
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// pass is what Go's poller calls while it reads: once before it waits, and then
// whenever something has come. The first call sends the request and asks to
// wait; the second receives the response. So a request costs one send and one
// receive, where an ordinary Read would try to receive before it waits.
//
// That nothing is missed hangs on the poller forgetting older events before the
// first call and not after it, which package net does not promise: [ProbeRaw]
// finds out.
func (w *wire) pass(fd uintptr) bool {
	if w.look {
		w.look = false
		if w.early(fd) {
			w.err = errEarly
			return true
		}
	}
	if len(w.out) > 0 {
		// Nobody has looked at a new connection, where a server may speak first.
		if w.sendAll(fd); w.sendErr == nil && w.served > 0 {
			return false
		}
	}
	return w.receiveNow(fd)
}

// sendAll gives the kernel what it takes, and leaves the rest to an upload.
func (w *wire) sendAll(fd uintptr) {
	for len(w.out) > 0 {
		n, errno := sendNow(fd, w.piece())
		switch errno {
		case 0:
			w.sent(n)
		case syscall.EINTR:
		case syscall.EAGAIN:
			if w.conn == nil {
				return // a loop waits until the kernel takes more
			}
			w.spill()
		default:
			w.out, w.rest, w.sendErr = nil, nil, os.NewSyscallError("send", errno) // the response may have come before
		}
	}
}

// receiveNow receives what there is; false when there is nothing yet.
func (w *wire) receiveNow(fd uintptr) bool {
	for {
		n, errno := recvNow(fd, w.room(), 0)
		switch {
		case errno == syscall.EINTR:
			continue
		case errno == syscall.EAGAIN && w.sendErr == nil:
			w.release()
			return false
		case errno != 0:
			w.fail(os.NewSyscallError("recv", errno))
		case n == 0:
			w.fail(io.EOF)
		default:
			w.n = n
		}
		return true
	}
}

// early reports whether anything waits to be read, data or the end.
func (w *wire) early(fd uintptr) bool {
	var one [1]byte
	for {
		switch _, errno := recvNow(fd, one[:], unix.MSG_PEEK); errno {
		case syscall.EINTR:
		case syscall.EAGAIN:
			return false
		default:
			return true
		}
	}
}

// ProbeRaw reports why a [Raw] must be Plain here; nil when it need not. It
// looks whether Go's poller remembers what comes while its reader is at work.
func ProbeRaw() error {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err != nil {
		return fmt.Errorf("socket pair: %w", err)
	}
	defer func() { _ = unix.Close(pair[1]) }()
	file := os.NewFile(uintptr(pair[0]), "probe")
	defer func() { _ = file.Close() }()
	conn, err := net.FileConn(file)
	if err != nil {
		return fmt.Errorf("socket pair: %w", err)
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetReadDeadline(time.Now().Add(time.Second))
	raw := newSocket(conn).raw
	if raw == nil {
		return fmt.Errorf("sockets: %w", syscall.ENOTSUP)
	}
	calls := 0
	err = raw.Read(func(uintptr) bool {
		if calls++; calls == 1 {
			_, err := unix.Write(pair[1], []byte{1})
			return err != nil // else wait for what has come already
		}
		return true
	})
	if err == nil && calls != 2 {
		err = fmt.Errorf("the poller called %d times, want 2", calls)
	}
	if err != nil {
		return fmt.Errorf("probe of the poller: %w", err)
	}
	return nil
}
