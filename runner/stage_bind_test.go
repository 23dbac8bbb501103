//go:build unix

package runner_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runexp/runner"
)

// stagedFull is a trial that has everything.
func stagedFull() runner.Trial {
	t := stagedTrial("http://127.0.0.1:1/api", "head", 2)
	t.Point = runner.Point{Number: 3, Settings: []runner.Setting{
		{Name: "concurrency", Value: "64"}, {Name: "delay", Value: "50ms"}, {Name: "q", Param: true, Value: "red shoes; rm $x '\""},
	}}
	t.Spec.Load = runner.Load{
		Iterations: 500, Duration: 10 * time.Second, Concurrency: 64, Discipline: "window", Rate: 12.5, Arrivals: "poisson",
		Delay: new(50 * time.Millisecond), ThinkTime: time.Second, Timeout: 30 * time.Second, KeepAlive: true,
		Connections: "fresh", Protocol: "http1", Engine: "raw",
	}
	return t
}

func TestArgumentsAreBound(t *testing.T) {
	for _, test := range []struct{ argument, want string }{
		{"plain", "plain"},
		{"$$HOME $x", "$HOME $x"},
		{"${name} ${run}", "sweep run-1"},
		{"${target}/${trial}", "head/p3r2-head"},
		{"${q}", "red shoes; rm $x '\""},
		{"${q.url}", "red%20shoes%3B%20rm%20%24x%20%27%22"},
		{"${concurrency} ${iterations} ${duration} ${discipline} ${rate} ${arrivals}", "64 500 10000 window 12.5/s poisson"},
		{"${delay} ${delay.us} ${think_time.s} ${timeout} ${redial}", "50 50000 1 30000 0"},
		{"${keepalive} ${connections} ${protocol} ${engine}", "true fresh http1 raw"},
		{"${secret:TOKEN}", "***"},
	} {
		t.Run(test.argument, func(t *testing.T) {
			p := &runner.Plan{Name: "sweep", Hooks: &runner.Hooks{BeforeTrial: stagedArgs("printf", `%s\n`, test.argument)}}
			h := newTheater(t, p)
			if err := h.Open(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, err := h.Execute(t.Context(), stagedFull(), runner.Watch{}); err != nil {
				t.Fatal(err)
			}
			_, got, _ := strings.Cut(h.logs["hooks"].String(), "]\n")
			if got != test.want+"\n" {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func TestArgumentsThatNothingBinds(t *testing.T) {
	for _, test := range []struct{ argument, want string }{
		{"${nothing}", "before_trial: nothing binds ${nothing} here"},
		{"${index}", "before_trial: nothing binds ${index} here"},
		{"${duration}", "before_trial: nothing binds ${duration} here"},
		{"${delay}", "before_trial: nothing binds ${delay} here"},
		{"${target}", "before_trial: nothing binds ${target} here"},
		{"${secret:NONE}", "before_trial: secret NONE is not set in the environment"},
		{"${think_time}", "before_trial: ${think_time}: 1.5us is not a whole number of milliseconds"},
	} {
		t.Run(test.argument, func(t *testing.T) {
			h := newTheater(t, &runner.Plan{Hooks: &runner.Hooks{BeforeTrial: stagedArgs("false", test.argument)}})
			if err := h.Open(t.Context()); err != nil {
				t.Fatal(err)
			}
			trial := stagedTrial("demo", "", 1)
			trial.Spec.Load.ThinkTime = 1500
			_, err := h.Execute(t.Context(), trial, runner.Watch{})
			not, ok := errors.AsType[runner.NotRun](err)
			if !ok || strings.Replace(not.Err.Error(), "µ", "u", 1) != test.want {
				t.Errorf("%v, want %q", err, test.want)
			}
		})
	}
}

// A hook learns from its environment what it runs for; the shell's text is its own.
func TestTheEnvironmentOfHooks(t *testing.T) {
	show := func() *runner.Command {
		return stagedShell(`env | grep ^RUNEXP_ | sort; echo '${target}' $MINE; pwd -P`)
	}
	p := &runner.Plan{
		Targets: []runner.Target{{Name: "base", BaseURL: "demo"}, {Name: "head", BaseURL: "http://127.0.0.1:1/api"}},
		Hooks:   &runner.Hooks{BeforeAll: show(), BeforeTrial: show()},
	}
	h := newTheater(t, p)
	h.Env = append(os.Environ(), "RUNEXP_TRIAL=of another run", "MINE=mine")
	if err := h.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	demo := stagedTrial("demo", "base", 1)
	for _, trial := range []runner.Trial{stagedFull(), demo} {
		if _, err := h.Execute(t.Context(), trial, runner.Watch{}); err != nil {
			t.Fatal(err)
		}
	}
	want := `[runexp: run before_all: SHELL]
RUNEXP_BASE_URL=
RUNEXP_RUN_DIR=/runs/1
RUNEXP_TARGET=
RUNEXP_TRIAL=
${target} mine
DIR
[runexp: p3r2-head before_trial: SHELL]
RUNEXP_BASE_URL=http://127.0.0.1:1/api
RUNEXP_CONCURRENCY=64
RUNEXP_DELAY=50ms
RUNEXP_Q=red shoes; rm $x '"
RUNEXP_RUN_DIR=/runs/1
RUNEXP_TARGET=head
RUNEXP_TRIAL=p3r2-head
${target} mine
DIR
[runexp: p1r1-base before_trial: SHELL]
RUNEXP_BASE_URL=http://127.0.0.1:9
RUNEXP_RUN_DIR=/runs/1
RUNEXP_TARGET=base
RUNEXP_TRIAL=p1r1-base
${target} mine
DIR
`
	want = strings.NewReplacer("DIR\n", h.dir+"\n", "SHELL", show().Shell).Replace(want)
	if diff := cmp.Diff(want, h.logs["hooks"].String()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// Before all trials the base URL is known if it is the same for all of them.
func TestTheBaseURLBeforeAllTrials(t *testing.T) {
	stems := func(bases ...string) *runner.Search {
		s := new(runner.Search)
		for _, base := range bases {
			s.Stems = append(s.Stems, runner.Stem{Spec: runner.Spec{BaseURL: base}})
		}
		return s
	}
	for _, test := range []struct {
		name string
		plan runner.Plan
		want string
	}{
		{"as written", runner.Plan{BaseURL: "http://127.0.0.1:1/${name}"}, "http://127.0.0.1:1/"},
		{"the built-in server", runner.Plan{BaseURL: "demo"}, "http://127.0.0.1:9"},
		{"filled in", runner.Plan{BaseURL: "http://127.0.0.1:${port}", Trials: []runner.Trial{stagedTrial("http://127.0.0.1:7", "", 1), stagedTrial("http://127.0.0.1:7", "", 2)}}, "http://127.0.0.1:7"},
		{"different ones", runner.Plan{BaseURL: "http://127.0.0.1:${port}", Trials: []runner.Trial{stagedTrial("http://127.0.0.1:7", "", 1), stagedTrial("http://127.0.0.1:8", "", 2)}}, ""},
		{"of a search", runner.Plan{BaseURL: "http://127.0.0.1:${port}", Search: stems("http://127.0.0.1:7")}, "http://127.0.0.1:7"},
		{"different ones of a search", runner.Plan{BaseURL: "http://127.0.0.1:${port}", Search: stems("http://127.0.0.1:7", "http://127.0.0.1:8")}, ""},
		{"nothing binds it", runner.Plan{BaseURL: "http://127.0.0.1:${port}"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.plan.Hooks = &runner.Hooks{BeforeAll: stagedShell("echo $RUNEXP_BASE_URL")}
			h := newTheater(t, &test.plan)
			if err := h.Open(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, got, _ := strings.Cut(h.logs["hooks"].String(), "]\n"); got != test.want+"\n" {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

// A secret is in no log, event or error, whoever writes it: a server that logs what
// it was sent, or a hook that prints what it was told.
func TestNoCommandTellsASecret(t *testing.T) {
	trial := stagedTrial("demo", "", 1)
	trial.Spec.Request.Header = []runner.Header{{Name: "Authorization", Value: "Bearer ${secret:TOKEN}"}}
	p := &runner.Plan{
		BaseURL: "http://127.0.0.1:1", Trials: []runner.Trial{trial},
		Start: &runner.Start{Run: *stagedShell("echo $KEY; exit 1"), Env: []runner.Pair{{Name: "KEY", Value: "${secret:TOKEN}"}}, Within: time.Minute},
		Hooks: &runner.Hooks{BeforeAll: stagedShell("echo it is s3cret, isn\\'t it"), AfterAll: stagedArgs("sh", "-c", "echo $0; exit 1", "${secret:TOKEN}")},
	}
	h := newTheater(t, p)
	err := h.Open(t.Context())
	h.Close(t.Context())
	var told strings.Builder
	fmt.Fprintln(&told, err)
	for _, e := range h.events {
		fmt.Fprintln(&told, e.Command, e.Err)
	}
	for _, log := range h.logs {
		_, _ = io.Copy(&told, log)
	}
	if text := told.String(); strings.Contains(text, "s3cret") || strings.Count(text, "***") < 6 || !strings.Contains(text, "it is ***, isn't it") {
		t.Errorf("told:\n%s", text)
	}
}

func TestALogThatCannotBeWrittenIsTold(t *testing.T) {
	full := errors.New("no space left on device")
	h := newTheater(t, &runner.Plan{Hooks: &runner.Hooks{BeforeAll: stagedShell("echo hello")}})
	h.Log = func(string) io.Writer { return stagedFailure{full} }
	if err := h.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.Close(t.Context())
	if last := h.events[len(h.events)-1]; last.What != "log" || last.Log != "hooks" || !errors.Is(last.Err, full) {
		t.Errorf("%+v", last)
	}
}

type stagedFailure struct{ err error }

func (f stagedFailure) Write([]byte) (int, error) { return 0, f.err }
