package runner

import (
	"cmp"
	"slices"
	"time"

	"runexp/crawl"
)

// maxSpans bounds the single requests that a trial keeps.
const maxSpans = 10_000

// chronology keeps the requests that started first. They come in the order of
// their ends: a request that started early and took long comes late, and takes
// the place of the latest start. Once full, the marks are therefore a heap with
// that one on top; nearly all fetches then end at the first comparison.
type chronology struct {
	marks   []mark
	dropped int64
}

// mark is a request that may become a [Span].
type mark struct {
	index      int64
	start, end time.Duration
	class      crawl.Class
}

func (m *mark) after(o *mark) bool {
	if m.start != o.start {
		return m.start > o.start
	}
	return m.index > o.index
}

// add notes a request, or drops the one that started last.
func (c *chronology) add(f *crawl.Fetch) {
	m := mark{index: f.Index, start: f.Start, end: f.End, class: f.Class}
	if len(c.marks) < maxSpans {
		c.marks = append(c.marks, m)
		if n := len(c.marks); n == maxSpans {
			for i := n/2 - 1; i >= 0; i-- {
				c.sink(i)
			}
		}
		return
	}
	c.dropped++
	if c.marks[0].after(&m) {
		c.marks[0] = m
		c.sink(0)
	}
}

// sink moves the mark at i down to its place in the heap.
func (c *chronology) sink(i int) {
	for {
		latest := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(c.marks); child++ {
			if c.marks[child].after(&c.marks[latest]) {
				latest = child
			}
		}
		if latest == i {
			return
		}
		c.marks[i], c.marks[latest] = c.marks[latest], c.marks[i]
		i = latest
	}
}

// spans lists the requests kept, in no order.
func (c *chronology) spans() []Span {
	spans := make([]Span, len(c.marks))
	for i, m := range c.marks {
		spans[i] = Span{Index: m.index, Start: m.start, End: m.end, Class: m.class.String()}
	}
	return spans
}

// chronicle makes spans the result's chronology: ordered by start and cut to
// its bound.
func (r *Result) chronicle(spans []Span) {
	slices.SortFunc(spans, func(a, b Span) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Index, b.Index))
	})
	kept := min(len(spans), maxSpans)
	r.Dropped += int64(len(spans) - kept)
	if kept > 0 {
		r.Chronology = slices.Clone(spans[:kept])
	}
}
