package runner

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"runexp/runner/launch"
)

// This file makes the commands of a stage and runs them.

// hook runs a hook if the plan has it. Nil is the run's trial.
func (s *Stage) hook(ctx context.Context, what string, t *Trial) error {
	if s.Plan.Hooks == nil {
		return nil
	}
	c := s.Plan.Hooks.named(what)
	if c == nil {
		return nil
	}
	target := ""
	if t != nil {
		target = t.Target
	}
	b := commandBinder{stage: s, trial: t, target: target}
	command := b.command(c)
	command.Extra = b.environment()
	command.Log = s.log("hooks")
	e := Event{What: what, Command: command.Name, At: c.At, Trial: t, Log: "hooks"}
	return s.told(e, command.Log, func() error {
		if b.err != nil {
			return fmt.Errorf("%s: %w", what, b.err)
		}
		if err := launch.Run(ctx, command, s.Plan.Hooks.Timeout); err != nil {
			return fmt.Errorf("%s %w", what, err)
		}
		return nil
	})
}

// named is the hook of that name; nil for none.
func (h *Hooks) named(name string) *Command {
	switch name {
	case "before_all":
		return h.BeforeAll
	case "before_trial":
		return h.BeforeTrial
	case "after_trial":
		return h.AfterTrial
	case "after_all":
		return h.AfterAll
	}
	return nil
}

// start starts the server of a target. Nil is the run's trial.
func (s *Stage) start(ctx context.Context, t Target, trial *Trial) (*server, error) {
	b := commandBinder{stage: s, trial: trial, target: t.Name}
	command := b.command(&t.Start.Run)
	for _, v := range t.Start.Env {
		command.Extra = append(command.Extra, v.Name+"="+b.text(v.Value))
	}
	if dir := t.Start.Dir; filepath.IsAbs(dir) {
		command.Dir = dir
	} else {
		command.Dir = filepath.Join(s.Dir, dir)
	}
	name := "start"
	if t.Name != "" {
		name += "-" + t.Name
	}
	command.Log = s.log(name)
	spec := launch.Spec{Command: command, Ready: b.ready(t), Within: t.Start.Within}
	e := Event{What: "start", Command: command.Name, At: t.Start.Run.At, Trial: trial, Target: t.Name, Log: name}
	running := &server{event: e}
	running.event.What = "stop"
	err := s.told(e, command.Log, func() (err error) {
		if b.err != nil {
			return fmt.Errorf("start: %w", b.err)
		}
		running.Server, err = launch.Start(ctx, spec)
		if err != nil {
			return fmt.Errorf("start %w", err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return running, nil
}

// stop ends a server.
func (s *Stage) stop(running *server) {
	_ = s.told(running.event, nil, running.Stop) // it has been told
}

// told does something and tells so, before and after.
func (s *Stage) told(e Event, log *launch.Log, do func() error) error {
	s.tell(e)
	trial := "run"
	if e.Trial != nil {
		trial = e.Trial.Name()
	}
	// A log would not say by itself where a command begins.
	_, _ = fmt.Fprintf(log, "[runexp: %s %s: %s]\n", trial, e.What, e.Command)
	began := time.Now()
	e.Err = do()
	e.Ended, e.Took = true, time.Since(began)
	s.tell(e)
	return e.Err
}

// log is the log of that name.
func (s *Stage) log(name string) *launch.Log {
	if l, ok := s.logs[name]; ok {
		return l
	}
	if s.logs == nil {
		s.logs = make(map[string]*launch.Log)
	}
	var to io.Writer
	if s.Log != nil {
		to = s.Log(name)
	}
	l := &launch.Log{To: to}
	s.logs[name] = l
	return l
}

// command is a command with its templates bound. What the shell runs stays as it
// is.
func (b *commandBinder) command(c *Command) launch.Command {
	command := launch.Command{Shell: c.Shell, Dir: b.stage.Dir, Env: b.stage.Env, Hide: b.stage.secrets.Hide}
	for _, a := range c.Args {
		command.Args = append(command.Args, b.text(a))
	}
	command.Name = b.stage.secrets.Hide(c.Shell)
	if len(c.Args) > 0 {
		command.Name = b.stage.secrets.Hide(strings.Join(command.Args, " "))
	}
	return command
}

// ready says what tells that the server of a target is ready: its URL, which may
// be a reference that starts at the target, as a link in a page there would; or
// the target's port.
func (b *commandBinder) ready(t Target) launch.Ready {
	if text := b.text(t.Start.Ready); strings.Contains(text, "://") {
		return launch.Ready{URL: text}
	}
	text, one := b.base(t)
	base, err := url.Parse(b.text(text))
	switch {
	case !one:
		b.fail(errors.New("the address of its server differs between trials: add each: trial"))
	case err != nil || base.Hostname() == "":
		b.fail(errors.New("the address of its server is no URL"))
	case t.Start.Ready == "":
		return launch.Ready{Address: net.JoinHostPort(base.Hostname(), cmp.Or(base.Port(), map[string]string{"http": "80", "https": "443"}[base.Scheme]))}
	default:
		ready, err := base.Parse(b.text(t.Start.Ready))
		if err == nil {
			return launch.Ready{URL: ready.String()}
		}
		b.fail(errors.New("ready is no path or URL"))
	}
	return launch.Ready{}
}
