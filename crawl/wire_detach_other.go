//go:build !linux

package crawl

// attach has nothing to do: connections never leave Go's poller here.
func (w *wire) attach(*rawSlot) bool { return true }

func (w *wire) closeLoose() {}
