package runner

import (
	"slices"
	"strconv"
	"strings"
)

// Point is one combination of levels.
type Point struct {
	// Number is the point's place in the file's order, from 1.
	Number int `json:"number"`
	// Settings names every load field and param with its value, swept or not,
	// in the plan's order of fields. Load fields left at their default are not
	// in it.
	Settings []Setting `json:"settings"`
}

// Setting is the value of one field at a point.
type Setting struct {
	Name string `json:"name"`
	// Param tells a param from a load field.
	Param bool `json:"param,omitempty"`
	// Value is the value's canonical text, such as 100, 50ms or shoes.
	Value string `json:"value"`
}

// Key is the point's canonical text: its settings by name, such as
//
//	concurrency=100 delay=50ms iterations=500 param.q="red shoes"
//
// It is equal for equal points across runs, whatever else a file sweeps and
// however it orders its fields, so it serves as a map key. A caption is the
// report's business.
func (p Point) Key() string {
	words := make([]string, len(p.Settings))
	for i, s := range p.Settings {
		name := s.Name
		if s.Param {
			name = "param." + name
		}
		words[i] = name + "=" + quoted(s.Value)
	}
	slices.Sort(words)
	return strings.Join(words, " ")
}

// Value is the text of the named field, and whether the point has it.
func (p Point) Value(name string) (string, bool) {
	for _, s := range p.Settings {
		if s.Name == name {
			return s.Value, true
		}
	}
	return "", false
}

// quoted puts quotes around a value that would not read back as one word.
func quoted(s string) string {
	if s == "" || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == '"' || r == '=' || r >= 0x7f }) {
		return strconv.Quote(s)
	}
	return s
}
