package stats

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// LogEntry is one line of a histogram log: what was recorded in an interval.
type LogEntry struct {
	// Tag says what was recorded; readers tell the lines of a log apart by it. It may
	// be empty. Whatever is not a letter or a digit of ASCII or one of "_.;=-" is
	// written as "_", since the format has no way to quote.
	Tag string
	// Start and End are those of the interval; the format keeps milliseconds.
	Start, End time.Time
	// Histogram is what was recorded; nil counts as empty.
	Histogram *Histogram
}

// WriteLog writes a histogram log of format 1.3, which the HDR tools of other
// languages and the plotter of hdrhistogram.github.io read, in the order of the
// entries. Values are in nanoseconds, the maximum of a line in milliseconds, and
// times relative to the earliest start, cut down to a whole second: the line that
// carries it holds no fraction. An error is that of w, or of encoding.
func WriteLog(w io.Writer, entries ...LogEntry) error {
	base := baseOf(entries)
	if err := writeLogHead(w, base); err != nil {
		return fmt.Errorf("histogram log: %w", err)
	}
	for i, e := range entries {
		if err := e.write(w, base); err != nil {
			return fmt.Errorf("histogram log: entry %d: %w", i+1, err)
		}
	}
	return nil
}

// writeLogHead writes the lines before the first interval.
func writeLogHead(w io.Writer, base time.Time) error {
	_, err := fmt.Fprintf(w, "#[Histogram log format version 1.3]\n"+
		"#[BaseTime: %d (seconds since epoch)]\n"+
		"#[StartTime: %d (seconds since epoch), %s]\n"+
		"\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n",
		base.Unix(), base.Unix(), base.UTC().Format(time.RFC3339))
	return err
}

// baseOf returns the earliest start, without its fraction of a second.
func baseOf(entries []LogEntry) time.Time {
	var base time.Time
	for i, e := range entries {
		if i == 0 || e.Start.Before(base) {
			base = e.Start
		}
	}
	return time.Unix(base.Unix(), 0)
}

// write writes the line of an entry.
func (e LogEntry) write(w io.Writer, base time.Time) error {
	h := e.Histogram
	if h == nil {
		h = new(Histogram)
	}
	text, err := h.MarshalText()
	if err != nil {
		return err
	}
	var tag string
	if e.Tag != "" {
		tag = "Tag=" + strings.Map(plainTag, e.Tag) + ","
	}
	_, err = fmt.Fprintf(w, "%s%.3f,%.3f,%.6f,%s\n", tag,
		e.Start.Sub(base).Seconds(), e.End.Sub(e.Start).Seconds(), float64(h.Max())/float64(time.Millisecond), text)
	return err
}

// plainTag replaces a rune that the format does not allow in a tag.
func plainTag(r rune) rune {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune("_.;=-", r):
		return r
	default:
		return '_'
	}
}
