package runner

import (
	"slices"
	"strconv"
	"strings"

	"runexp/config"
)

// This file writes what a plan says about servers: the targets, the servers to
// start, and the hooks.

// view is the experiment as one of its targets sees it: with that target's base URL,
// path and headers. The name of an experiment's only target is empty.
type view struct {
	*config.Experiment

	target string
}

// views lists the experiment as its targets see it, in the file's order.
func views(e *config.Experiment) []view {
	if len(e.Targets) == 0 {
		return []view{{e, ""}}
	}
	all := make([]view, len(e.Targets))
	for i, t := range e.Targets {
		own := *e
		own.Target = t.Target
		if t.Path != nil {
			own.Path = *t.Path
		}
		own.Request.Header = replaced(e.Request.Header, t.Header)
		all[i] = view{&own, t.Name}
	}
	return all
}

// replaced is a list of headers with others beside them, which take the place of
// those of the same name.
func replaced(headers, by []config.Header) []config.Header {
	kept := slices.DeleteFunc(slices.Clone(headers), func(h config.Header) bool {
		return slices.ContainsFunc(by, func(b config.Header) bool { return strings.EqualFold(b.Name, h.Name) })
	})
	return append(kept, by...)
}

// servers writes the plan's targets, starts and hooks.
func (w *specWriter) servers(p *Plan) {
	e := w.experiment
	if len(e.Targets) == 0 {
		p.BaseURL, p.Start = written(e.Target), w.start(e.Start, "")
	}
	for _, t := range e.Targets {
		p.Targets = append(p.Targets, Target{Name: t.Name, BaseURL: written(t.Target), Start: w.start(t.Start, t.Name)})
	}
	h := &e.Hooks
	if h.BeforeAll == nil && h.BeforeTrial == nil && h.AfterTrial == nil && h.AfterAll == nil {
		return
	}
	p.Hooks = &Hooks{
		BeforeAll: w.command(h.BeforeAll, ""), BeforeTrial: w.command(h.BeforeTrial, ""),
		AfterTrial: w.command(h.AfterTrial, ""), AfterAll: w.command(h.AfterAll, ""),
		Timeout: h.Timeout,
	}
}

// written is a base URL as the file says it.
func written(t config.Target) string {
	if t.Demo {
		return demo
	}
	return t.URL.String()
}

// start writes a server to start.
func (w *specWriter) start(s *config.Start, target string) *Start {
	if s == nil {
		return nil
	}
	c := &Start{
		Run: *w.command(&s.Run, target), Ready: w.constants(s.Ready, target), Within: s.Within,
		EachTrial: s.EachTrial, Dir: s.Dir,
	}
	for _, v := range s.Env {
		c.Env = append(c.Env, Pair{Name: v.Name, Value: w.constants(v.Value, target)})
	}
	return c
}

// command writes a command. The shell's own text is left as it stands.
func (w *specWriter) command(c *config.Command, target string) *Command {
	if c == nil {
		return nil
	}
	command := &Command{Shell: c.Shell}
	for _, a := range c.Args {
		command.Args = append(command.Args, w.constants(a, target))
	}
	if c.At.Line > 0 {
		command.At = c.At.File() + ":" + strconv.Itoa(c.At.Line)
	}
	return command
}

// constants fills in what is the same at all points: the experiment's name, the
// target where there is one, and fields with a single value. What else there is, a
// command of a trial finds when it runs.
func (w *specWriter) constants(t config.Template, target string) string {
	return w.fill(t, func(name string) (config.Value, bool) {
		if v, ok := w.named(name, target); ok {
			return v, ok
		}
		if name == w.find {
			return config.Value{}, false
		}
		return w.points.constant(name)
	})
}

// constant is the value of a field that has the same at all points.
func (t *points) constant(name string) (config.Value, bool) {
	v, ok := t.value(t.rows[0], name)
	for _, row := range t.rows {
		if other, has := t.value(row, name); !has || other != v {
			return config.Value{}, false
		}
	}
	return v, ok
}
