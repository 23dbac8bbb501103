package crawl

import "context"

// Static deals the indices out beforehand: index i belongs to slot i mod
// Slots. A slow request delays only its own slot's share, and a slot that is
// done stays idle, so mixed delays cost more than under [Window].
//
//	slot 0  |--0--|---2---|-4-|
//	slot 1  |----1----|-3-|--5--|
func Static(_ context.Context, d Dispatch) {
	type share struct {
		next int
		_    [56]byte // keeps neighbours off its cache line
	}
	shares := make([]share, d.Slots)
	d.Keep(func(slot int) (int, bool) {
		i := slot + shares[slot].next*d.Slots
		shares[slot].next++
		return i, d.Has(i)
	})
}
