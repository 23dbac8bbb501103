package stats_test

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"runexp/stats"
)

// wire is an encoded histogram before compression; its zero value is an empty one
// of the right geometry, and each field set makes it something else.
type wire struct {
	frame, cookie int32 // added to the right cookies
	frameLength   int32 // added to the right lengths
	payloadLength int32
	digits        int32 // in place of 3, 1, 3.6e12, 1
	low, high     int64
	ratio         float64
	payload       []byte
}

// or returns v, or what stands for it where it is zero.
func or[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// raw returns header and payload.
func (w wire) raw() []byte {
	var b bytes.Buffer
	for _, v := range []any{
		int32(0x1c849313) + w.cookie, int32(len(w.payload)) + w.payloadLength, int32(0), or(w.digits, 3),
		or(w.low, 1), or(w.high, 3_600_000_000_000), or(w.ratio, 1), w.payload,
	} {
		_ = binary.Write(&b, binary.BigEndian, v) // into memory
	}
	return b.Bytes()
}

// framed compresses a raw histogram and puts the frame around it.
func framed(raw []byte, frame, frameLength int32) string {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	w.Write(raw)
	w.Close()
	b := binary.BigEndian.AppendUint32(nil, uint32(0x1c849314+frame))
	b = binary.BigEndian.AppendUint32(b, uint32(int32(z.Len())+frameLength))
	return base64.StdEncoding.EncodeToString(append(b, z.Bytes()...))
}

func (w wire) text() string { return framed(w.raw(), w.frame, w.frameLength) }

// zigzag appends numbers as the payload has them: counts, and negative the
// lengths of runs of zeros. This is encoding/binary's varint, except that the
// ninth byte holds eight bits and ends it.
func zigzag(numbers ...int64) []byte {
	var b []byte
	for _, v := range numbers {
		u := uint64(v<<1) ^ uint64(v>>63)
		for i := 0; u >= 0x80 && i < 8; i++ {
			b = append(b, byte(u)|0x80)
			u >>= 7
		}
		b = append(b, byte(u))
	}
	return b
}

func TestTheTestsOwnEncoderAgreesWithTheLibrary(t *testing.T) {
	h := recorded(5, 5, 100, 2047)
	text, err := h.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	var decoded stats.Histogram
	own := wire{payload: zigzag(-5, 2, -94, 1, -1946, 1)}.text()
	if err := decoded.UnmarshalText([]byte(own)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(encoded(t, &decoded), encoded(t, h)) {
		t.Errorf("%s decodes to\n%s, want\n%s", own, encoded(t, &decoded), encoded(t, h))
	}
	if !strings.HasPrefix(string(text), "HISTFAAAA") {
		t.Errorf("%s does not begin as every V2 encoding does", text)
	}
}

func TestHostileTextIsAnErrorAndCheap(t *testing.T) {
	bomb := make([]byte, 16<<20)
	tests := []struct {
		name, text string
	}{
		{"nothing", ""},
		{"not base64", "&&&&"},
		{"base64 cut off", wire{}.text()[:9]},
		{"only a frame", base64.StdEncoding.EncodeToString(make([]byte, 8))},
		{"no compressed stream", base64.StdEncoding.EncodeToString(make([]byte, 80))},
		{"longer than any histogram", strings.Repeat("A", 513<<10)},
		{"a true one, drawn out with line breaks", wire{}.text() + strings.Repeat("\n", 513<<10)},
		{"a wrong frame cookie", wire{frame: -1}.text()},
		{"a wrong cookie", wire{cookie: -1}.text()},
		{"a frame longer than the text", wire{frameLength: 1}.text()},
		{"a negative frame length", wire{frameLength: math.MinInt32}.text()},
		{"a frame that cuts the stream off", wire{frameLength: -5}.text()},
		{"a payload shorter than announced", wire{payloadLength: 1}.text()},
		{"a payload longer than announced", wire{payload: zigzag(1, 1), payloadLength: -1}.text()},
		{"a negative payload length", wire{payloadLength: -1}.text()},
		{"a payload of two gigabytes announced", wire{payloadLength: math.MaxInt32}.text()},
		{"a header cut off", framed(wire{}.raw()[:39], 0, 0)},
		{"two digits", wire{digits: 2}.text()},
		{"a geometry of 48 MB", wire{digits: 5, high: math.MaxInt64}.text()},
		{"another lowest value", wire{low: 1000}.text()},
		{"a negative lowest value", wire{low: -1}.text()},
		{"another highest value", wire{high: 3_600_000_000_001}.text()},
		{"a bomb of 16 MB in our geometry", wire{payload: bomb}.text()},
		{"a bomb of 16 MB in its own geometry", wire{payload: bomb, digits: 5, high: math.MaxInt64}.text()},
		{"a bomb behind the announced payload", framed(append(wire{}.raw(), bomb...), 0, 0)},
		{"scaled values", wire{ratio: 2}.text()},
		{"values scaled by NaN", wire{ratio: math.NaN()}.text()},
		{"a run of zeros beyond the end", wire{payload: zigzag(-33793)}.text()},
		{"the longest run of zeros", wire{payload: zigzag(math.MinInt64)}.text()},
		{"a count beyond the end", wire{payload: zigzag(-33792, 1)}.text()},
		{"a number cut off", wire{payload: []byte{0x80}}.text()},
		{"a record of zero", wire{payload: zigzag(1)}.text()},
		{"a record of more than an hour", wire{payload: zigzag(-33791, 1)}.text()},
		{"too many records", wire{payload: zigzag(-5, 1<<53+1)}.text()},
		{"records that overflow", wire{payload: zigzag(-5, math.MaxInt64, math.MaxInt64)}.text()},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			quoted, _ := json.Marshal(tt.text)
			forms := map[string]func(*stats.Histogram) error{
				"text": func(h *stats.Histogram) error { return h.UnmarshalText([]byte(tt.text)) },
				"JSON": func(h *stats.Histogram) error {
					return h.UnmarshalJSON(fmt.Appendf(nil, `{"hdr":%s}`, quoted))
				},
			}
			for form, decode := range forms {
				h := recorded(1, 2, 3)
				before := encoded(t, h)
				var err error
				spent := allocated(func() { err = decode(h) })
				if err == nil || !strings.HasPrefix(err.Error(), "histogram: ") {
					t.Errorf("%s: error is %v", form, err)
				}
				if spent > 4<<20+2*uint64(len(tt.text)) {
					t.Errorf("%s: allocated %d bytes before it was refused", form, spent)
				}
				if !bytes.Equal(encoded(t, h), before) {
					t.Errorf("%s: the histogram was changed", form)
				}
			}
		})
	}
}

