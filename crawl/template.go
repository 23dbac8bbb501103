package crawl

import "strconv"

// Part is a piece of a request template.
type Part struct {
	// Kind says what is written.
	Kind PartKind
	// Text is what a [Literal] writes.
	Text string
}

// PartKind says what a [Part] writes into a request.
type PartKind uint8

const (
	// Literal writes the part's text.
	Literal PartKind = iota
	// Random writes ten distinct lower-case letters, drawn anew per request
	// and the same throughout one request.
	Random
	// Index writes the request's index in decimal.
	Index
)

// Template is a [Source] whose requests differ only in their index and their
// random letters.
type Template struct {
	Method string
	URL    []Part
	Header []TemplateField
	Body   []Part

	// Seed decides the random letters. The same seed gives the same requests.
	Seed uint64
	// N is the number of requests; -1 for no end.
	N int
}

// TemplateField is a header field whose value is a template.
type TemplateField struct {
	Name  string
	Value []Part
}

var _ Source = (*Template)(nil)

// Len is the number of requests.
func (t *Template) Len() int { return t.N }

// Fill writes request i into r.
func (t *Template) Fill(r *Request, i int) {
	word := Letters(t.Seed, uint64(i))
	r.Method = t.Method
	r.URL = fill(r.URL[:0], t.URL, &word, i)
	r.Body = fill(r.Body[:0], t.Body, &word, i)
	if len(r.Header) != len(t.Header) {
		r.Header = make([]Field, len(t.Header))
	}
	for k := range t.Header {
		field := &r.Header[k]
		field.Name = t.Header[k].Name
		field.Value = fill(field.Value[:0], t.Header[k].Value, &word, i)
	}
}

func fill(b []byte, parts []Part, word *[10]byte, i int) []byte {
	for k := range parts {
		switch parts[k].Kind {
		case Literal:
			b = append(b, parts[k].Text...)
		case Random:
			b = append(b, word[:]...)
		case Index:
			b = strconv.AppendInt(b, int64(i), 10)
		}
	}
	return b
}

// Letters returns ten distinct lower-case letters as a pure function of seed
// and i. Each of the 26!/16! = 19,275,223,968,000 words is equally likely, up
// to a bias below one in 900,000: the 64 random bits are read as a number with
// the mixed radix 26, 25, ... 17, each digit choosing among the letters left.
func Letters(seed, i uint64) [10]byte {
	left := [26]byte([]byte("abcdefghijklmnopqrstuvwxyz"))
	var word [10]byte
	bits := mix(mix(seed) + i)
	for k := range word {
		radix := uint64(len(left) - k)
		digit := bits % radix
		bits /= radix
		word[k] = left[digit]
		left[digit] = left[radix-1]
	}
	return word
}

// mix is the output function of SplitMix64 (Steele, Lea and Flood, "Fast
// splittable pseudorandom number generators", OOPSLA 2014): a bijection of 64
// bits in which every input bit moves about half of the output bits.
func mix(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}
