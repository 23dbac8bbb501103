//go:build !windows

package crawl

import "syscall"

// exhaustedErrnos lists the errors by which a kernel says that this machine,
// not the server, is at its end.
func exhaustedErrnos() []syscall.Errno {
	return []syscall.Errno{
		syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM,
		syscall.EADDRNOTAVAIL, syscall.EADDRINUSE, syscall.EAGAIN,
	}
}
