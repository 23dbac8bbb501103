package runner

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
	"time"

	"runexp/runner/launch"
)

// Stage is an [Executor] around another one: it runs the hooks of a plan, and
// starts and ends its servers. Open comes before the first trial and Close after
// the last, always. One inside of the other, from without:
//
//	before_all, servers of the run
//	    before_trial, servers of the trial
//	        the trial
//	    servers of the trial end, after_trial
//	servers of the run end, after_all
type Stage struct {
	// Executor carries the trials out.
	Executor Executor
	// Plan says which hooks and servers there are.
	Plan *Plan
	// Dir is the folder of the experiment's file, in which commands run.
	Dir string
	// RunDir is the folder of the run, for RUNEXP_RUN_DIR.
	RunDir string
	// RunID is what ${run} writes.
	RunID string
	// Demo is the base URL of the built-in server, for RUNEXP_BASE_URL.
	Demo string
	// Secret looks the value of ${secret:NAME} up.
	Secret func(name string) (string, bool)
	// Env is the environment of commands, as os.Environ gives it; nil is that of
	// this process.
	Env []string
	// Log returns where a log goes, once for each: start, or start-TARGET, is what a
	// server writes, and hooks what hooks write. Nil drops them. The stage bounds a
	// log and masks secrets in it; it is not used after Close.
	Log func(name string) io.Writer
	// Tell is called with what happens beside the trials, from the goroutine that
	// called the stage; nil is skipped.
	Tell func(Event)

	secrets Secrets
	servers []*server // of the run, in the order of their starts
	logs    map[string]*launch.Log
	opened  bool
}

var _ Executor = (*Stage)(nil)

// Event is something that happens beside the trials: a command begins or ends.
type Event struct {
	// What is before_all, before_trial, after_trial, after_all, start, stop, or log
	// for one that could not be written.
	What string
	// Command is the hook or the server in words, secrets masked. At is where the
	// file says so.
	Command, At string
	// Trial is the trial it belongs to; nil where it belongs to the run.
	Trial *Trial
	// Target is the target whose server it is, where there are several. Log names
	// the log.
	Target, Log string
	// Ended says that it has ended, after Took; a server has then started or
	// stopped. Err says that something went wrong. It is told only here if it
	// changes no result: what comes after a trial or at the end.
	Ended bool
	Took  time.Duration
	Err   error
}

// server is a server that is running.
type server struct {
	*launch.Server

	event Event // as it stops
}

// died is the error of a server that has ended by itself; nil while it runs.
func (s *server) died() error {
	err := s.Err()
	switch {
	case err == nil:
		return nil
	case s.event.Target != "":
		return fmt.Errorf("the server of %s: %w", s.event.Target, err)
	}
	return fmt.Errorf("the server: %w", err)
}

// Open runs what comes before all trials. After an error Close is due as well.
func (s *Stage) Open(ctx context.Context) error {
	s.opened = true
	s.secrets = s.Plan.secrets(s.Secret)
	if err := s.hook(ctx, "before_all", nil); err != nil {
		return err
	}
	for _, t := range s.Plan.served() {
		if t.Start == nil || t.Start.EachTrial {
			continue
		}
		server, err := s.start(ctx, t, nil)
		if err != nil {
			return err
		}
		s.servers = append(s.servers, server)
	}
	return nil
}

// Close ends the servers of the run, the last one first, and runs what comes after
// all trials, also where ctx has ended. What goes wrong is told as an [Event].
func (s *Stage) Close(ctx context.Context) {
	if !s.opened {
		return
	}
	s.opened = false
	for _, server := range slices.Backward(s.servers) {
		s.stop(server)
	}
	s.servers = nil
	_ = s.hook(context.WithoutCancel(ctx), "after_all", nil) // it has been told
	for _, name := range slices.Sorted(maps.Keys(s.logs)) {
		if err := s.logs[name].Err(); err != nil {
			s.tell(Event{What: "log", Log: name, Ended: true, Err: err})
		}
	}
	s.logs = nil
}

// Execute runs a trial with its hooks and servers. A before_trial that fails is
// [NotRun]. A server that has ended by itself, also of the run and also during the
// trial, is an error that ends the run.
func (s *Stage) Execute(ctx context.Context, t Trial, w Watch) (Result, error) {
	if err := firstDied(s.servers); err != nil {
		return Result{}, err
	}
	// What was begun before is to be undone after, whatever came of it.
	defer func() { _ = s.hook(context.WithoutCancel(ctx), "after_trial", &t) }() // it has been told
	if err := s.hook(ctx, "before_trial", &t); err != nil {
		if died := firstDied(s.servers); died != nil {
			return Result{}, died
		}
		if ctx.Err() != nil {
			return Result{}, context.Cause(ctx)
		}
		return Result{}, NotRun{Trial: t.Name(), Err: err}
	}
	servers := slices.Clone(s.servers)
	for _, target := range s.Plan.served() {
		if target.Name != t.Target || target.Start == nil || !target.Start.EachTrial {
			continue
		}
		server, err := s.start(ctx, target, &t)
		if err != nil {
			return Result{}, err
		}
		defer s.stop(server) // before after_trial
		servers = append(servers, server)
	}
	return s.watched(ctx, servers, t, w)
}

// watched executes a trial as long as all servers run.
func (s *Stage) watched(ctx context.Context, servers []*server, t Trial, w Watch) (Result, error) {
	inner, cancel := context.WithCancelCause(ctx)
	var watching sync.WaitGroup
	for _, server := range servers {
		watching.Go(func() {
			select {
			case <-server.Done():
				cancel(server.died())
			case <-inner.Done():
			}
		})
	}
	r, err := s.Executor.Execute(inner, t, w)
	cancel(nil)
	watching.Wait()
	if died := firstDied(servers); died != nil {
		return Result{}, died // what it measured meanwhile is worth nothing
	}
	return r, err
}

// firstDied is the error of the first server that has ended by itself.
func firstDied(servers []*server) error {
	for _, server := range servers {
		if err := server.died(); err != nil {
			return err
		}
	}
	return nil
}

// served lists the targets, or what stands in their place where there is only one.
func (p *Plan) served() []Target {
	if len(p.Targets) > 0 {
		return p.Targets
	}
	return []Target{{BaseURL: p.BaseURL, Start: p.Start}}
}

func (s *Stage) tell(e Event) {
	if s.Tell != nil {
		s.Tell(e)
	}
}
