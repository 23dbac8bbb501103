//go:build unix

package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// settings is what the flags say.
type settings struct {
	modes, peers, against []string
	concurrencies         []int
	rounds                int
	fast, slow            int // requests of throughput
	few, many             int // requests of memory
	sampled               int // requests of truth
	reference             string
	fifo, k6, install     bool
	csv, root, runexp     string
	limit                 time.Duration
}

// modeNames are the modes, in the order in which they run.
func modeNames() []string {
	return []string{"throughput", "delay", "memory", "truth", "stall", "features"}
}

func parse(args []string, stderr io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("run", flag.ContinueOnError)
	flags.SetOutput(stderr)
	modes := flags.String("modes", strings.Join(modeNames(), ","), "`LIST` of what to measure")
	peers := flags.String("peers", "", "`LIST` of clients to measure, by the beginnings of their names; all if empty")
	against := flags.String("servers", "fixed", "`LIST` of servers for throughput: fixed, origin, nginx")
	concurrencies := flags.String("c", "1,10,100,1000", "`LIST` of concurrencies for throughput")
	flags.IntVar(&s.rounds, "rounds", 5, "how often each client is measured, in turns")
	flags.IntVar(&s.fast, "n", 200_000, "requests of throughput")
	flags.IntVar(&s.slow, "slow", 50_000, "the same for slow clients, and at C = 1; the slowest get a tenth")
	flags.IntVar(&s.few, "few", 10_000, "the small number of requests for the growth of memory")
	flags.IntVar(&s.many, "many", 1_000_000, "the large number of requests for the growth of memory")
	flags.IntVar(&s.sampled, "sampled", 20_000, "requests of truth")
	flags.StringVar(&s.reference, "ref", "wrk", "`CLIENT` that throughput is compared with, beside runexp")
	flags.BoolVar(&s.fifo, "fifo", false, "run delay, truth and stall under SCHED_FIFO: on a machine that others use; needs chrt and root")
	flags.BoolVar(&s.k6, "k6", false, "build and measure k6 too: its first build takes minutes")
	flags.BoolVar(&s.install, "install", false, "install clients that are missing, with apt-get and npm")
	flags.StringVar(&s.csv, "csv", "", "also write a row per run to `FILE`")
	flags.StringVar(&s.root, "root", "..", "`FOLDER` of the main module")
	flags.StringVar(&s.runexp, "runexp", "", "measure this `BINARY` instead of building the main module's")
	flags.DurationVar(&s.limit, "limit", 5*time.Minute, "the longest that one process may take")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	s.modes, s.peers, s.against = list(*modes), list(*peers), list(*against)
	for _, word := range list(*concurrencies) {
		c, err := strconv.Atoi(word)
		if err != nil || c < 1 || c > 10_000 {
			return s, fmt.Errorf("-c %s: from 1 to 10000", word)
		}
		s.concurrencies = append(s.concurrencies, c)
	}
	return s, errors.Join(s.check(), noArguments(flags))
}

func (s settings) check() error {
	for _, m := range s.modes {
		if !slices.Contains(modeNames(), m) {
			return fmt.Errorf("-modes %s: one of %s", m, strings.Join(modeNames(), ", "))
		}
	}
	for _, k := range s.against {
		if !slices.Contains([]string{"fixed", "origin", "nginx"}, k) {
			return fmt.Errorf("-servers %s: one of fixed, origin, nginx", k)
		}
	}
	const most = 10_000_000
	for _, n := range []int{s.rounds, s.fast, s.slow, s.few, s.many, s.sampled} {
		if n < 1 || n > most {
			return fmt.Errorf("numbers of rounds and requests go from 1 to %d", most)
		}
	}
	return nil
}

func noArguments(flags *flag.FlagSet) error {
	if flags.NArg() > 0 {
		return errors.New("there are no arguments, only flags")
	}
	return nil
}

func list(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}

// wants tells whether a client is to be measured.
func (s settings) wants(name string) bool {
	return len(s.peers) == 0 || slices.ContainsFunc(s.peers, func(p string) bool { return same(name, p) })
}

// same tells whether a name is meant by another one: itself, or its beginning
// up to a dash.
func same(name, by string) bool { return name == by || strings.HasPrefix(name, by+"-") }
