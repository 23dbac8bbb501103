package crawl

import "context"

// Serial runs one request after the other on slot 0: the crawler without
// concurrency that all others are compared with.
//
//	slot 0  |--0--|--1--|--2--|--3--|
func Serial(_ context.Context, d Dispatch) {
	for i, ok := d.Take(); ok; i, ok = d.Take() {
		d.Do(0, i, asap)
	}
}
