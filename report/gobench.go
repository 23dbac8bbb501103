package report

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strings"

	"runexp/judge"
	"runexp/runner"
)

// GoBench writes the Go benchmark format, which benchstat reads: a line per repeat,
// in the order of points, repeats and targets, such as
//
//	BenchmarkQuickstart/c=100/delay=50ms-2 500 59620000 ns/op 1680.1 req/s ...
//
// Behind the name stand the number of ok requests; their mean latency (ns/op) and
// percentiles; ok requests per second; the elapsed time; the share of requests that
// failed, in per cent. The name holds the experiment, the fields that tell cells
// apart (concurrency as c, rate without its /s) and the target; a character that a
// name can't hold is percent-encoded. The number behind it is that of the client's
// processors. Percentiles are there where the cell has requests enough for them, so
// that all repeats of a cell have the same.
//
// Trials that are invalid, that warm up or that were measured again are left out:
// nothing in the format could say so. What does not differ between cells stands at
// the top as configuration: benchstat compares in one table only runs that agree in
// it, so it has nothing that every run has anew.
func GoBench(w io.Writer, d *Data) error {
	if d.Plan == nil {
		return errNoPlan
	}
	out := bufio.NewWriter(w)
	g := newBench(d)
	g.head(out)
	for _, r := range g.results {
		fmt.Fprintln(out, g.line(r))
	}
	if d.Again != "" {
		fmt.Fprintf(out, "# again: %s\n", clean(d.Again)) // readers skip lines that they do not know
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("gobench: %w", err)
	}
	return nil
}

// bench makes the lines of benchmarks.
type bench struct {
	*Data
	results []*runner.Result
	// swept are the fields in the names, keys what they are called there; fixed are
	// the others.
	swept, fixed []runner.Field
	keys         []string
	cells        map[place]*judge.Cell
	processors   int
}

func newBench(d *Data) *bench {
	g := &bench{Data: d, cells: make(map[place]*judge.Cell), processors: 1}
	for _, r := range d.counted() {
		if v := d.verdictOn(r); v.Level != judge.Invalid && r.OK > 0 && r.Elapsed > 0 {
			g.results = append(g.results, r)
		}
	}
	cells := d.judged()
	for i := range cells {
		g.cells[place{cells[i].Point.Number, cells[i].Target}] = &cells[i]
	}
	for _, f := range d.Plan.Fields {
		if f.Swept() {
			g.swept = append(g.swept, f)
		} else {
			g.fixed = append(g.fixed, f)
		}
	}
	g.keys = benchKeys(g.swept)
	switch {
	case d.Record != nil:
		g.processors = max(1, int(math.Ceil(d.Record.Machine.Processors)))
	case len(g.results) > 0:
		g.processors = max(1, int(math.Ceil(g.results[0].Client.Processors)))
	}
	return g
}

// head writes the configuration and what is to be known of the units.
func (g *bench) head(out *bufio.Writer) {
	config := func(key, value string) {
		if value != "" {
			fmt.Fprintf(out, "%s: %s\n", key, clean(value))
		}
	}
	if r := g.Record; r != nil {
		config("goos", r.Machine.OS)
		config("goarch", r.Machine.Arch)
		config("cpu", r.Machine.CPU)
	}
	config("experiment", g.Plan.Name)
	for _, f := range g.fixed {
		if len(f.Values) == 0 {
			continue
		}
		name := f.Name
		if f.Param {
			name = "param-" + name
		}
		config(configKey(name), f.Values[0])
	}
	for _, unit := range []string{
		"ns/op better=lower", "req/s better=higher", "p50-ns better=lower", "p90-ns better=lower", "p99-ns better=lower",
		"elapsed-ns better=lower", "err-% better=lower assume=exact",
	} {
		fmt.Fprintf(out, "Unit %s\n", unit)
	}
}

// line is the benchmark line of a trial.
func (g *bench) line(r *runner.Result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s-%d %d %d ns/op %s req/s", g.name(&r.Trial), g.processors, r.OK, r.Latency.Mean().Nanoseconds(), number(r.Throughput()))
	requests := r.OK
	if c := g.cells[place{r.Trial.Point.Number, r.Trial.Target}]; c != nil {
		requests = c.OK
	}
	for _, p := range []struct {
		unit  string
		q     float64
		needs int64
	}{{"p50-ns", 0.5, 20}, {"p90-ns", 0.9, 100}, {"p99-ns", 0.99, 1000}} {
		if requests >= p.needs {
			fmt.Fprintf(&b, " %d %s", r.Latency.Quantile(p.q).Nanoseconds(), p.unit)
		}
	}
	fmt.Fprintf(&b, " %d elapsed-ns %s err-%%", r.Elapsed.Nanoseconds(), number(100*float64(r.Errors)/float64(r.Requests)))
	return b.String()
}