// allocated returns how many bytes f allocates. The test runs alone, so nothing
// else does at the same time.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestTheFullestHistogramFits(t *testing.T) {
	random := rand.New(rand.NewPCG(19, 20))
	// No record of zero, then as many buckets as there are up to an hour, with
	// about 2^52 records.
	counts := []int64{-1}
	for range 33_420 {
		counts = append(counts, 1<<36+random.Int64N(1<<37))
	}
	text := wire{payload: zigzag(counts...)}.text()
	var h stats.Histogram
	if err := h.UnmarshalText([]byte(text)); err != nil {
		t.Fatalf("%d bytes: %v", len(text), err)
	}
	if b := encoded(t, &h); json.Unmarshal(b, &h) != nil {
		t.Error("it does not survive the way through JSON")
	}
}

func TestInconsistentJSONIsAnError(t *testing.T) {
	text := func(ds ...time.Duration) string {
		b, err := recorded(ds...).MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	ones, same := text(5, 5_000_001, 7_000_001), text(5_000_001)
	twins, triplets := text(5_000_001, 5_000_002), text(5_000_001, 5_000_001, 5_000_001)
	hours, short := text(5, 2*time.Hour, time.Hour), text(5, time.Hour-1)
	empty := wire{}.text()
	const hour = 3_600_000_000_000
	tests := []struct {
		name                         string
		hdr                          string
		count, low, high, sum, clamp int64
		ok                           bool
	}{
		{"the truth", ones, 3, 5, 7_000_001, 12_000_007, 0, true},
		{"one record too many", ones, 4, 5, 7_000_001, 12_000_007, 0, false},
		{"a minimum below its bucket", ones, 3, 4, 7_000_001, 12_000_007, 0, false},
		{"a minimum above its bucket", ones, 3, 6, 7_000_001, 12_000_007, 0, false},
		{"a negative minimum", ones, 3, math.MinInt64, 7_000_001, 12_000_007, 0, false},
		{"a maximum below its bucket", ones, 3, 5, 6_995_967, 11_995_973, 0, false},
		{"a maximum above its bucket", ones, 3, 5, 7_004_000, 12_004_006, 0, false},
		{"the largest maximum", ones, 3, 5, math.MaxInt64, 12_000_007, 0, false},
		{"a sum too small", ones, 3, 5, 7_000_001, 11_996_000, 0, false},
		{"a sum too large", ones, 3, 5, 7_000_001, 12_004_000, 0, false},
		{"a negative sum", ones, 3, 5, 7_000_001, -1, 0, false},
		{"clamped without an hour", ones, 3, 5, 7_000_001, 12_000_007, 1, false},
		{"negative clamped", ones, 3, 5, 7_000_001, 12_000_007, -1, false},
		{"the truth of one record", same, 1, 5_000_001, 5_000_001, 5_000_001, 0, true},
		{"two ends of one record", same, 1, 5_000_001, 5_000_002, 5_000_002, 0, false},
		{"a sum that is not its one record", same, 1, 5_000_001, 5_000_001, 5_000_002, 0, false},
		{"the truth of two in a bucket", twins, 2, 5_000_001, 5_000_002, 10_000_003, 0, true},
		{"a maximum below the minimum", twins, 2, 5_000_002, 5_000_001, 10_000_003, 0, false},
		{"the truth of three equal ones", triplets, 3, 5_000_001, 5_000_001, 15_000_003, 0, true},
		{"a sum below three times the minimum", triplets, 3, 5_000_001, 5_000_001, 15_000_002, 0, false},
		{"a sum above three times the maximum", triplets, 3, 5_000_001, 5_000_001, 15_000_004, 0, false},
		{"the truth of hours", hours, 3, 5, hour, 2*hour + 5, 1, true},
		{"a maximum above the hour but in its bucket", hours, 3, 5, hour + 1, 2*hour + 6, 0, false},
		{"clamped although nothing reaches the hour", short, 2, 5, hour - 1, hour + 4, 1, false},
		{"the truth of almost an hour", short, 2, 5, hour - 1, hour + 4, 0, true},
		{"more clamped than hours", hours, 3, 5, hour, 2*hour + 5, 3, false},
		{"the truth of none", empty, 0, 0, 0, 0, 0, true},
		{"a minimum of none", empty, 0, 1, 0, 0, 0, false},
		{"clamped of none", empty, 0, 0, 0, 0, 1, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := fmt.Appendf(nil, `{"hdr":%q,"count":%d,"min_ns":%d,"max_ns":%d,"sum_ns":%d,"clamped":%d}`,
				tt.hdr, tt.count, tt.low, tt.high, tt.sum, tt.clamp)
			if err := json.Unmarshal(b, new(stats.Histogram)); (err == nil) != tt.ok {
				t.Errorf("error is %v, accepted should be %t", err, tt.ok)
			}
		})
	}
}
