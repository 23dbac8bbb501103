package store

import (
	"io"
	"iter"
	"runtime"
	"sync"
)

// This file reads the lines of a journal on all processors, in order: nearly all of
// the time goes into the histograms.

// decodedStretch is a stretch, and the entry that it holds.
type decodedStretch struct {
	stretch  stretch
	entry    Entry
	readable bool // there is a text
	err      error
}

// batch is a number of lines that one goroutine reads. Its texts lie in one memory,
// which is used again.
type batch struct {
	stretches []decodedStretch
	text      []byte
	ends      []int
	err       error
	ready     chan struct{}
}

// batchSize is how many bytes of text make a batch.
const batchSize = 1 << 18

// decoded yields the stretches of a journal with what is in them. The only error is
// one of reading the file.
func decoded(r io.Reader, shared payloads) iter.Seq2[decodedStretch, error] {
	return func(yield func(decodedStretch, error) bool) {
		workers := runtime.GOMAXPROCS(0)
		work, order := make(chan *batch), make(chan *batch, workers)
		stop := make(chan struct{})
		var all sync.WaitGroup
		defer all.Wait()
		defer close(stop)
		free := make(chan *batch, 2*workers+2)
		for range cap(free) {
			free <- new(batch)
		}
		all.Go(func() {
			defer close(work)
			defer close(order)
			split(r, free, stop, func(b *batch) bool { return send(order, b, stop) && send(work, b, stop) })
		})
		for range workers {
			all.Go(func() { decodeAll(work, shared) })
		}
		for b := range order {
			<-b.ready
			if !b.yield(yield) {
				return
			}
			free <- b
		}
	}
}

// decodeAll reads batches until there are no more.
func decodeAll(work <-chan *batch, shared payloads) {
	for b := range work {
		b.decode(shared)
		close(b.ready)
	}
}

// yield yields what is in the batch. It is false where it is the last one.
func (b *batch) yield(yield func(decodedStretch, error) bool) bool {
	for _, d := range b.stretches {
		if !yield(d, nil) {
			return false
		}
	}
	if b.err != nil {
		yield(decodedStretch{}, b.err)
	}
	return b.err == nil
}

// send sends a batch, unless nobody wants more.
func send(to chan<- *batch, b *batch, stop <-chan struct{}) bool {
	select {
	case to <- b:
		return true
	case <-stop:
		return false
	}
}

// split cuts a journal into batches.
func split(r io.Reader, free <-chan *batch, stop <-chan struct{}, hand func(*batch) bool) {
	var b *batch
	for p, err := range scan(r) {
		if b == nil {
			select {
			case b = <-free:
				b.reset()
			case <-stop:
				return
			}
		}
		if b.err = err; err == nil {
			b.add(p)
		}
		if err != nil || len(b.text) >= batchSize || len(b.stretches) >= batchSize/header {
			if !hand(b) {
				return
			}
			b = nil
		}
	}
	if b != nil {
		hand(b)
	}
}

func (b *batch) reset() {
	clear(b.stretches)
	b.stretches, b.text, b.ends = b.stretches[:0], b.text[:0], b.ends[:0]
	b.err, b.ready = nil, make(chan struct{})
}

// add adds a stretch with a copy of its text.
func (b *batch) add(p stretch) {
	b.stretches = append(b.stretches, decodedStretch{stretch: p, readable: p.text != nil})
	b.stretches[len(b.stretches)-1].stretch.text = nil
	b.text = append(b.text, p.text...)
	b.ends = append(b.ends, len(b.text))
}

// decode reads all texts of the batch.
func (b *batch) decode(shared payloads) {
	from := 0
	for i := range b.stretches {
		if d := &b.stretches[i]; d.readable {
			d.entry, d.err = decode(b.text[from:b.ends[i]], shared)
		}
		from = b.ends[i]
	}
}
