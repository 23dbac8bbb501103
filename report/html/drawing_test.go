package html_test

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"math"
	"testing"
	"time"

	"runexp/report/html"
)

func TestNumbersHaveFiveDigitsAndNoMore(t *testing.T) {
	for want, numbers := range map[string]html.Numbers{
		"[1,2.5,1234.6,-0.0012346]":   {1, 2.5, 1234.5678, -0.00123456},
		"[null,null,null]":            {math.NaN(), math.Inf(1), math.Inf(-1)},
		"[123456,1234600,1.2346e-07]": {123456, 1234567.5, 1.23456e-7},
		"[1.2346e+12]":                {1234567890123},
		"[]":                          nil,
	} {
		got, err := json.Marshal(numbers)
		if err != nil || string(got) != want {
			t.Errorf("%v: got %s, want %s, %v", []float64(numbers), got, want, err)
		}
	}
	if got, err := json.Marshal(html.Rough{1.2345, 12345}); err != nil || string(got) != "[1.23,12345]" {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestCountsAreThoseOfTheGroupThatIsShownFirst(t *testing.T) {
	d := drawing()
	if series, points := d.Counts(); series != 2 || points != 5 {
		t.Errorf("got %d series and %d points, want 2 and 5", series, points)
	}
	d.First = 0
	if series, points := d.Counts(); series != 1 || points != 1 {
		t.Errorf("got %d series and %d points, want 1 and 1", series, points)
	}
	empty := html.Drawing{}
	if series, points := empty.Counts(); series != 0 || points != 0 {
		t.Errorf("got %d series and %d points, want none", series, points)
	}
}

func TestAPackedChronologyKeepsItsTimes(t *testing.T) {
	const length = 3 * time.Second
	spans := []html.Span{{0, time.Second}, {time.Second, length}, {-time.Second, 2 * length}}
	p := html.Pack(spans, length, 30, 10)
	raw, err := base64.StdEncoding.DecodeString(p.Bars)
	if err != nil || len(raw) != 12 || p.Lines != 3 || p.Length != 3 {
		t.Fatalf("got %d bytes, %+v, %v", len(raw), p, err)
	}
	for i, want := range []time.Duration{0, time.Second, time.Second, length, 0, length} {
		got := time.Duration(float64(binary.LittleEndian.Uint16(raw[2*i:])) / math.MaxUint16 * float64(length))
		if (got - want).Abs() > length/math.MaxUint16 {
			t.Errorf("time %d: got %v, want %v", i, got, want)
		}
	}
	if p := html.Pack(nil, 0, 0, 1); p.Lines != 0 || p.Bars != "" {
		t.Errorf("got %+v of nothing", p)
	}
}
