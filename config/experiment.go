package config

import "time"

// Experiment is what a YAML file says, with defaults filled in. Its templates
// are parsed, its expressions compiled and its factors expanded into levels,
// but not yet multiplied into points.
type Experiment struct {
	// File is the name under which the file was read, as messages show it.
	File string

	// Name is a slug; by default the file's name without its extension.
	Name        string
	Description string
	Labels      []Label

	// Target is where requests go: "demo", or a URL template. It is empty where
	// there are Targets.
	Target Target
	// Targets are the servers that are compared, two or more, the reference first;
	// empty where there is one.
	Targets []NamedTarget
	// Start is the server behind Target; nil where it runs already.
	Start   *Start
	Path    Template
	Request Request

	// Factors holds every load field and every param that the file gives,
	// swept or not, in the file's order.
	Factors []Factor
	Zip     [][]string
	Where   []*Expression
	Exclude []Cut
	Include []Addition

	Repeats Repetition
	Order   Order
	// Pairing says how targets are ordered.
	Pairing Pairing
	// Budget is how long the run may take; 0 is no bound.
	Budget time.Duration
	// Seed decides order and URLs; nil means that one is to be drawn.
	Seed     *uint64
	Warmup   Warmup
	Cooldown time.Duration
	Samples  Samples
	Expect   Expect
	// ServiceTime is what one request takes alone; nil means that it is not
	// given, so that delay or a measurement stands in.
	ServiceTime *time.Duration
	Hosts       []string
	Hooks       Hooks
	Analysis    Analysis
	Reports     []Report

	Checks     Checks
	Thresholds []Threshold
	// Gate and Search are nil where the file has none.
	Gate         *Gate
	Search       *Search
	Inconclusive Inconclusive

	// PerSlot caps the requests of a trial at so many per slot; 0 is no cap.
	PerSlot int
}

// Label is a name and a text that the user wants kept with the results.
type Label struct{ Name, Value string }

// Target is a server under test.
type Target struct {
	// Demo says that the built-in server is meant; URL is then empty.
	Demo bool
	URL  Template
}

// Request describes what is sent, once for all points.
type Request struct {
	Method string
	Header []Header
	// Body is a template; Raw is sent as it stands. At most one is set.
	Body Template
	Raw  []byte
	// MaxBody caps a response's body, in bytes.
	MaxBody int64
}

// Header is a request header field.
type Header struct {
	Name  string
	Value Template
}

// Factor is a load field or a param with its levels, at least one.
type Factor struct {
	Name string
	// Param tells a param from a load field.
	Param  bool
	Levels []Level
	At     Pos
}

// Level is one value of a factor, and where it stands.
type Level struct {
	Value Value
	At    Pos
}

// Cut is a partial point: points that match all of its choices go.
type Cut struct {
	Choices []Choice
	At      Pos
}

// Addition is a complete point that is added last; where it has lists, one
// point for each combination.
type Addition struct {
	Choices []Choice
	At      Pos
}

// Choice is a factor and some of its values.
type Choice struct {
	Name   string
	Values []Value
	At     Pos
}

// Order says in which order trials run.
type Order string

// The orders.
const (
	// RandomBlocks runs each repeat as one shuffled pass over all points.
	RandomBlocks Order = "random-blocks"
	// Sequential runs the points in the file's order, repeat by repeat.
	Sequential Order = "sequential"
)

// Samples says which requests are kept one by one.
type Samples string

// The kinds of samples.
const (
	// SamplesNone keeps histograms and counts only.
	SamplesNone Samples = "none"
	// SamplesChronology keeps starts and ends of the first repeat.
	SamplesChronology Samples = "chronology"
	// SamplesAll keeps starts and ends of every trial.
	SamplesAll Samples = "all"
)

// Warmup is the load that is not measured: a number of requests or a duration
// before each trial, and whole passes over all points before the first block.
// Zero means none.
type Warmup struct {
	Requests int
	Duration time.Duration
	Blocks   int
}

// Expect says what a success is.
type Expect struct {
	Status Statuses
}

// Analysis says how the table is laid out.
type Analysis struct {
	// Rows is the factor along the rows, "concurrency" by default.
	Rows string
	// By is the factor that gets a column per level; empty for none.
	By string
	// Metrics are the metrics to show, by name; empty for the default ones.
	Metrics []string
}

// Report is one output that the file asks for.
type Report struct {
	Format string
	// Path is where it is written, from the file's folder; empty is stdout.
	Path string
	At   Pos
}
