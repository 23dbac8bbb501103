//go:build unix

package crawl

import "golang.org/x/sys/unix"

// quiet reports whether nothing waits to be read: no data, no end, no error.
func (s socket) quiet() bool {
	if s.raw == nil {
		return true
	}
	var waiting bool
	err := s.raw.Control(func(fd uintptr) { waiting = readable(fd) })
	return err == nil && !waiting
}

// await returns when something waits to be read, and leaves it there; false
// when it cannot tell.
func (s socket) await() bool {
	return s.raw != nil && s.raw.Read(readable) == nil
}

func readable(fd uintptr) bool {
	look := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
	n, err := unix.Poll(look, 0)
	return err == nil && n > 0
}
