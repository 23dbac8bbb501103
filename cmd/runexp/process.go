package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"syscall"

	"golang.org/x/term"

	"runexp/config"
	"runexp/report/live"
)

// process is the world outside as the commands see it.
type process struct {
	// self is the path of this program, to start it again as the demo server.
	self           string
	stdin          io.Reader
	stdout, stderr io.Writer
	env            func(name string) (string, bool)
	// ignore makes the process deaf to Ctrl-C: the demo server ends with its
	// parent, not before it.
	ignore func()

	// orderly says that the command ends in order when its context is canceled. Until
	// it is set there is nothing to be lost, and a signal ends the process at once.
	orderly atomic.Bool
	// view is what stands on the terminal; nil is nothing.
	view atomic.Pointer[live.View]
}

// The exit codes. Where several hold, the first of 130 or 143, 4, 2, 1, 3, 0 wins: of
// several files one that could not even begin is told before what others showed.
const (
	exitOK         = 0
	exitFailed     = 1 // a threshold or a gate
	exitUsage      = 2 // a usage or file error: nothing was sent
	exitUndecided  = 3 // nothing could be judged
	exitIncomplete = 4 // target down, report not written
	exitInterrupt  = 130
	exitTerminate  = 143
)

// interrupted is the cause of a run ended by a signal.
type interrupted struct{ signal os.Signal }

// Error names the signal.
func (i interrupted) Error() string { return i.signal.String() }

func (i interrupted) code() int {
	if i.signal == os.Interrupt {
		return exitInterrupt
	}
	return exitTerminate
}

// usageError is a mistake on the command line.
type usageError struct{ error }

// incompleteError is something that kept a run from being whole.
type incompleteError struct{ error }

// execute runs a command line and returns the exit code.
func (p *process) execute(ctx context.Context, args []string) int {
	root := p.command() //nolint:contextcheck // the commands get ctx when they are executed
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	return p.explain(err)
}

// explain tells an error in the words of its kind and returns its exit code.
func (p *process) explain(err error) int {
	if i, ok := errors.AsType[interrupted](err); ok {
		return i.code()
	}
	if errors.Is(err, syscall.EPIPE) {
		return exitOK // the reader of stdout has seen enough
	}
	if faults, ok := errors.AsType[config.Faults](err); ok {
		fmt.Fprintf(p.stderr, "%v\n%s, nothing was sent\n", faults, plural(len(faults), "error"))
		return exitUsage
	}
	if code, ok := errors.AsType[exitCode](err); ok {
		return int(code)
	}
	fmt.Fprintf(p.stderr, "runexp: %s\n", printable(err.Error()))
	if _, ok := errors.AsType[incompleteError](err); ok {
		return exitIncomplete
	}
	return exitUsage
}

// exitCode is an outcome that has been told already.
type exitCode int

// Error is the code in words, for completeness.
func (c exitCode) Error() string { return fmt.Sprintf("exit code %d", int(c)) }

// worst is the exit code that wins of two.
func worst(a, b int) int {
	for _, code := range []int{exitInterrupt, exitTerminate, exitIncomplete, exitUsage, exitFailed, exitUndecided} {
		if a == code || b == code {
			return code
		}
	}
	return exitOK
}

// terminal is the width of a stream that is a terminal; false where it is none.
func (p *process) terminal(w io.Writer) (columns int, ok bool) {
	f, isFile := w.(interface{ Fd() uintptr })
	if !isFile || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil || columns <= 0 {
		columns = 80
	}
	return columns, true
}

// colorful reports whether a stream should be coloured.
func (p *process) colorful(w io.Writer) bool {
	if value, ok := p.env("NO_COLOR"); ok && value != "" {
		return false
	}
	_, isTerminal := p.terminal(w)
	return isTerminal && !p.isDumb()
}

// isDumb reports whether the terminal can't move its cursor.
func (p *process) isDumb() bool {
	kind, _ := p.env("TERM")
	return kind == "dumb"
}

// plural counts things: 1 error, 2 errors.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return config.Thousands(int64(n)) + " " + thing + "s"
}

// printable makes text from outside safe for a terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && (r < ' ' || 0x7f <= r && r < 0xa0) {
			return '\ufffd'
		}
		return r
	}, text)
}
