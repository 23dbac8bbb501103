package crawl

import "golang.org/x/sys/unix"

// tcpClose is the state of a socket that was reset.
const tcpClose = 7

// tells reports whether the kernel can say what the peer acknowledged.
func (s socket) tells() bool { return s.raw != nil }

// refused reports whether the peer has refused all bytes written after the
// first base ones. It is known once the peer has acknowledged some, or has
// reset the connection. The count of acknowledged bytes may include the SYN.
func (s socket) refused(base int64) (refused, known bool) {
	if s.raw == nil {
		return false, true
	}
	var info *unix.TCPInfo
	var err error
	if s.raw.Control(func(fd uintptr) {
		info, err = unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO)
	}) != nil || err != nil {
		return false, true
	}
	switch beyond := int64(info.Bytes_acked) - base; {
	case beyond < 0 || beyond > 1: // below base is a kernel that does not count
		return false, true
	default:
		return true, info.State == tcpClose
	}
}
