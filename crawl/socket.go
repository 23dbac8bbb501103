package crawl

import (
	"net"
	"syscall"
)

// socket asks the kernel about a connection. The zero value, for one that
// is not a socket, knows nothing.
type socket struct{ raw syscall.RawConn }

func newSocket(c net.Conn) socket {
	if s, ok := c.(syscall.Conn); ok {
		if raw, err := s.SyscallConn(); err == nil {
			return socket{raw}
		}
	}
	return socket{}
}
