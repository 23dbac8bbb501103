package crawl

import "golang.org/x/sys/unix"

// States of a TCP socket.
const (
	tcpClose     = 7 // was reset
	tcpCloseWait = 8 // the peer has ended the connection in order, this side not yet
)

// tells reports whether the kernel can say what the peer acknowledged.
func (s socket) tells() bool { return s.raw != nil }

// refused reports whether the peer has refused all bytes written after the
// first base ones. It is known once the peer has acknowledged some, or has
// reset the connection. The count of acknowledged bytes may include the SYN.
func (s socket) refused(base int64) (refused, known bool) {
	info, ok := s.info()
	if !ok {
		return false, true
	}
	switch beyond := int64(info.Bytes_acked) - base; {
	case beyond < 0 || beyond > 1: // below base is a kernel that does not count
		return false, true
	default:
		return true, info.State == tcpClose
	}
}

// closedInOrder reports whether the peer has ended the connection, and not
// broken it off.
func (s socket) closedInOrder() bool {
	info, ok := s.info()
	return ok && info.State == tcpCloseWait
}

// info is what the kernel tells about a connection.
func (s socket) info() (info *unix.TCPInfo, ok bool) {
	if s.raw == nil {
		return nil, false
	}
	var err error
	if s.raw.Control(func(fd uintptr) {
		info, err = unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO)
	}) != nil || err != nil {
		return nil, false
	}
	return info, true
}
