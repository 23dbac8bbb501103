//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"runexp/bench/internal/client"
	"runexp/bench/internal/rig"
	"runexp/bench/internal/server"
)

// harness has what all modes need: settings, clients, servers.
type harness struct {
	settings

	workshop *rig.Workshop
	progress io.Writer

	runexp   rig.Found
	variants []client.Variant // of runexp, that this build can do
	openLoop bool             // whether it can keep a rate
	clients  []*client.Client
	found    map[string]rig.Found // by client, and by server
	missing  []string             // what is not here, and how to get it
	files    int                  // that a process may open

	pinned   [2][]string // words that keep a server on one core, a client on another
	realtime []string
	skips    []string // what cannot be done here, and why

	warm map[string]bool // clients that have run once
	rows [][]string      // of the CSV
}

// prepare builds runexp and finds the clients that are asked for.
func (h *harness) prepare(ctx context.Context) error {
	h.found, h.warm, h.rows = make(map[string]rig.Found), make(map[string]bool), [][]string{csvHead()}
	var err error
	if h.files, err = rig.RaiseFiles(); err != nil {
		return err
	}
	if h.settings.runexp != "" {
		h.runexp = rig.Found{Words: []string{h.settings.runexp}, Version: rig.Version(h.settings.runexp)}
	} else if h.runexp, err = h.workshop.Go(ctx, h.workshop.Temp, ".", "./cmd/runexp"); err != nil {
		return err
	}
	h.place(ctx)
	if err := h.detect(ctx); err != nil {
		return err
	}
	for _, c := range client.Peers() {
		if !h.wants(c.Name) {
			continue
		}
		if c.Name == "k6" && !h.k6 {
			h.missing = append(h.missing, "k6 not asked for (-k6 builds and measures it)")
			continue
		}
		found, err := c.Find(ctx, h.workshop)
		if missing := (*rig.MissingError)(nil); errors.As(err, &missing) {
			h.missing = append(h.missing, c.Name+" "+missing.Error())
			continue
		}
		if err != nil {
			return fmt.Errorf("%s: %w", c.Name, err)
		}
		h.clients, h.found[c.Name] = append(h.clients, c), found
	}
	return nil
}

// place finds out how processes can be kept on cores and given precedence.
func (h *harness) place(ctx context.Context) {
	for i := range h.pinned {
		var err error
		if h.pinned[i], err = rig.Pinned(ctx, i); err != nil {
			h.skips = append(h.skips, fmt.Sprintf("keeping processes on core %d: %v", i, err))
		}
	}
	if h.fifo {
		var err error
		if h.realtime, err = rig.Realtime(ctx); err != nil {
			h.skips = append(h.skips, fmt.Sprintf("SCHED_FIFO: %v", err))
		}
	}
}

// detect asks the build of runexp which engines and keys it knows.
func (h *harness) detect(ctx context.Context) error {
	knows := func(v client.Variant, l client.Load) (bool, error) {
		l.Base = "http://127.0.0.1:1"
		c := rig.Command{Words: append(slices.Clone(h.runexp.Words), "check", "-"), Stdin: client.Experiment(v, l)}
		_, _, err := rig.Run(ctx, time.Minute, c)
		if ctx.Err() != nil {
			return false, err
		}
		return err == nil, nil
	}
	load := client.Load{Requests: 10, Concurrency: 10}
	for _, v := range []client.Variant{{Engine: "raw", Discipline: "window"}, {Engine: "std", Discipline: "window"}, {Engine: "std", Discipline: "window", Keyless: true}} {
		ok, err := knows(v, load)
		switch {
		case err != nil:
			return err
		case ok && (!v.Keyless || len(h.variants) == 0):
			h.variants = append(h.variants, v)
		case !ok && v.Engine == "raw":
			h.skips = append(h.skips, "engine raw of runexp: this build does not know it")
		}
	}
	if len(h.variants) == 0 {
		return errors.New("this runexp does not understand the experiments of this harness")
	}
	load.Rate = 10
	var err error
	if h.openLoop, err = knows(h.variants[0], load); err == nil && !h.openLoop {
		h.skips = append(h.skips, "an open loop by runexp: this build does not know rate")
	}
	return err
}

// ours is a client of this project in each engine, with the disciplines given;
// those after the first only in the first engine.
func (h *harness) ours(disciplines ...string) []*client.Client {
	var all []*client.Client
	for i, d := range disciplines {
		for j, v := range h.variants {
			if i > 0 && j > 0 {
				break
			}
			v.Discipline = d
			all = append(all, h.variant(v))
		}
	}
	return slices.DeleteFunc(all, func(c *client.Client) bool { return !h.wants(c.Name) })
}

func (h *harness) variant(v client.Variant) *client.Client {
	c := client.Runexp(h.runexp, v)
	h.found[c.Name] = h.runexp
	return c
}

// serverOf finds a server, once.
func (h *harness) serverOf(ctx context.Context, k server.Kind) (rig.Found, error) {
	if found, ok := h.found[k.Name]; ok {
		return found, nil
	}
	found, err := k.Find(ctx, h.workshop)
	if err == nil {
		h.found[k.Name] = found
	}
	return found, err
}

// folder makes a folder for the files of a process. The second result removes
// it.
func (h *harness) folder() (string, func(), error) {
	dir, err := os.MkdirTemp(h.workshop.Temp, "run-")
	return dir, func() { _ = os.RemoveAll(dir) }, err
}

// describe says on what and with what was measured.
func (h *harness) describe(w io.Writer) {
	fmt.Fprintf(w, "%s: %s, %s. Rounds: %d.\n", time.Now().Format(time.DateOnly), rig.Machine(), runtime.Version(), h.rounds)
	names := []string{"runexp " + h.runexp.Version}
	for _, c := range h.clients {
		names = append(names, c.Name+" "+h.found[c.Name].Version)
	}
	fmt.Fprintf(w, "\nClients: %s.\n", strings.Join(names, ", "))
	for _, line := range h.missing {
		fmt.Fprintf(w, "\nLeft out: %s.\n", line)
	}
	for _, line := range h.skips {
		fmt.Fprintf(w, "\nSkipped: %s.\n", strings.ReplaceAll(strings.TrimSpace(line), "\n", " "))
	}
}
