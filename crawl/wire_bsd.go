//go:build unix && !linux

package crawl

import (
	"errors"
	"syscall"

	"golang.org/x/sys/unix"
)

func sendNow(fd uintptr, p []byte) (int, syscall.Errno) {
	n, err := unix.Write(int(fd), p)
	return errnoOf(n, err)
}

func recvNow(fd uintptr, p []byte, flags int) (int, syscall.Errno) {
	n, _, err := unix.Recvfrom(int(fd), p, unix.MSG_DONTWAIT|flags)
	return errnoOf(n, err)
}

func errnoOf(n int, err error) (int, syscall.Errno) {
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		return 0, errno
	}
	return n, 0
}
