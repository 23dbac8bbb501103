package html

import (
	"math"
	"strconv"
)

// Kind is the way in which a drawing lays its numbers out.
type Kind string

// The kinds of drawings.
const (
	// XY has two axes of numbers: lines, steps, dots.
	XY Kind = "xy"
	// Rows has a row per name, and numbers with intervals along it.
	Rows Kind = "rows"
	// Strips has a row per name, and shares by class of a number along it.
	Strips Kind = "strips"
	// Chronology has a line per request, from its start to its end.
	Chronology Kind = "chronology"
)

// Drawing is what a chart draws, as the script reads it.
type Drawing struct {
	Kind Kind `json:"kind"`
	X    Axis `json:"x"`
	Y    Axis `json:"y"`
	// Pick says what tells the groups apart, such as delay; a reader chooses one.
	Pick   string  `json:"pick,omitempty"`
	Groups []Group `json:"groups"`
	// First is the group that is shown at first.
	First int `json:"first,omitempty"`
	// Direct says that lines are named at their ends.
	Direct bool `json:"direct,omitempty"`
}

// Axis is one of the two directions of a drawing.
type Axis struct {
	Label string `json:"label"`
	// Unit is what stands after its numbers: ms, s, /s, %, x or nothing.
	Unit string `json:"unit,omitempty"`
	// Log says that it begins as a logarithmic one, Either that the reader may choose.
	Log    bool `json:"log,omitempty"`
	Either bool `json:"either,omitempty"`
	// Tail says that its numbers are 1/(1-p) of a percentile p.
	Tail bool `json:"tail,omitempty"`
	// Zero says that it begins at zero, Whole that there is nothing between whole
	// numbers.
	Zero  bool `json:"zero,omitempty"`
	Whole bool `json:"whole,omitempty"`
	// Ends are the least and the largest number that it shows, where that is not for
	// the points to say.
	Ends Numbers `json:"ends,omitempty"`
}

// Group is what is drawn together.
type Group struct {
	Name   string   `json:"name,omitempty"`
	Note   string   `json:"note,omitempty"`
	Series []Series `json:"series"`
	Bands  []Band   `json:"bands,omitempty"`
	// Edges are the borders of the classes of strips.
	Edges Numbers `json:"edges,omitempty"`
	// Rows are the names along the second axis.
	Rows []string `json:"rows,omitempty"`
	// Packed are the lines of a chronology.
	Packed *Packed `json:"packed,omitempty"`
}

// Role says how a series is drawn and what it stands for.
type Role string

// The roles. The first ones are measured, the last ones help to read them.
const (
	Line  Role = "line"
	Dots  Role = "dots"
	Bars  Role = "bars"
	Tiles Role = "tiles"
	Spans Role = "spans"

	Ideal Role = "ideal"
	Step  Role = "step"
	Model Role = "model"
	Tail  Role = "tail"
)

// Measured reports whether a series of this role shows measurements.
func (r Role) Measured() bool {
	switch r {
	case Line, Dots, Bars, Tiles, Spans:
		return true
	case Ideal, Step, Model, Tail:
	}
	return false
}

// Series is some points of one name.
type Series struct {
	Name string `json:"name"`
	Role Role   `json:"role"`
	// Color is the place in the palette, and that of the symbol. Tone takes its place
	// where the series stands for a verdict.
	Color int  `json:"color"`
	Tone  Tone `json:"tone,omitempty"`
	// Points are x and y, and then the ends of y's interval where it has one. In rows
	// they are the number, the row, and the ends of the number's interval; in strips
	// the class, the row and the share in per cent.
	Points []Numbers `json:"points,omitempty"`
	// Even takes the place of Points where x rises by the same step.
	Even *Even `json:"even,omitempty"`
	// Texts say more of single points.
	Texts []string `json:"texts,omitempty"`
	// At are the lines of a chronology that are of this series, by number; where it is
	// nil, they are those of no other.
	At []int `json:"at,omitempty"`
}

// Even is points at equal distances.
type Even struct {
	From float64 `json:"from"`
	Step float64 `json:"step"`
	Y    Rough   `json:"y"`
}

// Rough are numbers of three digits, for lines that only show a course.
type Rough []float64

// MarshalJSON writes the numbers in brackets.
func (r Rough) MarshalJSON() ([]byte, error) { return written(r, 3) }

// Band is a range of x with a value in it, and what it means.
type Band struct {
	At, Lo, Hi float64
	Color      int
	Text       string
}

// MarshalJSON writes a band as the script reads it.
func (b Band) MarshalJSON() ([]byte, error) {
	numbers, err := Numbers{b.At, b.Lo, b.Hi}.MarshalJSON()
	if err != nil {
		return nil, err
	}
	out := append([]byte(`{"x":`), numbers...)
	out = append(out, `,"color":`...)
	out = strconv.AppendInt(out, int64(b.Color), 10)
	out = append(out, `,"text":`...)
	text, err := marshal(b.Text)
	return append(append(out, text...), '}'), err
}

// Numbers are written with five digits, which is more than a drawing shows. What is
// no number is null.
type Numbers []float64

// MarshalJSON writes the numbers in brackets.
func (n Numbers) MarshalJSON() ([]byte, error) { return written(n, 5) }

// written is numbers in brackets, with so many digits.
func written(n []float64, digits int) ([]byte, error) {
	out := []byte{'['}
	for i, x := range n {
		if i > 0 {
			out = append(out, ',')
		}
		if math.IsNaN(x) || math.IsInf(x, 0) {
			out = append(out, "null"...)
			continue
		}
		out = shortest(out, x, digits)
	}
	return append(out, ']'), nil
}

// shortest appends x rounded to so many digits. Whole numbers stay what they are.
func shortest(out []byte, x float64, digits int) []byte {
	if x == math.Trunc(x) && math.Abs(x) < 1e6 {
		return strconv.AppendInt(out, int64(x), 10)
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', digits-1, 64), 64)
	if err != nil {
		rounded = x
	}
	format := byte('f')
	if a := math.Abs(rounded); a < 1e-4 || a >= 1e9 {
		format = 'e'
	}
	return strconv.AppendFloat(out, rounded, format, -1, 64)
}

// count is how many series show measurements, and how many points they have.
func (g *Group) count() (series, points int) {
	for i := range g.Series {
		if s := &g.Series[i]; s.Role.Measured() {
			series++
			points += len(s.Points)
			if s.Even != nil {
				points += len(s.Even.Y)
			}
		}
	}
	if g.Packed != nil {
		points += g.Packed.Lines
	}
	return series, points
}

// Counts are the numbers of series and points that the chart shows at first.
func (d *Drawing) Counts() (series, points int) {
	if d.First < 0 || d.First >= len(d.Groups) {
		return 0, 0
	}
	return d.Groups[d.First].count()
}
