package crawl

import "golang.org/x/sys/unix"

// ended reports whether the peer has ended the connection, even if something
// can still be read.
func (s socket) ended() bool {
	if s.raw == nil {
		return false
	}
	over := false
	err := s.raw.Control(func(fd uintptr) {
		look := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLRDHUP}}
		n, err := unix.Poll(look, 0)
		over = err == nil && n > 0
	})
	return err != nil || over
}
