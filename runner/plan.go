package runner

import "time"

// Plan is the ordered trials of an experiment, with what a reader needs to
// know of the experiment itself. It is plain data, to be read only: trials of
// one point share what is the same in them.
type Plan struct {
	// Name, File, Description and Labels are the experiment's own.
	Name        string  `json:"name"`
	File        string  `json:"file"`
	Description string  `json:"description,omitempty"`
	Labels      []Label `json:"labels,omitempty"`

	Seed uint64 `json:"seed"`
	// Order is random-blocks, sequential, or search where trials follow from
	// results.
	Order string `json:"order"`
	// Pairing is how targets are ordered, abba or random; empty without targets,
	// and in a sequential order, which is the file's.
	Pairing string `json:"pairing,omitempty"`
	// Repeats is how often each point is measured, at most, and Trials holds as
	// many; Least is the least, and equal to it where the number is fixed. Of a
	// search they are the bounds of what a single level may get.
	Repeats int `json:"repeats"`
	Least   int `json:"least_repeats"`
	// Asked is the number of repeats that the file asks for where the budget has
	// room for fewer; else 0.
	Asked int `json:"asked_repeats,omitempty"`
	// WarmupBlocks is how many whole passes come before the first block.
	WarmupBlocks int `json:"warmup_blocks,omitempty"`
	// Budget is how long the run may take; 0 is no bound.
	Budget time.Duration `json:"budget_ns,omitempty"`
	// BaseURL is where requests go, as written; "demo" is the built-in server. It
	// is empty where there are Targets.
	BaseURL string `json:"base_url"`
	// Targets are the servers that are compared, the reference first.
	Targets []Target `json:"targets,omitempty"`
	// Start is the server to start behind BaseURL; nil where it runs already.
	Start *Start `json:"start,omitempty"`
	Hooks *Hooks `json:"hooks,omitempty"`
	// Search is set where the trials follow from results: Points and Trials are
	// then empty until [Plan.Probed].
	Search *Search `json:"search,omitempty"`
	// Hosts lists the hosts that are hit, without ports, sorted.
	Hosts []string `json:"hosts"`

	// Fields are the load fields and params of the file, in its order, with
	// the values that occur among the points.
	Fields []Field `json:"fields"`
	// Steps tells how the points came about: the product and what was taken
	// away or added.
	Steps  []Step  `json:"steps"`
	Points []Point `json:"points"`
	Trials []Trial `json:"trials"`

	Analysis Analysis `json:"analysis"`
}

// Label is a name and a text kept with the results.
type Label struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Field is a load field or a param and the values that it takes.
type Field struct {
	Name   string   `json:"name"`
	Param  bool     `json:"param,omitempty"`
	Values []string `json:"values"`
}

// Swept reports whether the field differs between points.
func (f Field) Swept() bool { return len(f.Values) > 1 }

// Step is one step of the expansion and the number of points after it.
type Step struct {
	// What is product, where, exclude, collapse, include or quick.
	What string `json:"what"`
	// Text says it in words, such as "concurrency <= 64 or depth == 10".
	Text   string `json:"text"`
	Points int    `json:"points"`
}

// Analysis says how a table is laid out.
type Analysis struct {
	Rows    string   `json:"rows"`
	By      string   `json:"by,omitempty"`
	Metrics []string `json:"metrics,omitempty"`
}

// Swept lists the fields that differ between points, in the file's order.
func (p *Plan) Swept() []Field {
	var swept []Field
	for _, f := range p.Fields {
		if f.Swept() {
			swept = append(swept, f)
		}
	}
	return swept
}
