// Package crawl turns a lazy source of requests into fetches: it pulls
// requests, hands them to slots under a dispatch discipline, and reports what
// came of each. It knows no experiment, no repeat and no table.
//
// Four parts meet here, each replaceable on its own:
//
//   - a [Source] says what request i is; it is lazy and pure, so memory stays
//     flat in the number of requests;
//   - a [Discipline] says when requests start and on which slot;
//   - an [Engine] opens slots: room for one request in flight each;
//   - a [Crawl] ties them together, counts what is in flight and hands every
//     [Fetch] to Record on the slot's own goroutine.
//
// A closed loop with three slots looks like this; a slot takes its next index
// as soon as its last response is complete:
//
//	slot 0  |--0--|---3---|--5--|
//	slot 1  |---1---|--4--|----7----|
//	slot 2  |----2-----|--6--|
//
// An open loop, see [Rate], has a plan instead: requests start when they are
// due, whatever became of those before, and one that has to wait for a slot is
// measured from when it was due.
//
// Only this package starts goroutines that measure. Every one of them ends
// before [Crawl.Run] returns.
package crawl
