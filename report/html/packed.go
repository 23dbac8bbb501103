package html

import (
	"encoding/base64"
	"encoding/binary"
	"math"
	"time"
)

// Packed are the lines of a chronology, small enough that a document can hold tens of
// thousands: each is its start and end as parts of the whole, of 16 bits each.
type Packed struct {
	// Lines is how many there are, Of how many requests the trial made.
	Lines int   `json:"lines"`
	Of    int64 `json:"of"`
	// Length is the whole, in seconds.
	Length float64 `json:"length"`
	// Every is how many requests a line stands for.
	Every float64 `json:"every"`
	// Bars is base64 of starts and ends in turn, little-endian.
	Bars string `json:"bars"`
}

// Span is a line of a chronology.
type Span struct{ Start, End time.Duration }

// steps is how many parts a chronology's length has.
const steps = math.MaxUint16

// Pack makes lines small; length is where the last one ends at the latest. of is how
// many requests they stand for, every how many lie between two of them.
func Pack(spans []Span, length time.Duration, of int64, every float64) *Packed {
	p := &Packed{Lines: len(spans), Of: of, Length: length.Seconds(), Every: every}
	raw := make([]byte, 0, 4*len(spans))
	for _, s := range spans {
		raw = binary.LittleEndian.AppendUint16(raw, part(s.Start, length))
		raw = binary.LittleEndian.AppendUint16(raw, part(s.End, length))
	}
	p.Bars = base64.StdEncoding.EncodeToString(raw)
	return p
}

func part(at, whole time.Duration) uint16 {
	if whole <= 0 || at <= 0 {
		return 0
	}
	return uint16(min(math.Round(float64(at)/float64(whole)*steps), steps))
}
