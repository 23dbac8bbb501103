package store

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"iter"
)

// This file finds the whole lines of a journal among whatever else there is.

// header is the length of what stands before the JSON of a line: eight digits, a
// space, eight digits, a space.
const header = 18

// checksum is the CRC-32C of a line's JSON.
func checksum(text []byte) uint32 { return crc32.Checksum(text, crc32.MakeTable(crc32.Castagnoli)) }

// frame appends a line that holds a text.
func frame(b, text []byte) []byte {
	b = fmt.Appendf(b, "%08x %08x ", len(text), checksum(text))
	b = append(b, text...)
	return append(b, '\n')
}

// parseHeader is what a header says, if it is one.
func parseHeader(b []byte) (length int, sum uint32, ok bool) {
	if len(b) < header || b[8] != ' ' || b[17] != ' ' {
		return 0, 0, false
	}
	n, ok := parseHex(b[:8])
	if !ok || n > maxLine {
		return 0, 0, false
	}
	sum, ok = parseHex(b[9:17])
	return int(n), sum, ok
}

// parseHex reads eight digits as [frame] writes them.
func parseHex(b []byte) (uint32, bool) {
	var v [4]byte
	if bytes.ContainsAny(b, "ABCDEF") {
		return 0, false
	}
	if _, err := hex.Decode(v[:], b); err != nil {
		return 0, false
	}
	return uint32(v[0])<<24 | uint32(v[1])<<16 | uint32(v[2])<<8 | uint32(v[3]), true
}

// stretch is a part of a journal: a line, or something that is none.
type stretch struct {
	// at is where it begins in the file, number the number of its line, from 1.
	at     int64
	number int
	size   int64
	// text is the JSON of a line that is whole, until the next stretch; else nil.
	text []byte
	// damage says what is wrong; empty where nothing is. A line whose end alone is
	// damaged has a text and damage.
	damage string
	// torn says that the file ends in it: it was not written to its end.
	torn bool
}

// scanner takes a journal apart. Each byte is looked at a bounded number of times,
// whatever the lengths in it say.
type scanner struct {
	r    io.Reader
	room []byte // the memory that buf lies in
	buf  []byte
	at   int64 // of the first byte of buf
	next int   // where the next newline is in buf; -1 where that is not known
	done bool  // nothing comes after buf
	err  error
}

// scan yields the stretches of a journal, one after the other. The only error is one
// of reading.
func scan(r io.Reader) iter.Seq2[stretch, error] {
	s := &scanner{r: r, next: -1}
	return func(yield func(stretch, error) bool) {
		for number := 1; ; number++ {
			p, ok := s.stretch()
			if s.err != nil {
				yield(stretch{}, s.err)
				return
			}
			p.number = number
			if !ok || !yield(p, nil) {
				return
			}
			s.drop(int(p.size))
		}
	}
}

// chunk is how much is read at once.
const chunk = 1 << 15

// fill reads on until n bytes are there, or all.
func (s *scanner) fill(n int) bool {
	for len(s.buf) < n && !s.done {
		if cap(s.buf)-len(s.buf) < chunk {
			s.makeRoom()
		}
		k, err := s.r.Read(s.buf[len(s.buf) : len(s.buf)+chunk])
		s.buf = s.buf[:len(s.buf)+k]
		if errors.Is(err, io.EOF) {
			s.done = true
		} else if err != nil {
			s.done, s.err = true, err
		}
	}
	return len(s.buf) >= n
}

// makeRoom moves what is there to the front, of new memory where there is too little:
// so much that it is not moved again before as much was read.
func (s *scanner) makeRoom() {
	if need := 2 * (len(s.buf) + chunk); cap(s.room) < need {
		s.room = make([]byte, need)
	}
	s.buf = s.room[:copy(s.room[:cap(s.room)], s.buf)]
}

// drop goes on after n bytes.
func (s *scanner) drop(n int) {
	s.at += int64(n)
	s.buf = s.buf[n:]
	if s.next -= n; s.next < 0 {
		s.next = -1
	}
}

// newline is where the line ends; -1 where it does not end within the longest line
// that there is, or the file ends first.
func (s *scanner) newline() int {
	for from := 0; s.next < 0; {
		if i := bytes.IndexByte(s.buf[from:], '\n'); i >= 0 {
			s.next = from + i
			break
		}
		if from = len(s.buf); from > header+maxLine || !s.fill(from+1) {
			return -1
		}
	}
	return s.next
}

// stretch is what comes next; false at the end. It stays in the buffer.
func (s *scanner) stretch() (stretch, bool) {
	if !s.fill(1) {
		return stretch{}, false
	}
	p := stretch{at: s.at}
	end := s.newline()
	switch {
	case end < 0 && s.done && len(s.buf) <= header+maxLine:
		end = len(s.buf)
		p.torn, p.damage = true, "the line has no end"
	case end < 0:
		end = len(s.buf)
		p.damage = "the line is longer than any"
	default:
		end++
	}
	p.size = int64(end)
	length, sum, ok := parseHeader(s.buf[:end])
	whole := header + length + 1
	switch {
	case !ok:
		p.worse("it does not begin with length and checksum")
	case whole > end:
		p.worse("it is shorter than it says")
	case checksum(s.buf[header:whole-1]) != sum:
		p.worse("its checksum is wrong")
	case whole == end && !p.torn:
		p.text = s.buf[header : whole-1]
	case whole == len(s.buf) && s.done: // all but the end of the last line
		p.worse("its end is damaged")
	default:
		p.text, p.size, p.torn, p.damage = s.buf[header:whole-1], int64(whole), false, "its end is damaged"
	}
	return p, true
}

// worse says what is wrong unless that is known.
func (p *stretch) worse(damage string) {
	if p.damage == "" {
		p.damage = damage
	}
}
