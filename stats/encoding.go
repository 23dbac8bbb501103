package stats

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/bits"
	"sync"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// A histogram that comes from elsewhere is not trusted. Nothing is allocated
// beyond a few times maxText before the geometry is known to be ours.
const (
	// maxText bounds the encoded counts. No histogram of ours comes near it: all
	// 33,792 counts at 8 bytes each, which is what maxCount itself takes, and
	// incompressible, would make 361 KB.
	maxText = 512 << 10
	// maxCount bounds the number of records. Above it a float64, and so most
	// readers of JSON, no longer holds every integer.
	maxCount = 1 << 53
)

// jsonHistogram is the JSON form of a Histogram. Durations are in nanoseconds.
type jsonHistogram struct {
	HDR     string `json:"hdr"`
	Count   int64  `json:"count"`
	Min     int64  `json:"min_ns"`
	Max     int64  `json:"max_ns"`
	Sum     int64  `json:"sum_ns"`
	Clamped int64  `json:"clamped"`
}

// MarshalJSON returns the histogram without any loss: an object with the buckets
// in "hdr", as MarshalText gives them, and beside them what is kept exactly, in
// "count", "min_ns", "max_ns", "sum_ns" and "clamped".
func (h *Histogram) MarshalJSON() ([]byte, error) {
	text, err := h.MarshalText()
	if err != nil {
		return nil, err
	}
	x := h.exact
	return json.Marshal(jsonHistogram{
		HDR: string(text), Count: h.Count(), Min: x.min, Max: x.max, Sum: x.sum, Clamped: x.clamped,
	})
}

// UnmarshalJSON replaces h by the histogram that MarshalJSON wrote; h is then
// packed. Anything that no histogram of ours can be, such as a minimum outside of
// the lowest bucket in use, is an error and leaves h as it was. Unknown members
// are ignored, and so is a null.
func (h *Histogram) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	var j jsonHistogram
	if err := json.Unmarshal(data, &j); err != nil {
		return fmt.Errorf("histogram: %w", err)
	}
	packed, err := decode([]byte(j.HDR))
	if err != nil {
		return fmt.Errorf("histogram: %w", err)
	}
	if packed.TotalCount() != j.Count {
		return fmt.Errorf("histogram: count is %d, but the buckets hold %d", j.Count, packed.TotalCount())
	}
	x := exact{min: j.Min, max: j.Max, sum: j.Sum, clamped: j.Clamped}
	if err := x.check(packed); err != nil {
		return fmt.Errorf("histogram: %w", err)
	}
	h.replace(packed, x)
	return nil
}

// MarshalText returns the buckets as the HDR histogram V2 compressed encoding in
// base64, which the HDR tools of other languages read, in nanoseconds. The exact
// minimum, maximum and sum are not in it: MarshalJSON is the form without loss.
func (h *Histogram) MarshalText() ([]byte, error) {
	text, err := h.sparse().Encode()
	if err != nil {
		return nil, fmt.Errorf("histogram: %w", err)
	}
	return text, nil
}

// UnmarshalText replaces h by a histogram in the form of MarshalText, which must
// have this package's geometry (1 ns to 1 h at 3 digits); h is then packed. Min,
// Max and Sum come from the buckets and are as good as these, within 0.1 %. On an
// error h stays as it was.
func (h *Histogram) UnmarshalText(text []byte) error {
	packed, err := decode(text)
	if err != nil {
		return fmt.Errorf("histogram: %w", err)
	}
	h.replace(packed, estimate(packed))
	return nil
}

// replace makes h consist of what was decoded. An empty one holds no memory.
func (h *Histogram) replace(packed *hdrhistogram.PackedHistogram, x exact) {
	h.dense, h.packed, h.exact = nil, nil, x
	if packed.TotalCount() > 0 {
		packed.Compact()
		h.packed = packed
	}
}

// decode reads the counts and makes sure that Record could have made them.
func decode(text []byte) (*hdrhistogram.PackedHistogram, error) {
	if len(text) > maxText {
		return nil, fmt.Errorf("encoding of %d bytes, at most %d are possible", len(text), maxText)
	}
	if err := checkHeader(text); err != nil {
		return nil, err
	}
	packed, err := hdrhistogram.DecodePacked(text)
	if err != nil {
		return nil, err
	}
	if n := packed.TotalCount(); n > maxCount {
		return nil, fmt.Errorf("%d records or more, at most %d are supported", n, int64(maxCount))
	}
	for v := range packed.ForEachBucket {
		if v < lowest || v > highest {
			return nil, fmt.Errorf("a record of %d ns is out of range", v)
		}
	}
	return packed, nil
}

