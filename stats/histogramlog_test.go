package stats_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"runexp/stats"
)

// logOf writes a log to a string.
func logOf(tb testing.TB, entries ...stats.LogEntry) string {
	tb.Helper()
	var b strings.Builder
	if err := stats.WriteLog(&b, entries...); err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

func TestALogStartsAtAWholeSecond(t *testing.T) {
	start := time.Unix(1_700_000_000, 250e6)
	lines := strings.Split(logOf(
		t,
		stats.LogEntry{Start: start.Add(1500 * time.Millisecond), End: start.Add(2 * time.Second), Histogram: recorded(time.Millisecond)},
		stats.LogEntry{Start: start, End: start.Add(time.Second), Histogram: recorded(1234567)},
	), "\n")
	if want := "#[BaseTime: 1700000000 (seconds since epoch)]"; lines[1] != want {
		t.Errorf("second line is %q, want %q", lines[1], want)
	}
	if want := "#[StartTime: 1700000000 (seconds since epoch), 2023-11-14T22:13:20Z]"; lines[2] != want {
		t.Errorf("third line is %q, want %q", lines[2], want)
	}
	if want := "1.750,0.500,1.000000,"; !strings.HasPrefix(lines[4], want) {
		t.Errorf("first entry is %.40q, want it to start with %q", lines[4], want)
	}
	if want := "0.250,1.000,1.234567,"; !strings.HasPrefix(lines[5], want) {
		t.Errorf("second entry is %.40q, want it to start with %q", lines[5], want)
	}
	if len(lines) != 7 || lines[6] != "" {
		t.Errorf("the log has %d lines, want 6 and the end of the last", len(lines)-1)
	}
}

func TestTagsAreMadePlain(t *testing.T) {
	tests := []struct{ tag, want string }{
		{"", ""},
		{"api=v2;p99_a-b.c", "Tag=api=v2;p99_a-b.c,"},
		{",both ends,", "Tag=_both_ends_,"},
		{"a\r\nb", "Tag=a__b,"},
		{"größe", "Tag=gr__e,"},
		{"\xff", "Tag=_,"},
	}
	for _, test := range tests {
		lines := strings.Split(logOf(t, stats.LogEntry{Tag: test.tag, Histogram: recorded(1)}), "\n")
		if line, want := lines[4], test.want+"0.000,0.000,0.000001,"; !strings.HasPrefix(line, want) {
			t.Errorf("tag %q gives %.50q, want it to start with %q", test.tag, line, want)
		}
	}
}

// A log is read by the library that ours is built on, and every entry is the
// histogram that was written.
func TestALogIsReadBack(t *testing.T) {
	start := time.Unix(1_700_000_000, 0)
	all := recorded(time.Microsecond, 3*time.Millisecond, 3*time.Millisecond, time.Minute)
	packed := recorded(time.Second)
	packed.Pack()
	log := logOf(
		t,
		stats.LogEntry{Tag: "a", Start: start, End: start.Add(time.Second), Histogram: all},
		stats.LogEntry{Tag: "b", Start: start.Add(time.Second), End: start.Add(3 * time.Second), Histogram: packed},
		stats.LogEntry{Start: start.Add(3 * time.Second), End: start.Add(4 * time.Second)},
	)
	reader := hdrhistogram.NewHistogramLogReader(strings.NewReader(log))
	for i, want := range []struct {
		tag        string
		start, end int64
		h          *stats.Histogram
	}{
		{"a", 0, 1, all}, {"b", 1, 3, packed}, {"", 3, 4, new(stats.Histogram)},
	} {
		got, err := reader.NextIntervalHistogram()
		if err != nil || got == nil {
			t.Fatalf("entry %d: %v, %v", i+1, got, err)
		}
		if got.Tag() != want.tag || got.TotalCount() != want.h.Count() {
			t.Errorf("entry %d: %d records of %q, want %d of %q", i+1, got.TotalCount(), got.Tag(), want.h.Count(), want.tag)
		}
		text, err := got.Encode(hdrhistogram.V2CompressedEncodingCookieBase)
		if err != nil {
			t.Fatal(err)
		}
		ours, err := want.h.MarshalText()
		if err != nil || !bytes.Equal(text, ours) {
			t.Errorf("entry %d: counts differ (%v)", i+1, err)
		}
		from, to := got.StartTimeMs(), got.EndTimeMs()
		if from != 1000*(start.Unix()+want.start) || to != 1000*(start.Unix()+want.end) {
			t.Errorf("entry %d: from %d to %d ms", i+1, from, to)
		}
	}
}

// stuck takes some bytes and then fails.
type stuck struct{ room int }

var errStuck = errors.New("no room")

func (s *stuck) Write(b []byte) (int, error) {
	if len(b) > s.room {
		return 0, errStuck
	}
	s.room -= len(b)
	return len(b), nil
}

func TestALogThatCannotBeWrittenIsAnError(t *testing.T) {
	for _, room := range []int{0, 300} {
		err := stats.WriteLog(&stuck{room}, stats.LogEntry{Histogram: recorded(durationsOf(100)...)}, stats.LogEntry{Histogram: recorded(durationsOf(100)...)})
		if !errors.Is(err, errStuck) {
			t.Errorf("with room for %d bytes the error is %v", room, err)
		}
	}
	var b bytes.Buffer
	if err := stats.WriteLog(&b); err != nil || !strings.HasPrefix(b.String(), "#[Histogram log format version 1.3]\n") {
		t.Errorf("an empty log is %q, %v", b.String(), err)
	}
}

// durationsOf returns n durations that lie in different buckets.
func durationsOf(n int) []time.Duration {
	ds := make([]time.Duration, n)
	for i := range ds {
		ds[i] = time.Duration(i+1) * time.Millisecond
	}
	return ds
}
