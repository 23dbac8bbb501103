package crawl

import (
	"syscall"

	"golang.org/x/sys/windows"
)

// exhaustedErrnos lists the errors by which Windows Sockets say that this
// machine, not the server, is at its end.
func exhaustedErrnos() []syscall.Errno {
	return []syscall.Errno{
		windows.WSAEMFILE, windows.WSAENOBUFS, windows.WSAEADDRNOTAVAIL, windows.WSAEADDRINUSE,
	}
}
