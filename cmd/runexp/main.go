// Command runexp runs HTTP experiments that YAML files describe: it expands
// each into a parameter sweep of concurrent crawls, runs them and prints
// comparison tables.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// This file is the only one that touches the process: arguments, environment,
// standard streams, signals and the exit code.

func main() { os.Exit(run()) }

// run is main with an exit code, so that deferred calls happen.
func run() (code int) {
	defer func() {
		if v := recover(); v != nil {
			fmt.Fprintf(os.Stderr, "runexp: internal error: %v\n%s", v, debug.Stack())
			code = exitIncomplete
		}
	}()
	// net/http reports oddities of servers through the global logger. They are
	// counted as what they are; free text from a server stays off the terminal.
	log.SetOutput(io.Discard)
	// A reader that has seen enough must not kill the run: writes then fail
	// with EPIPE, and results are kept.
	signal.Ignore(syscall.SIGPIPE)

	self, err := os.Executable()
	if err != nil {
		self = os.Args[0]
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	p := &process{
		self: self, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		env: os.LookupEnv, ignore: func() { signal.Reset(); signal.Ignore(os.Interrupt, syscall.SIGHUP) },
	}
	defer p.leaveView() // also after a panic
	signals := make(chan os.Signal, 2)
	caught := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // as nohup wants it
		caught = append(caught, syscall.SIGHUP)
	}
	signal.Notify(signals, caught...)
	go func() {
		first := <-signals
		if !p.orderly.Load() {
			os.Exit(interrupted{signal: first}.code())
		}
		cancel(interrupted{signal: first})
		second := <-signals
		p.leaveView()
		os.Exit(interrupted{signal: second}.code())
	}()
	return p.execute(ctx, os.Args[1:])
}
