package crawl

import "context"

// Window keeps every slot busy: as one request ends, the next index is pulled
// and started. Indices are pulled lazily, never more than one per slot ahead.
//
//	slot 0  |--0--|---2---|-4-|
//	slot 1  |----1----|-3-|--5--|
func Window(_ context.Context, d Dispatch) {
	d.Keep(func(int) (int, bool) { return d.Take() })
}
