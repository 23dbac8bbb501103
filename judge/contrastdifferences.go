package judge

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"runexp/runner"
)

// differences are what else differs between two cells of the same point.
func differences(base, value *Cell) []string {
	all := append(requestDifferences(&base.Spec, &value.Spec), loadDifferences(&base.Spec, &value.Spec)...)
	if was, is := base.engines(), value.engines(); was != is && was != "" && is != "" {
		all = append(all, "another engine: "+was+" -> "+is)
	}
	if was, is := len(base.valid), len(value.valid); was != is {
		all = append(all, fmt.Sprintf("another number of repeats: %d -> %d", was, is))
	}
	return all
}

// engines names the engines that ran the cell's trials.
func (c *Cell) engines() string {
	var names []string
	for _, r := range c.valid {
		if !slices.Contains(names, r.Engine) {
			names = append(names, r.Engine)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// loadDifferences are what two specs differ in besides the request: what a point
// that leaves a field at its default does not tell.
func loadDifferences(base, value *runner.Spec) []string {
	var all []string
	differ := func(what, was, is string) {
		if was != is {
			all = append(all, fmt.Sprintf("another %s: %s -> %s", what, was, is))
		}
	}
	a, b := &base.Load, &value.Load
	differ("number of iterations", strconv.Itoa(a.Iterations), strconv.Itoa(b.Iterations))
	differ("duration", span(a.Duration), span(b.Duration))
	differ("concurrency", strconv.Itoa(a.Concurrency), strconv.Itoa(b.Concurrency))
	differ("discipline", a.Discipline, b.Discipline)
	differ("think time", span(a.ThinkTime), span(b.ThinkTime))
	differ("timeout", span(a.Timeout), span(b.Timeout))
	differ("redial", span(a.Redial), span(b.Redial))
	differ("keepalive", strconv.FormatBool(a.KeepAlive), strconv.FormatBool(b.KeepAlive))
	differ("kind of connections", cmp.Or(a.Connections, "fresh"), cmp.Or(b.Connections, "fresh"))
	differ("protocol", cmp.Or(a.Protocol, "http1"), cmp.Or(b.Protocol, "http1"))
	differ("service time", serviceText(base.ServiceTime), serviceText(value.ServiceTime))
	differ("set of accepted statuses", base.Accept, value.Accept)
	differ("warm-up", warmupText(base.Warmup), warmupText(value.Warmup))
	return all
}

func serviceText(d *time.Duration) string {
	if d == nil {
		return "not given"
	}
	return span(*d)
}

func warmupText(w *runner.Warmup) string {
	switch {
	case w == nil:
		return "none"
	case w.Requests > 0:
		return count(w.Requests, "request")
	}
	return span(w.Duration)
}
