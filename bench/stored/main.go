//go:build unix

// Command stored measures what storing runs costs: how much of a run goes into its
// journal, and how long list, report and compare take over a run of many trials.
// Each number is of a whole process that ran alone. It reports and judges nothing.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"runexp/bench/internal/rig"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := measure(ctx, os.Args[1:], os.Stdout, os.Stderr) //nolint:forbidigo // the process's own
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "stored:", err) //nolint:forbidigo // the process's own
		os.Exit(1)                              //nolint:forbidigo // the process's own
	}
}

// settings are what the command line says.
type settings struct {
	root   string
	trials int
	rounds int
}

func measure(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var s settings
	flags := flag.NewFlagSet("stored", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&s.root, "root", "..", "the folder of the main module")
	flags.IntVar(&s.trials, "trials", 10_000, "how many trials the run has, 5 a point")
	flags.IntVar(&s.rounds, "rounds", 5, "how often each command is measured")
	if err := flags.Parse(args); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "runexp-stored-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // what is left is in the folder for such things
	root, err := filepath.Abs(s.root)
	if err != nil {
		return err
	}
	shop := &rig.Workshop{Root: root, Cache: folder, Temp: folder, Log: stderr}
	binary, err := shop.Go(ctx, folder, ".", "./cmd/runexp")
	if err != nil {
		return err
	}
	b := &bench{settings: s, binary: binary.Words[0], folder: folder}
	fmt.Fprintf(stdout, "%s\n\n", rig.Machine())
	rows, err := b.all(ctx, stderr)
	if err != nil {
		return err
	}
	return rig.WriteMarkdown(stdout, rows)
}

// bench is the folder in which all commands run.
type bench struct {
	settings

	binary, folder string
}

// file is an experiment with many tiny trials: what is measured is all that goes on
// around them.
const file = `name: many
base_url: demo
path: /add?name=${trial}&delay=0&depth=${depth}
iterations: 4
concurrency: {from: 1, to: %d, step: 1}
params: {depth: {from: 1, to: 50, step: 1}}
service_time: 1ms
repeats: 5
cooldown: 0s
seed: 1
`

// all measures the run, then each command over it.
func (b *bench) all(ctx context.Context, progress io.Writer) ([][]string, error) {
	rows := [][]string{{"command", "trials", "median s", "least", "most", "RSS MB"}}
	text := fmt.Sprintf(file, max(1, b.trials/250))
	if err := os.WriteFile(filepath.Join(b.folder, "many.yaml"), []byte(text), 0o600); err != nil {
		return nil, err
	}
	for _, c := range []struct {
		rounds int
		words  []string
	}{
		{1, []string{"run", "many.yaml", "-q", "-o", "json=many.json"}},
		{b.rounds, []string{"list"}},
		{b.rounds, []string{"report", "latest"}},
		{b.rounds, []string{"report", "latest", "-o", "html=many.html"}},
		{b.rounds, []string{"report", "many.json"}},
		{b.rounds, []string{"compare", "latest", "latest"}},
		{b.rounds, []string{"compare", "many.json", "latest"}},
	} {
		fmt.Fprintf(progress, "%v\n", c.words)
		row, err := b.command(ctx, c.rounds, c.words)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// command measures one command some times.
func (b *bench) command(ctx context.Context, rounds int, words []string) ([]string, error) {
	var walls rig.Sample
	var memory int64
	name := "runexp"
	for _, w := range words {
		name += " " + w
	}
	for range rounds {
		_, usage, err := rig.Run(ctx, 10*time.Minute, rig.Command{Words: append([]string{b.binary}, words...), Dir: b.folder})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		walls = append(walls, usage.Wall.Seconds())
		memory = max(memory, usage.PeakRSS)
	}
	least, most := walls[0], walls[0]
	for _, w := range walls {
		least, most = min(least, w), max(most, w)
	}
	seconds := func(x float64) string { return strconv.FormatFloat(x, 'f', 2, 64) }
	return []string{
		"`" + name + "`", strconv.Itoa(max(1, b.trials/250) * 250), seconds(walls.Median()), seconds(least), seconds(most),
		strconv.FormatInt(memory>>20, 10),
	}, nil
}
