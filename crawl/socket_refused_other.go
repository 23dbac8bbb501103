//go:build !linux

package crawl

// tells reports whether the kernel can say what the peer acknowledged.
func (s socket) tells() bool { return false }

// refused cannot be asked here, so a request counts as seen.
func (s socket) refused(int64) (refused, known bool) { return false, true }

// closedInOrder cannot be asked here.
func (s socket) closedInOrder() bool { return false }
