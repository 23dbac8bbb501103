//go:build !linux

package crawl

// newPumping needs epoll.
func newPumping([]*rawSlot) Pumping { return nil }
