package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"runexp/config"
	"runexp/report/live"
	"runexp/runner"
)

// staged is what carries a session's trials out: the client, and around it the
// servers and hooks of the plan.
type staged struct {
	*runner.Stage

	session *session
	demo    *demoServer
	logs    []*os.File
	code    int
}

// stage starts what the plan's trials need. It is closed also after an error.
func (s *session) stage(ctx context.Context, local *runner.Local, view live.View) (*staged, error) {
	x := &staged{session: s}
	var executor runner.Executor = local
	if s.run != nil && s.experiment.Samples == config.SamplesAll {
		executor = &sampler{local, s}
	}
	x.Stage = &runner.Stage{
		Executor: executor, Plan: s.plan, Dir: s.folder, RunID: local.RunID, Secret: s.process.env,
		Log: func(name string) io.Writer { return x.log(name, view) }, Tell: func(e runner.Event) { x.tell(e, view) },
	}
	if s.isDemo() {
		server, err := s.process.startDemo(ctx)
		if err != nil {
			return x, fmt.Errorf("the built-in server: %w", err)
		}
		x.demo, local.Demo, x.Demo = server, server.url, server.url
	}
	if s.run != nil {
		x.RunDir = s.run.Dir()
	}
	return x, x.Open(ctx)
}

// isDemo reports whether any target is the built-in server.
func (s *session) isDemo() bool {
	return s.plan.BaseURL == "demo" || slices.ContainsFunc(s.plan.Targets, func(t runner.Target) bool { return t.BaseURL == "demo" })
}

// log opens a log in the run's folder.
func (x *staged) log(name string, view live.View) io.Writer {
	f, err := os.OpenFile(filepath.Join(x.RunDir, name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		view.Note("runexp: "+err.Error(), true)
		return io.Discard
	}
	x.logs = append(x.logs, f)
	return f
}

// tell shows what happens beside the trials, and notes what went wrong without
// spoiling a result.
func (x *staged) tell(e runner.Event, view live.View) {
	name := x.session.plan.Name
	what := e.What
	if e.Target != "" {
		what += " " + e.Target
	}
	if e.Err != nil {
		if e.What == "after_trial" || e.What == "after_all" || e.What == "stop" || e.What == "log" {
			x.code = exitIncomplete
			view.Note(fmt.Sprintf("%s  %v", name, e.Err), true)
		}
		return // else it is the error of the trial or the run, told as such
	}
	if !e.Ended || e.Trial != nil || e.What == "stop" {
		return
	}
	text := fmt.Sprintf("%s  %s %s … done in %s", name, what, e.Command, secondsText(e.Took))
	if e.What == "start" {
		text = fmt.Sprintf("%s  %s ready after %s", what, e.Command, secondsText(e.Took))
		if e.Log != "" {
			text += " (log: " + filepath.Join(x.RunDir, e.Log+".log") + ")"
		}
	}
	view.Note(text, false)
}

// close ends the servers and runs what comes after all. It returns the exit code.
func (x *staged) close(ctx context.Context) int {
	s := x.session
	x.Close(ctx)
	for _, f := range x.logs {
		_ = f.Close() // the stage has told what could not be written
	}
	if x.demo != nil {
		if !s.dropped && len(s.results) > s.recalled {
			s.notes = append(s.notes, x.demo.agreement(ctx, s.results[s.recalled:]))
		}
		x.demo.stop()
	}
	return x.code
}

// secondsText is how long something took.
func secondsText(d time.Duration) string {
	if d < 10*time.Second {
		return fmt.Sprintf("%.2fs", d.Seconds())
	}
	return fmt.Sprintf("%.1fs", d.Seconds())
}
