package live_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"runexp/report/live"
	"runexp/runner"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got); -update writes it anew:\n%s", path, diff)
	}
}

// A look is a view in windows of three sizes, without colour and with ASCII only.
func look(t *testing.T, plan *runner.Plan, act func(*play)) string {
	t.Helper()
	var b strings.Builder
	show := func(columns, rows int, options live.Options, colors bool) {
		w := newTerminal(columns, rows)
		staged(t, plan, w, options, func(p *play) {
			act(p)
			p.settle()
			fmt.Fprintf(&b, "== %dx%d color %v ascii %v\n%s", columns, rows, options.Color, options.ASCII, w.text(false))
			if colors {
				fmt.Fprintf(&b, "-- its colours\n%s", w.colors())
			}
		})
	}
	show(80, 24, live.Options{Color: true}, true)
	show(40, 12, live.Options{}, false)
	show(120, 50, live.Options{Color: true, ASCII: true}, false)
	show(24, 5, live.Options{ASCII: true}, false)
	return b.String()
}

func TestViewsLookAsTheyDid(t *testing.T) {
	underway := func(n, ticks int) func(p *play) {
		return func(p *play) {
			p.first(n)
			p.watch(&p.plan.Trials[n], ticks)
		}
	}
	for _, c := range []struct {
		name, text string
		act        func(*play)
	}{
		{"begun", sweep, func(*play) {}},
		{"single", single, underway(2, 4)},
		{"sweep", sweep, underway(20, 12)},
		{"pause", sweep, func(p *play) { p.first(21) }},
		{"pairs", pairs, underway(13, 1)},
		{"warm-up-pass", warm, underway(1, 8)},
		{"warm-up", warm, func(p *play) {
			p.first(4)
			for tick := range 7 {
				now := progress(&p.plan.Trials[4], tick+1)
				now.Warmup = true
				p.view.Update(now)
			}
		}},
		{"again", pairs, again},
		{"recalled", sweep, resumed(20)},
		{"lost", pairs, lost},
		{"search", search, searching},
		{"zipped", zipped, underway(10, 4)},
		{"counted", long, underway(30, 4)},
		{"matrix", broad, resumed(200)},
		{"bars", wide, resumed(500)},
		{"strip", large, resumed(4000)},
	} {
		t.Run(c.name, func(t *testing.T) { golden(t, c.name, look(t, planOf(t, c.text), c.act)) })
	}
}

// again measures the second block of a plan twice.
func again(p *play) {
	block := len(p.plan.Points) * len(p.plan.Targets)
	p.first(2 * block)
	for i := block; i < 2*block; i++ {
		t := p.plan.Trials[i]
		t.Attempt, t.Seq = 1, i+block+1
		if i == 2*block-1 {
			p.watch(&t, 3)
			return
		}
		p.perform(&t)
	}
}

// resumed takes up a run after its first n trials.
func resumed(n int) func(*play) {
	return func(p *play) {
		for i := range p.plan.Trials[:n] {
			t := &p.plan.Trials[i]
			p.view.Recalled(&runner.Result{Trial: *t}, verdict(t))
		}
		for i := n; i < n+2; i++ {
			p.perform(&p.plan.Trials[i])
		}
		p.watch(&p.plan.Trials[n+2], 4)
	}
}

// lost has a trial that ended without a result.
func lost(p *play) {
	p.first(3)
	p.watch(&p.plan.Trials[3], 3)
	p.perform(&p.plan.Trials[4])
}

// searching doubles the concurrency at the first stem and halves the interval.
func searching(p *play) {
	seq := 0
	for _, level := range []float64{4, 8, 16, 32, 64, 128, 64, 64, 32} {
		seq++
		t := p.plan.Probe(0, level, 1, seq)
		p.perform(&t)
	}
	for _, level := range []float64{4, 8} {
		seq++
		t := p.plan.Probe(1, level, 1, seq)
		p.watch(&t, 3)
	}
}
