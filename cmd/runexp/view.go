package main

import (
	"fmt"
	"time"

	"golang.org/x/term"

	"runexp/report/live"
	"runexp/runner"
)

// newView is the view of a run under way that stderr can show.
func (p *process) newView(plan *runner.Plan, quiet bool) live.View {
	view := live.New(live.Options{
		Writer: p.stderr, Size: func() (columns, rows int, terminal bool) { return p.window(p.stderr) },
		Color: p.colorful(p.stderr), Dumb: p.isDumb(), Quiet: quiet, Plan: plan,
		Heading: fmt.Sprintf("%s  %s  seed %d", plan.Name, size(plan), plan.Seed),
	})
	p.view.Store(&view)
	return view
}

// leavePatience is how long a terminal that takes nothing may hold up the end.
const leavePatience = 200 * time.Millisecond

// leaveView takes the view off the terminal where the process ends in haste.
func (p *process) leaveView() {
	view := p.view.Load()
	if view == nil {
		return
	}
	left := make(chan struct{})
	go func() {
		(*view).Close()
		close(left)
	}()
	select {
	case <-left:
	case <-time.After(leavePatience):
	}
}

// window is the size of the window behind a stream, and whether there is one.
func (p *process) window(w any) (columns, rows int, terminal bool) {
	f, isFile := w.(interface{ Fd() uintptr })
	if !isFile || !term.IsTerminal(int(f.Fd())) {
		return 0, 0, false
	}
	columns, rows, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0, 0, true
	}
	return columns, rows, true
}