// checkHeader looks at the geometry before anything is decoded by it: the
// library takes what the header says, and 100 bytes that say 5 digits up to the
// largest integer make it inflate and allocate tens of megabytes. The layout is
// an 8 byte frame, then compressed a header of four int32 (cookie, length of the
// payload, index offset, digits), two int64 (lowest, highest) and a float64 (the
// ratio of a histogram of floats, 1 for ours), big-endian.
func checkHeader(text []byte) error {
	r := base64.NewDecoder(base64.StdEncoding, bytes.NewReader(text))
	if _, err := io.CopyN(io.Discard, r, 8); err != nil {
		return fmt.Errorf("encoding is cut off: %w", err)
	}
	z, err := inflater(r)
	if err != nil {
		return fmt.Errorf("compressed part: %w", err)
	}
	defer inflaters.Put(z)
	var header [hdrhistogram.ENCODING_HEADER_SIZE]byte
	if _, err := io.ReadFull(z, header[:]); err != nil {
		return fmt.Errorf("header: %w", err)
	}
	n := int32(binary.BigEndian.Uint32(header[12:]))
	from, to := int64(binary.BigEndian.Uint64(header[16:])), int64(binary.BigEndian.Uint64(header[24:]))
	if n != digits || from != lowest || to != highest {
		return fmt.Errorf("geometry is %d..%d ns at %d digits, not %d..%d at %d", from, to, n, lowest, highest, digits)
	}
	if ratio := math.Float64frombits(binary.BigEndian.Uint64(header[32:])); ratio != 1 {
		return fmt.Errorf("values are scaled by %v, not 1", ratio)
	}
	return nil
}

// inflaters are readers that can be used again: making one takes as long as decoding
// a histogram, and ten thousand trials have twenty thousand of these.
var inflaters sync.Pool //nolint:gochecknoglobals // a cache, with nothing in it that lasts

// inflater is a reader of what is compressed in r.
func inflater(r io.Reader) (io.Reader, error) {
	z, ok := inflaters.Get().(zlib.Resetter)
	if !ok {
		return zlib.NewReader(r)
	}
	if err := z.Reset(r, nil); err != nil {
		return nil, err
	}
	return z.(io.Reader), nil
}

// check tells whether x can be the exact side of these buckets.
func (x exact) check(packed *hdrhistogram.PackedHistogram) error {
	if packed.TotalCount() == 0 {
		if x != (exact{}) {
			return errors.New("numbers beside no records")
		}
		return nil
	}
	least, most := packed.Min(), packed.Max()
	if x.min < least || x.min > least+width(least)-1 {
		return fmt.Errorf("min_ns %d is not in the lowest bucket, which starts at %d", x.min, least)
	}
	if x.max < x.min || x.max > min(most, highest) || x.max <= most-width(most) {
		return fmt.Errorf("max_ns %d is not in the highest bucket, which ends at %d", x.max, most)
	}
	low, high := x.sums(packed)
	if x.sum < low || x.sum > high {
		return fmt.Errorf("sum_ns %d is not between %d and %d", x.sum, low, high)
	}
	if x.clamped < 0 || x.clamped > 0 && (x.max != highest || x.clamped > packed.CountAtValue(highest)) {
		return fmt.Errorf("clamped is %d, more than there are at the upper end", x.clamped)
	}
	return nil
}

// sums returns the least and the largest sum that records in these buckets can
// have, given that one is x.min, one is x.max and all are between them.
func (x exact) sums(packed *hdrhistogram.PackedHistogram) (low, high int64) {
	first, last := packed.Min(), packed.Max()
	low, high = x.max, x.min
	for v, n := range packed.ForEachBucket {
		end := v + width(v) - 1
		others := n
		if end == last {
			others--
		}
		low = addProduct(low, others, max(v, x.min))
		others = n
		if v == first {
			others--
		}
		high = addProduct(high, others, min(end, x.max))
	}
	return low, high
}

// estimate makes the exact side up from the buckets: the outer ends of the
// outermost two, and the middle of all possible sums.
func estimate(packed *hdrhistogram.PackedHistogram) exact {
	var x exact
	switch packed.TotalCount() {
	case 0:
		return x
	case 1:
		x.min = min(packed.Min()+width(packed.Min())/2, highest)
		x.max = x.min
	default:
		x.min, x.max = packed.Min(), min(packed.Max(), highest)
	}
	low, high := x.sums(packed)
	x.sum = low + (high-low)/2
	return x
}

// width returns how many nanoseconds the bucket of v covers: 1 up to 2047, then 2
// up to 4095, and so on, 1024 to 2047 buckets for each doubling.
func width(v int64) int64 {
	return 1 << max(0, bits.Len64(uint64(v))-11)
}

// addProduct returns sum + n*v, at most math.MaxInt64, for numbers that are not
// negative.
func addProduct(sum, n, v int64) int64 {
	carry, product := bits.Mul64(uint64(n), uint64(v))
	if carry != 0 || product > math.MaxInt64 {
		return math.MaxInt64
	}
	return addSaturated(sum, int64(product))
}
