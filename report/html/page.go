package html

// Page is a report: what a document shows, in its order.
type Page struct {
	// Title is that of the window; Kind and Name stand over the answer: what kind of
	// report it is, and of what. About is one sentence on what was measured.
	Title, Kind, Name, About string
	// Facts are when and where it was measured, in a few words each.
	Facts  []Fact
	Badges []Badge
	// Answer is what the reader came for, in a sentence; More are further ones.
	Answer string
	More   []string
	Keys   []Key
	// Warnings are what must be known before any number is believed.
	Warnings []string
	Sections []Section
	// Result is the JSON document to embed, empty for none. File is the beginning of
	// the names under which the document saves it and the table.
	Result []byte
	File   string
}

// Fact is a name and a text.
type Fact struct{ Name, Text string }

// Tone says how a text is to be taken. It is shown by a sign and a colour.
type Tone string

// The tones; the empty one is none.
const (
	Good  Tone = "good"
	Bad   Tone = "bad"
	Doubt Tone = "doubt"
	Plain Tone = "plain"
)

// Sign stands before a text of that tone, for those who see no colours.
func (t Tone) Sign() string {
	switch t {
	case Good:
		return "✓"
	case Bad:
		return "✗"
	case Doubt:
		return "?"
	case Plain:
		return "·"
	}
	return ""
}

// Badge is a verdict in a word or two.
type Badge struct {
	Tone Tone
	Text string
}

// Key is a key number: what it is, the number with its unit, and what to know of it.
type Key struct {
	Name, Value, Unit, Note string
	Tone                    Tone
}

// Section is a part of a document under a heading of its own. What it holds is shown
// in the order of the fields.
type Section struct {
	// ID is the name to link to.
	ID, Title, Intro string
	Facts            []Fact
	Charts           []Chart
	Tables           []Table
	Notes            []Note
	Texts            []Text
}

// Note is a line of explanation; Mark is the sign that it explains, Quote a text from
// elsewhere.
type Note struct{ Mark, Text, Quote string }

// Text is shown as it is, in letters of equal width. Folded says that it is closed
// until somebody opens it.
type Text struct {
	Title, Text string
	Folded      bool
}

// Table is a table. ID is empty where nobody refers to it.
type Table struct {
	ID, Caption string
	Columns     []Column
	Rows        [][]Cell
	// Sortable says that its rows can be sorted by any column.
	Sortable bool
	// Fold, where it is not empty, is what stands there until somebody opens the table.
	Fold string
	// Notes stand under it.
	Notes []Note
}

// Column is the head of a column.
type Column struct {
	Heading string
	// Right says that it holds numbers; Label that it names the row.
	Right, Label bool
}

// Cell is one text of a table. Sort is what it is sorted by where that is not the
// text. Bar, from 0 to 1, is drawn as a length beside the text; less than 0 is none.
type Cell struct {
	Text, Sort string
	Tone       Tone
	Bar        Share
}

// Share is a part of a whole that is drawn as a length; 0 is none.
type Share float64

// Width is the length in hundredths.
func (s Share) Width() int { return int(100*min(max(float64(s), 0), 1) + 0.5) }

// Chart is a drawing and what belongs to it.
type Chart struct {
	// ID is the chart's name, of letters.
	ID, Title, Note string
	// Wide says that it takes the whole width.
	Wide    bool
	Drawing Drawing
	// Table holds the numbers for those who do not see the drawing; where it is nil,
	// Instead says where they are.
	Table   *Table
	Instead string
}

// Counts are the numbers of series and of points that the chart shows at first.
func (c *Chart) Counts() [2]int {
	series, points := c.Drawing.Counts()
	return [2]int{series, points}
}

// Class is the class of the element that shows the cell in a column.
func (c Cell) Class(of Column) string {
	switch {
	case c.Tone != "" && of.Right:
		return "n " + string(c.Tone)
	case of.Right:
		return "n"
	}
	return string(c.Tone)
}
