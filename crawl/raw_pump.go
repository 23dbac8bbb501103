package crawl

import "bytes"

// shareFrom is how many slots share goroutines unless told otherwise: with
// fewer, a goroutine each is as cheap or cheaper.
const shareFrom = 4

var _ Pump = (*Raw)(nil)

// Pump serves slots in groups, each by one goroutine that waits for all its
// connections at once. It declines where a goroutine for each slot is at least
// as good: for few slots, when each request dials, for https, with a dialer
// whose connections may be no sockets, and on systems without epoll. A request
// that a group cannot serve, such as one with a large body, leaves it for a
// goroutine of its own, and its slot comes back.
func (r *Raw) Pump(slots []Slot, sample *Request) Pumping {
	if r.Plain || r.Dial != nil || !r.KeepAlive || bytes.HasPrefix(sample.URL, []byte("https:")) ||
		r.Pumped == ShareNever || r.Pumped == ShareAuto && len(slots) < shareFrom || len(slots) == 0 {
		return nil
	}
	own := make([]*rawSlot, len(slots))
	for k, s := range slots {
		slot, ok := s.(*rawSlot)
		if !ok {
			return nil
		}
		own[k] = slot
	}
	return newPumping(own)
}
