package config

import (
	"strings"
	"time"
)

// This file reads commands: hooks, and how a server is started.

const (
	// defaultHookTimeout is how long a hook may take.
	defaultHookTimeout = 60 * time.Second
	// maxArguments bounds the arguments of a command.
	maxArguments = 1000
)

func hookFields() []field {
	hook := func(name string, once bool, of func(*Hooks) **Command) field {
		return field{name: name, set: func(d *decoder, n *node) {
			*of(&d.experiment.Hooks) = d.command(n, "hooks."+name, timing{once: once, each: !once})
		}}
	}
	return []field{
		hook("before_all", true, func(h *Hooks) **Command { return &h.BeforeAll }),
		hook("before_trial", false, func(h *Hooks) **Command { return &h.BeforeTrial }),
		hook("after_trial", false, func(h *Hooks) **Command { return &h.AfterTrial }),
		hook("after_all", true, func(h *Hooks) **Command { return &h.AfterAll }),
		{name: "timeout", set: func(d *decoder, n *node) {
			if t, ok := d.span(n, "hooks.timeout", 1); ok {
				d.experiment.Hooks.Timeout = t
			}
		}},
	}
}

// command reads a program with its arguments, each a template, or a line for the
// shell, in which nothing is filled in; nil where it is neither.
func (d *decoder) command(n *node, key string, when timing) *Command {
	c := Command{At: n.at}
	switch {
	case n.shape == mapShape:
		d.faultf(n.at, "write [./bin/api, --port, 8080]", "%s is a list of arguments, or a text for the shell, this is a map", key)
		return nil
	case n.shape == scalarShape && strings.TrimSpace(n.text) == "":
		d.fault(n.at, key+" is empty", "write a command, or remove the line")
		return nil
	case n.shape == scalarShape && strings.Contains(n.text, "\x00"):
		d.fault(n.at, key+": a command can't hold a NUL", "")
		return nil
	case n.shape == scalarShape:
		c.Shell = n.text
		return &c
	case len(n.items) == 0:
		d.fault(n.at, key+" names no program", "write [./bin/api, --port, 8080]")
		return nil
	case len(n.items) > maxArguments:
		d.faultf(n.items[maxArguments].at, "", "%s: more than %d arguments", key, maxArguments)
		return nil
	}
	for _, item := range n.items {
		c.Args = append(c.Args, d.timed(item, key, intoCommand, when))
	}
	if first := n.items[0]; first.shape == scalarShape && !first.null && first.text == "" {
		d.fault(first.at, key+" names no program", "write [./bin/api, --port, 8080]")
	}
	return &c
}
