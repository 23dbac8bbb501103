package stats

import (
	"math"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// The geometry of every histogram, in nanoseconds. It is a constant of the
// program, since only histograms of one geometry merge without loss. With a
// lowest value of 1000 the unit would be 512 ns, half a per cent of a fetch on
// loopback.
const (
	lowest  = 1
	highest = int64(time.Hour)
	digits  = 3
)

// Histogram counts durations in buckets: of 1 ns up to 2047 ns, above that of less
// than 0.1 % of their value (the HDR histogram of Gil Tene, 1 ns to 1 h at 3
// significant digits). The number, least, largest and sum of the records are kept
// exactly beside them. Its size does not depend on the number of records.
//
// The zero value is an empty histogram, ready for use; it takes its memory at
// the first record. A Histogram must not be copied (it is passed as a pointer)
// and is not safe for concurrent use: whoever records from several goroutines
// keeps several under a lock each, and merges them.
//
// Memory: 33,792 counts of 8 bytes, 264 KiB in one zeroed block. Of a block fresh
// from the system only the pages that are written to are resident: measured, 9 KiB
// for latencies within a few per cent, 21 KiB for 100 to 400 ms, 165 KiB for
// 10 us to 10 s. A block that reuses collected memory is resident as a whole.
// [Histogram.Pack] makes a histogram that only has to be kept much smaller.
type Histogram struct {
	_ noCopy

	// The buckets are dense while there is something to record, and packed at
	// rest. At most one of the two is there; none in an empty histogram.
	dense  *hdrhistogram.Histogram
	packed *hdrhistogram.PackedHistogram

	exact exact
}

// exact is what the buckets know only approximately, in nanoseconds.
type exact struct {
	min, max int64 // 0: no record
	sum      int64 // stays at math.MaxInt64 once it gets there
	clamped  int64 // records that were longer than highest
}

// noCopy makes go vet report a histogram that is copied: both would share counts.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

// NewHistogram returns an empty histogram that has its memory, so that no Record
// allocates, not even the first.
func NewHistogram() *Histogram {
	h := new(Histogram)
	h.unpack()
	return h
}

// Record counts one duration. Zero and negative durations, which only a coarse
// clock yields, are recorded as 1 ns. One of more than an hour is recorded as an
// hour and counted in Clamped. No duration is dropped.
func (h *Histogram) Record(d time.Duration) {
	v := max(int64(d), lowest)
	if v > highest {
		v = highest
		h.exact.clamped++
	}
	if h.dense == nil {
		h.unpack()
	}
	_ = h.dense.RecordValue(v) // cannot fail: v is within the geometry
	if h.exact.min == 0 || v < h.exact.min {
		h.exact.min = v
	}
	h.exact.max = max(h.exact.max, v)
	h.exact.sum = addSaturated(h.exact.sum, v)
}

// Merge adds all records of o, as if they had been recorded here; o stays as it
// is. Merging a histogram into itself doubles it.
func (h *Histogram) Merge(o *Histogram) {
	if o == nil || o.Count() == 0 {
		return
	}
	// Nothing is dropped: the geometry is the same, and a total that a decoded
	// histogram may have (maxCount) is far from where counts overflow.
	if h.staysPacked(o) {
		h.mergePacked(o.packed)
	} else if h.unpack(); o.dense != nil { // which it may be only now, where it is h
		h.dense.Merge(o.dense)
	} else {
		o.packed.MergeInto(h.dense)
	}
	if h.exact.min == 0 || o.exact.min < h.exact.min {
		h.exact.min = o.exact.min
	}
	h.exact.max = max(h.exact.max, o.exact.max)
	h.exact.sum = addSaturated(h.exact.sum, o.exact.sum)
	h.exact.clamped += o.exact.clamped
}

// fewBuckets is up to how many buckets in use two packed histograms are merged
// packed: clearing the memory of all buckets takes longer than finding so few.
const fewBuckets = 1024

// staysPacked reports whether h takes the records of o without room for all buckets.
func (h *Histogram) staysPacked(o *Histogram) bool {
	if h == o || h.dense != nil || o.packed == nil {
		return false
	}
	own := int32(0)
	if h.packed != nil {
		own = h.packed.Populated()
	}
	return own+o.packed.Populated() <= fewBuckets
}

// mergePacked adds records to the packed ones.
func (h *Histogram) mergePacked(o *hdrhistogram.PackedHistogram) {
	if h.packed == nil {
		h.packed = o.Clone()
		return
	}
	for v, n := range o.ForEachBucket {
		_ = h.packed.RecordValues(v, n) // cannot fail: v is within the geometry
	}
	h.packed.Compact()
}

// Reset removes all records and keeps the memory.
func (h *Histogram) Reset() {
	h.packed, h.exact = nil, exact{}
	if h.dense != nil {
		h.dense.Reset()
	}
}

// Pack moves the counts into a form that holds only the buckets in use, in 5 to 12
// bytes each: 5 KB at most after a thousand records, where recording takes 264
// KiB. All answers stay the same. The next Record, or a Merge into h, unpacks it.
func (h *Histogram) Pack() {
	if h.dense == nil {
		return
	}
	h.packed, h.dense = h.sparse(), nil
}

// Count returns the number of records.
func (h *Histogram) Count() int64 {
	switch {
	case h.dense != nil:
		return h.dense.TotalCount()
	case h.packed != nil:
		return h.packed.TotalCount()
	default:
		return 0
	}
}

// Clamped returns how many of the records were longer than the hour that they
// are counted as. Where it is not 0, Max, Sum and Mean are lower bounds.
func (h *Histogram) Clamped() int64 { return h.exact.clamped }

// Min returns the shortest record, exactly; 0 if there is none. Since no record
// is shorter than 1 ns, 0 always means an empty histogram, here and in Max, Mean
// and Quantile.
func (h *Histogram) Min() time.Duration { return time.Duration(h.exact.min) }

// Max returns the longest record, exactly; 0 if there is none.
func (h *Histogram) Max() time.Duration { return time.Duration(h.exact.max) }

// Sum returns the sum of all records, exactly up to 292 years, where it stays.
func (h *Histogram) Sum() time.Duration { return time.Duration(h.exact.sum) }

// Mean returns the arithmetic mean of the records to the nearest nanosecond; 0
// if there is none. It comes from the exact sum, or from the buckets (within
// 0.05 %) when that is too large to be held.
func (h *Histogram) Mean() time.Duration {
	n := h.Count()
	if n == 0 {
		return 0
	}
	if h.exact.sum == math.MaxInt64 {
		mean := time.Duration(h.sparse().Mean())
		return min(max(mean, h.Min()), h.Max())
	}
	mean, rest := h.exact.sum/n, h.exact.sum%n
	if rest >= n-rest {
		mean++
	}
	return time.Duration(mean)
}

// unpack makes the counts dense, whatever they were before.
func (h *Histogram) unpack() {
	if h.dense != nil {
		return
	}
	h.dense = hdrhistogram.New(lowest, highest, digits)
	if h.packed != nil {
		h.packed.MergeInto(h.dense)
		h.packed = nil
	}
}

// sparse returns the counts in packed form, without changing h.
func (h *Histogram) sparse() *hdrhistogram.PackedHistogram {
	if h.packed != nil {
		return h.packed
	}
	p := hdrhistogram.NewPacked(lowest, highest, digits)
	if h.dense != nil {
		p.MergeFrom(h.dense)
		p.Compact()
	}
	return p
}

// addSaturated adds two numbers that are not negative.
func addSaturated(a, b int64) int64 {
	if b > math.MaxInt64-a {
		return math.MaxInt64
	}
	return a + b
}
