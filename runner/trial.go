package runner

import (
	"fmt"
	"strconv"
	"time"
)

// Trial is one execution: a point, a repeat, a seed, a place in the order. It
// is plain data that can be written down before it runs and sent elsewhere to
// be run: it holds names of secrets and of the built-in server, never a secret
// or a port.
type Trial struct {
	// Seq is the trial's place in the order of execution, from 1.
	Seq int `json:"seq"`
	// Repeat says which measurement of its point this is, from 1.
	Repeat int `json:"repeat"`
	// Block is the pass in which the trial runs, from 1; 0 and below are passes
	// that warm up.
	Block int `json:"block"`
	// Discarded says that the trial is of a pass that warms up: its result is in
	// no cell. Repeat then counts these passes.
	Discarded bool `json:"discarded,omitempty"`
	// Attempt counts the reruns of the trial's block, from 1; 0 is the first run.
	// The last attempt of a block is the one that counts.
	Attempt int   `json:"attempt,omitempty"`
	Point   Point `json:"point"`
	// Seed decides the random parts of the trial's requests: a hash of the
	// experiment's seed, the point and the block. All targets share it, and so do
	// reruns.
	Seed uint64 `json:"seed"`
	// Target names the server under test where an experiment has several.
	Target string `json:"target,omitempty"`
	Spec   Spec   `json:"spec"`
}

// Name is the trial's short name, such as p3r2: point 3, repeat 2. A pass that
// warms up is p3w1, a rerun p3r2a1. With named targets the name ends in the target,
// such as p3r2-head.
func (t Trial) Name() string { return t.name("") }

// warmupName is the name of the trial's warm-up, such as p3r2w or p3r2w-head.
func (t Trial) warmupName() string { return t.name("w") }

// name marks the trial before the target, which may end in anything.
func (t Trial) name(mark string) string {
	pass, attempt := "r", ""
	if t.Discarded {
		pass = "w"
	}
	if t.Attempt > 0 {
		attempt = "a" + strconv.Itoa(t.Attempt)
	}
	name := fmt.Sprintf("p%d%s%d%s%s", t.Point.Number, pass, t.Repeat, attempt, mark)
	if t.Target != "" {
		name += "-" + t.Target
	}
	return name
}

// Spec is everything an [Executor] needs to know of a trial: the request with
// all levels filled in, and the load.
type Spec struct {
	// Experiment is the experiment's name, for ${name}.
	Experiment string `json:"experiment"`
	// BaseURL is "demo" for the built-in server, else template text in which
	// only placeholders are left that the Executor binds.
	BaseURL string  `json:"base_url"`
	Request Request `json:"request"`
	Load    Load    `json:"load"`
	// ServiceTime is what one request takes alone; nil when neither it nor a
	// delay is given.
	ServiceTime *time.Duration `json:"service_time_ns,omitempty"`
	Warmup      *Warmup        `json:"warmup,omitempty"`
	// Cooldown is the mean pause after the trial.
	Cooldown time.Duration `json:"cooldown_ns"`
	// Accept lists the accepted statuses, such as 2xx or 200,404.
	Accept string `json:"accept"`
	// Samples says that starts and ends of single requests are kept.
	Samples bool `json:"samples,omitempty"`
}

// Request is what is sent. Path, header values and Body are template text.
type Request struct {
	Method string   `json:"method"`
	Path   string   `json:"path,omitempty"`
	Header []Header `json:"header,omitempty"`
	Body   string   `json:"body,omitempty"`
	// Raw is a payload sent as it stands, instead of Body.
	Raw []byte `json:"raw,omitempty"`
	// MaxBody caps a response's body, in bytes.
	MaxBody int64 `json:"max_body"`
}

// Header is a request header field.
type Header struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Load is how the requests are sent.
type Load struct {
	// Iterations is how many requests are measured; 0 where only Duration ends
	// the trial.
	Iterations int `json:"iterations"`
	// Duration ends the trial by the clock; 0 where only Iterations does. With
	// both it ends at whichever comes first.
	Duration    time.Duration `json:"duration_ns,omitempty"`
	Concurrency int           `json:"concurrency"`
	Discipline  string        `json:"discipline"`
	// Rate is how many requests of an open loop start per second; 0 for a closed
	// loop.
	Rate float64 `json:"rate_per_s,omitempty"`
	// Arrivals says how the starts of an open loop are spread: constant or
	// poisson; empty for a closed loop.
	Arrivals string `json:"arrivals,omitempty"`
	// Delay is what ${delay} writes; nil when the file gives none.
	Delay     *time.Duration `json:"delay_ns,omitempty"`
	ThinkTime time.Duration  `json:"think_time_ns"`
	Timeout   time.Duration  `json:"timeout_ns"`
	// Redial is after how long an unanswered connection is given up and dialled
	// anew; 0 never.
	Redial    time.Duration `json:"redial_ns,omitempty"`
	KeepAlive bool          `json:"keepalive"`
	// Connections is fresh, preconnected or reuse; empty is fresh.
	Connections string `json:"connections,omitempty"`
	// Protocol is http1; empty is http1.
	Protocol string `json:"protocol,omitempty"`
	// Engine is the engine that is asked for: auto, raw or std; empty is auto.
	Engine string `json:"engine,omitempty"`
}

// Open reports whether the load is an open loop: the clock starts requests.
func (l *Load) Open() bool { return l.Rate > 0 }

// Warmup is the unmeasured load before a trial: a number of requests or a
// duration.
type Warmup struct {
	Requests int           `json:"requests,omitempty"`
	Duration time.Duration `json:"duration_ns,omitempty"`
}
