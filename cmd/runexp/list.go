package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"runexp/config"
	"runexp/store"
)

// listOptions is what the command line says about a list of runs.
type listOptions struct {
	names bool
	most  int
}

func (p *process) listCommand() *cobra.Command {
	o := &listOptions{}
	c := &cobra.Command{
		Use:   "list [EXPERIMENT]",
		Short: "List the stored runs",
		Long: `List shows the runs that are kept in .runexp, the newest first: when they began, of
which experiment, how many of their trials are done, of which commit. The names
stand for runs in report, compare, rm and baseline; so do latest, latest~1, the
beginning of a name, a commit, and the path of a run's folder.`,
		Example: `  runexp list
  runexp list api -n 5
  runexp rm $(runexp list --names | tail -n +20)     keep the newest 19`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(_ *cobra.Command, args []string) error {
			return p.list(strings.Join(args, ""), o)
		},
	}
	f := c.Flags()
	f.BoolVar(&o.names, "names", false, "print the names only")
	f.IntVarP(&o.most, "number", "n", 0, "show the newest `N` only; 0 is all")
	return c
}

// list shows the stored runs of an experiment, or of all, the newest first.
func (p *process) list(experiment string, o *listOptions) error {
	runs, faults := p.home().List()
	slices.Reverse(runs)
	if experiment != "" {
		runs = slices.DeleteFunc(runs, func(r store.Summary) bool { return r.Experiment != experiment })
	}
	if o.most > 0 {
		runs = runs[:min(o.most, len(runs))]
	}
	for _, err := range faults {
		fmt.Fprintf(p.stderr, "warning: %s\n", printable(err.Error()))
	}
	if len(faults) > 0 {
		fmt.Fprintln(p.stderr, "what can't be read goes with runexp rm --force FOLDER")
	}
	if o.names {
		for _, r := range runs {
			if _, err := fmt.Fprintln(p.stdout, printable(r.Run)); err != nil {
				return err
			}
		}
		return nil
	}
	if len(runs) == 0 {
		fmt.Fprintln(p.stderr, "no runs are stored here yet: runexp run keeps them in .runexp")
		return nil
	}
	return writeRuns(p.stdout, runs)
}

// writeRuns writes a line for each run.
func writeRuns(w io.Writer, runs []store.Summary) error {
	rows := [][]string{{"run", "experiment", "began", "trials", "commit", "size", ""}}
	for _, r := range runs {
		state := ""
		switch {
		case r.Running:
			state = "running"
		case !r.Complete:
			state = "incomplete"
		}
		commit := r.Commit[:min(len(r.Commit), 8)]
		if r.Dirty {
			commit += "+"
		}
		rows = append(rows, []string{
			r.Run, r.Experiment, r.Created.Local().Format(time.DateTime),
			strconv.Itoa(r.Done) + "/" + strconv.Itoa(r.Planned), commit, size64(r.Size), state,
		})
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], len(cell))
		}
	}
	for _, row := range rows {
		var b strings.Builder
		for i, cell := range row {
			fmt.Fprintf(&b, "%-*s  ", widths[i], printable(cell))
		}
		if _, err := fmt.Fprintln(w, strings.TrimRight(b.String(), " ")); err != nil {
			return err
		}
	}
	return nil
}

// size64 is a number of bytes in a few characters.
func size64(n int64) string {
	switch {
	case n < 1<<10:
		return config.Thousands(n) + " B"
	case n < 10<<20:
		return config.Thousands(n>>10) + " KiB"
	}
	return config.Thousands(n>>20) + " MiB"
}

func (p *process) rmCommand() *cobra.Command {
	var force bool
	c := &cobra.Command{
		Use:   "rm RUN...",
		Short: "Remove stored runs",
		Long: `Rm removes runs with all that belongs to them. A run that is under way is left
alone, and so are those that were promoted to a baseline: these are copies.`,
		Example: `  runexp rm latest
  runexp rm 20261122T131000Z-api-4f2a9c`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{errNoRun}
			}
			return nil
		},
		ValidArgsFunction: p.completeRuns,
		RunE:              func(_ *cobra.Command, args []string) error { return p.remove(args, force) },
	}
	c.Flags().BoolVar(&force, "force", false, "also remove what is not whole or can't be read")
	return c
}

// remove removes runs. All names are looked up before anything is removed: latest
// twice is one run.
func (p *process) remove(names []string, force bool) error {
	var dirs []string
	for _, name := range names {
		dir, err := p.home().Find(name)
		if broken := p.broken(name); err != nil && force && broken != "" {
			dir, err = broken, nil
		}
		if err != nil {
			return usageError{err}
		}
		if !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	var faults []error
	for _, dir := range dirs {
		if err := p.home().Remove(dir, force); err != nil {
			faults = append(faults, err)
			continue
		}
		fmt.Fprintf(p.stdout, "removed %s\n", printable(dir))
	}
	if err := errors.Join(faults...); err != nil {
		return incompleteError{err}
	}
	return nil
}

// broken is the folder that a name or a path means, whatever is in it; empty where
// there is none.
func (p *process) broken(name string) string {
	for _, dir := range []string{filepath.Join(p.home().Path, "runs", name), name} {
		if info, err := os.Lstat(dir); err == nil && info.IsDir() && name != "" {
			return dir
		}
	}
	return ""
}

// completeRuns completes the names of runs.
func (p *process) completeRuns(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	runs, _ := p.home().List()
	names := []string{"latest\tthe newest run"}
	for _, r := range slices.Backward(runs) {
		names = append(names, r.Run+"\t"+r.Experiment)
	}
	return names, cobra.ShellCompDirectiveDefault
}
