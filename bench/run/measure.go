//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"runexp/bench/internal/client"
	"runexp/bench/internal/rig"
	"runexp/bench/internal/server"
)

// stage is where a contest is held: its server, one for all runs, or if there
// is none one for each.
type stage struct {
	*harness

	contest *contest
	found   rig.Found // the server's program
	shared  *server.Running
}

// measure runs the rounds of a contest.
func (h *harness) measure(ctx context.Context, c *contest) error {
	found, err := h.serverOf(ctx, c.kind)
	if err != nil {
		return fmt.Errorf("%s: %w", c.kind.Name, err)
	}
	s := &stage{harness: h, contest: c, found: found}
	if c.fresh {
		return s.play(ctx)
	}
	dir, remove, err := h.folder()
	if err != nil {
		return err
	}
	defer remove()
	if s.shared, err = c.kind.Start(ctx, found, dir, c.options); err != nil {
		return err
	}
	defer s.shared.Close() //nolint:errcheck // what it has to say, clients have said
	if err := s.warmUp(ctx); err != nil {
		return err
	}
	return s.play(ctx)
}

// warmUp runs a short load with each client that has not run yet, and throws
// it away: it reads the program from the disk.
func (s *stage) warmUp(ctx context.Context) error {
	for _, x := range s.contest.contestants {
		if s.warm[x.name()] {
			continue
		}
		s.warm[x.name()] = true
		l := x.loads[0]
		l.Requests = l.Concurrency
		if _, err := s.one(ctx, x, s.shared, l); err != nil && ctx.Err() != nil {
			return err
		}
	}
	return nil
}

// play lets all contestants take a turn in each round, one right after the
// other. Only the end of ctx is an error.
func (s *stage) play(ctx context.Context) error {
	for round := range s.rounds {
		for place, i := range turns(len(s.contest.contestants), round) {
			x := s.contest.contestants[i]
			if x.out() {
				x.rounds = append(x.rounds, nil)
				continue
			}
			runs, err := s.turn(ctx, x)
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			x.rounds = append(x.rounds, runs)
			if err != nil {
				x.mishaps = append(x.mishaps, fmt.Sprintf("round %d: %v", round+1, err))
			}
			s.tell(s.contest, x, round, place, runs, err)
		}
	}
	return nil
}

// turn is the runs of a contestant in a round: all of them, or an error.
func (s *stage) turn(ctx context.Context, x *contestant) ([]run, error) {
	var runs []run
	for _, l := range x.loads {
		r, err := s.withServer(ctx, x, l)
		if err == nil && !s.contest.loose {
			err = x.client.Complete(l, r.Said)
		}
		if err != nil {
			return nil, err
		}
		runs = append(runs, r)
	}
	return runs, nil
}

// withServer runs a client against the server that is there, or one of its own.
func (s *stage) withServer(ctx context.Context, x *contestant, l client.Load) (run, error) {
	if s.shared != nil {
		return s.one(ctx, x, s.shared, l)
	}
	dir, remove, err := s.folder()
	if err != nil {
		return run{}, err
	}
	defer remove()
	own, err := s.contest.kind.Start(ctx, s.found, dir, s.contest.options)
	if err != nil {
		return run{}, err
	}
	r, err := s.one(ctx, x, own, l)
	if err := errors.Join(err, own.Close()); err != nil || !s.contest.options.Record {
		return r, err
	}
	r.truth, err = own.Times()
	return r, err
}

// one runs a client once.
func (s *stage) one(ctx context.Context, x *contestant, on *server.Running, l client.Load) (run, error) {
	dir, remove, err := s.folder()
	if err != nil {
		return run{}, err
	}
	defer remove()
	l.Base, l.Authority, l.Dir = on.URL, on.Authority, dir
	if x.client.Unparsing {
		if l.ReplyBytes, err = on.ReplyBytes(ctx); err != nil {
			return run{}, err
		}
	}
	m, err := x.client.Measure(ctx, s.limit, x.found, slices.Concat(s.contest.prefix, s.contest.peak), l)
	if err == nil && s.contest.peak != nil {
		m.PeakRSS, err = readPeak(dir)
	}
	return run{Measured: m, load: l}, err
}

func readPeak(dir string) (int64, error) {
	text, err := os.ReadFile(filepath.Join(dir, peakFile))
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
}

// tell writes a line of progress, and a row of the CSV for each run.
func (h *harness) tell(c *contest, x *contestant, round, place int, runs []run, err error) {
	line := fmt.Sprintf("%s, round %d: %-24s", c.title, round+1, x.name())
	if err != nil {
		fmt.Fprintf(h.progress, "%s failed: %v\n", line, err)
		h.rows = append(h.rows, csvMishap(c, x, round, place, err))
		return
	}
	for _, r := range runs {
		fmt.Fprintf(h.progress, "%s %7.3fs, CPU %7.2f µs a request, peak %.1f MB\n", line, r.Wall.Seconds(), cpu([]run{r}), peak([]run{r}))
		h.rows = append(h.rows, csvRow(c, x, round, place, r))
	}
}
