package crawl

import (
	"net"
	"syscall"
)

// stdSocket asks the kernel about a connection. The zero value, for one that
// is not a socket, knows nothing.
type stdSocket struct{ raw syscall.RawConn }

func newStdSocket(c net.Conn) stdSocket {
	if s, ok := c.(syscall.Conn); ok {
		if raw, err := s.SyscallConn(); err == nil {
			return stdSocket{raw}
		}
	}
	return stdSocket{}
}
