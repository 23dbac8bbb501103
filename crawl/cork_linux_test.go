package crawl_test

import "golang.org/x/sys/unix"

// cork makes the kernel hold back what say sends, and lets it go in one
// segment. Without say, it is held until the connection is closed, so that the
// last answer and the end leave in one.
func cork(p *peer, say func()) {
	set := func(on int) {
		raw, err := p.tcp.SyscallConn()
		if err != nil {
			return
		}
		_ = raw.Control(func(fd uintptr) { _ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_CORK, on) })
	}
	set(1)
	if say != nil {
		say()
		set(0)
	}
}
