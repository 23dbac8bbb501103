package store_test

import (
	"context"
	"encoding/json"
	"hash/fnv"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"runexp/config"
	"runexp/runner"
	"runexp/runner/vitals"
	"runexp/stats"
	"runexp/store"
)

// small is a sweep of two points with two repeats each.
const small = `
name: small
base_url: http://127.0.0.1:8080
path: /a?n=${concurrency}
iterations: 20
concurrency: [1, 4]
repeats: 2
cooldown: 0s
`

// planned plans an experiment file.
func planned(tb testing.TB, text string) *runner.Plan {
	tb.Helper()
	e, err := config.Read(config.Input{Name: "test.yaml", Text: []byte(text), Env: func(string) (string, bool) { return "", false }})
	if err != nil {
		tb.Fatalf("read:\n%v", err)
	}
	p, err := runner.NewPlan(e, 1)
	if err != nil {
		tb.Fatalf("plan:\n%v", err)
	}
	return p
}

// made is the result that a trial always has, whenever it is measured.
func made(t *runner.Trial) runner.Result {
	h := fnv.New64a()
	_, _ = io.WriteString(h, t.Target+t.Point.Key())
	rng := rand.New(rand.NewPCG(t.Seed, h.Sum64()))
	r := runner.Result{
		Trial: *t, Engine: "raw", Started: time.Date(2026, 11, 22, 13, 10, t.Seq%60, 0, time.UTC),
		Latency: stats.NewHistogram(), Failed: new(stats.Histogram),
		Client: vitals.Report{Wall: time.Second, Lag: stats.NewHistogram(), Processors: 2},
		Causes: map[string]string{"reset": "<script>\x1b[31m\u2028 reset by peer\n"}, Classes: map[string]int64{"reset": 1},
		Statuses: map[int]int64{200: 20},
	}
	for range 20 {
		d := time.Duration(rng.IntN(10_000_000) + 1)
		r.Latency.Record(d)
		r.Client.Lag.Record(d / 100)
		r.Elapsed += d
	}
	r.Failed.Record(time.Second)
	r.OK, r.Errors, r.Requests = 20, 1, 21
	r.Course = &runner.Course{Width: time.Millisecond, Counts: []int64{20}}
	return r
}

// fake is an executor that measures nothing.
type fake struct {
	ran []string
	// down says that the target is down: no request is a success.
	down func(*runner.Trial) bool
	took time.Duration
}

func (f *fake) Execute(ctx context.Context, t runner.Trial, _ runner.Watch) (runner.Result, error) {
	f.ran = append(f.ran, store.Identity(&t))
	if f.took > 0 {
		select {
		case <-time.After(f.took):
		case <-ctx.Done():
			return runner.Result{}, ctx.Err()
		}
	}
	r := made(&t)
	if f.down != nil && f.down(&t) {
		r.OK, r.Errors, r.Requests = 0, 20, 20
		r.Latency = new(stats.Histogram)
	}
	return r, nil
}

func manifest(p *runner.Plan) *store.Manifest {
	return &store.Manifest{
		Name: p.Name, File: p.File, Seed: p.Seed, Created: time.Date(2026, 11, 22, 13, 10, 0, 0, time.UTC),
		Trials: len(p.Trials), Sessions: []store.Session{session()},
	}
}

func session() store.Session {
	return store.Session{
		Started: time.Date(2026, 11, 22, 13, 10, 0, 0, time.UTC),
		Machine: vitals.Machine{OS: "linux", Arch: "amd64", CPUs: 8, Processors: 8}, Build: vitals.Build{Version: "1", Go: "go1.26"},
		Servers: []store.Server{{BaseURL: "http://127.0.0.1:8080"}},
	}
}

// measure runs what a run lacks of a plan, as a command does, and finishes it.
func measure(tb testing.TB, run *store.Run, plan *runner.Plan, x runner.Executor) ([]runner.Result, error) {
	tb.Helper()
	var results []runner.Result
	planner := run.Recall(plan.Planner(), func(r *runner.Result) { results = append(results, *r) })
	for r, err := range runner.Run(tb.Context(), planner, x, runner.Watch{}) {
		if err != nil {
			return results, err
		}
		if err := run.Append(&r); err != nil {
			return results, err
		}
		results = append(results, r)
	}
	return results, run.Finish(func(w io.Writer) error { return json.NewEncoder(w).Encode(len(results)) })
}

// whole is a run of a plan that is done, in a home of its own.
func whole(tb testing.TB, plan *runner.Plan) (dir string) {
	tb.Helper()
	run := begun(tb, plan)
	if _, err := measure(tb, run, plan, new(fake)); err != nil {
		tb.Fatal(err)
	}
	if err := run.Close(); err != nil {
		tb.Fatal(err)
	}
	return run.Dir()
}

// begun is a run that nothing was measured of.
func begun(tb testing.TB, plan *runner.Plan) *store.Run {
	tb.Helper()
	run, err := store.Home{Path: filepath.Join(tb.TempDir(), ".runexp")}.Create(manifest(plan), []byte("name: x\n"), plan, "")
	if err != nil {
		tb.Fatal(err)
	}
	return run
}

// load reads a run.
func load(tb testing.TB, dir string) *store.Record {
	tb.Helper()
	r, err := store.Load(dir)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// text is a result as text, for comparisons: without what differs between sessions.
func text(tb testing.TB, r *runner.Result) string {
	tb.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		tb.Fatal(err)
	}
	return string(b)
}

// texts are results by identity.
func texts(tb testing.TB, entries []store.Entry) map[string]string {
	tb.Helper()
	all := make(map[string]string)
	for i := range entries {
		all[entries[i].Identity] = text(tb, &entries[i].Result)
	}
	if len(all) != len(entries) {
		tb.Errorf("%d entries have %d identities", len(entries), len(all))
	}
	return all
}

// undisturbed is what an undisturbed run of a plan has.
func undisturbed(tb testing.TB, plan *runner.Plan) map[string]string {
	tb.Helper()
	all := make(map[string]string)
	for i := range plan.Trials {
		r := made(&plan.Trials[i])
		all[store.Identity(&plan.Trials[i])] = text(tb, &r)
	}
	return all
}

// sameAsUndisturbed checks a run that is done: no trial twice, none lost.
func sameAsUndisturbed(tb testing.TB, dir string, plan *runner.Plan) {
	tb.Helper()
	r := load(tb, dir)
	if got := texts(tb, r.Entries); !maps.Equal(got, undisturbed(tb, plan)) {
		tb.Errorf("%s holds other results than an undisturbed run: %d of %d", dir, len(got), len(plan.Trials))
	}
	if !r.Complete {
		tb.Error("the run is not complete")
	}
}

// bytesOf reads a file of a run.
func bytesOf(tb testing.TB, dir, name string) []byte {
	tb.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// put writes a file of a run.
func put(tb testing.TB, dir, name string, text []byte) {
	tb.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
		tb.Fatal(err)
	}
}

// told reports whether one of some notes holds a text.
func told(notes []string, text string) bool {
	return slices.ContainsFunc(notes, func(n string) bool { return strings.Contains(n, text) })
}
