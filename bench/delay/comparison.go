//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"runexp/bench/internal/rig"
)

// comparison is the measurements of both clients under all loads.
type comparison struct {
	progress    io.Writer
	delay       time.Duration
	concurrency int
	sizes       []int // numbers of requests

	prefix  []string       // of every command
	clients [2]*rig.Client // runexp and hey
	samples map[key]*sample
	rows    [][]string // of the CSV
}

// key is a client under a load.
type key struct {
	client   string
	requests int
}

// sample is what was measured of a client under a load, a number per round.
type sample struct {
	elapsed rig.Sample // what the client says, over ideal
	wall    rig.Sample // the whole process, over ideal
	cpu     rig.Sample // microseconds per request
}

func (c *comparison) build(ctx context.Context, ready, root, dir string) error {
	fmt.Fprintln(c.progress, "building runexp and hey")
	runexp, err := rig.BuildRunexp(ctx, ready, root, dir)
	if err != nil {
		return err
	}
	hey, err := rig.BuildHey(ctx, root, dir)
	if err != nil {
		return err
	}
	c.clients = [2]*rig.Client{rig.Runexp(runexp), rig.Hey(hey)}
	return nil
}

// realtime gives origin and clients precedence over everything else.
func (c *comparison) realtime() {
	c.prefix = rig.Realtime()
	for _, client := range c.clients {
		client.Prefix = c.prefix
	}
}

func (c *comparison) priority() string {
	if c.prefix != nil {
		return "SCHED_FIFO"
	}
	return "normal priority"
}

func (c *comparison) load(requests int) rig.Load {
	return rig.Load{Requests: requests, Concurrency: c.concurrency, Delay: c.delay, Discipline: "window"}
}

// measure runs the rounds. In each, both clients take each load, one right
// after the other; who begins changes from round to round and from load to
// load. A first, short run of each client is thrown away: it reads the binaries
// from the disk.
func (c *comparison) measure(ctx context.Context, rounds int) (err error) {
	origin, err := rig.Serve(ctx, c.prefix, c.clients[0].Binary)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, origin.Close()) }()
	for _, client := range c.clients {
		if _, err := client.Measure(ctx, limit, origin.URL, c.load(c.concurrency)); err != nil {
			return err
		}
	}
	c.samples = make(map[key]*sample)
	c.rows = [][]string{{"round", "requests", "client", "place", "elapsed_s", "wall_s", "cpu_s", "ideal_s"}}
	for round := range rounds {
		for i, requests := range c.sizes {
			for place := range c.clients {
				client := c.clients[(round+i+place)%2]
				if err := c.one(ctx, origin, round+1, place+1, client, c.load(requests)); err != nil {
					return fmt.Errorf("round %d: %w", round+1, err)
				}
			}
		}
	}
	return nil
}

func (c *comparison) one(ctx context.Context, origin *rig.Origin, round, place int, client *rig.Client, l rig.Load) error {
	m, err := client.Measure(ctx, limit, origin.URL, l)
	if err != nil {
		return err
	}
	ideal := l.Ideal().Seconds()
	k := key{client.Name, l.Requests}
	if c.samples[k] == nil {
		c.samples[k] = new(sample)
	}
	s := c.samples[k]
	s.elapsed = append(s.elapsed, m.Elapsed.Seconds()/ideal)
	s.wall = append(s.wall, m.Wall.Seconds()/ideal)
	s.cpu = append(s.cpu, m.CPU.Seconds()*1e6/float64(l.Requests))
	fmt.Fprintf(c.progress, "round %d, %4d requests: %-6s %.4fs\n", round, l.Requests, client.Name, m.Elapsed.Seconds())
	c.rows = append(c.rows, []string{
		strconv.Itoa(round), strconv.Itoa(l.Requests), client.Name, strconv.Itoa(place),
		decimal(m.Elapsed), decimal(m.Wall), decimal(m.CPU), decimal(l.Ideal()),
	})
	return nil
}

func decimal(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 6, 64) }
