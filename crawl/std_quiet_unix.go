//go:build unix

package crawl

import "golang.org/x/sys/unix"

// quiet reports whether nothing waits to be read: no data, no end, no error.
func (s stdSocket) quiet() bool {
	if s.raw == nil {
		return true
	}
	var waiting int
	err := s.raw.Control(func(fd uintptr) {
		look := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
		waiting, _ = unix.Poll(look, 0)
	})
	return err == nil && waiting <= 0
}
