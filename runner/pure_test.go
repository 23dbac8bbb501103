package runner_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"runexp/config"
	"runexp/runner"
)

// experiment reads the same file anew, with a body that is sent as it stands.
func experiment(t *testing.T) *config.Experiment {
	t.Helper()
	e := read(t, replaceOnce(rich, "\n  body: '{\"n\": ${index}}'", ""))
	e.Request.Raw = []byte("raw")
	service := 7 * time.Millisecond
	e.ServiceTime = &service
	return e
}

// paired is that experiment against two targets that are started, with hooks.
func paired(t *testing.T) *config.Experiment {
	t.Helper()
	e := experiment(t)
	start := func() *config.Start {
		return &config.Start{
			Run: config.Command{Args: []config.Template{template(t, "./api"), template(t, "${q}")}, At: e.Factors[0].At},
			Env: []config.Variable{{Name: "A", Value: template(t, "${name}")}},
		}
	}
	path := template(t, "/${target}")
	e.Targets = []config.NamedTarget{
		target(t, "base", "demo", func(n *config.NamedTarget) { n.Start = start() }),
		target(t, "head", "http://127.0.0.1:82", func(n *config.NamedTarget) {
			n.Path, n.Start = &path, start()
			n.Header = []config.Header{{Name: "Authorization", Value: template(t, "${target}")}, {Name: "X", Value: template(t, "y")}}
		}),
	}
	e.Target, e.Pairing, e.Warmup.Blocks, e.Budget = config.Target{}, config.ABBA, 1, time.Hour
	e.Repeats = config.Repetition{Min: 1, Max: 3}
	e.Hooks = config.Hooks{BeforeAll: &config.Command{Shell: "true"}, AfterTrial: &start().Run, Timeout: time.Second}
	return e
}

// searching is that experiment as a search.
func searching(t *testing.T) *config.Experiment {
	t.Helper()
	e := read(t, replaceOnce(replaceOnce(replaceOnce(rich, "discipline: [serial, window]\n", ""), "concurrency: 9, discipline: chunk, ", "discipline: chunk, "), "concurrency: [1, 4]", "concurrency: 4"))
	e.Factors = slices.DeleteFunc(e.Factors, func(f config.Factor) bool { return f.Name == "concurrency" })
	e.Search = &config.Search{Find: "concurrency", From: config.IntValue(2), To: config.IntValue(64), Trials: 20}
	e.Start = &config.Start{Run: config.Command{Shell: "./api"}, Ready: template(t, "/${name}")}
	return e
}

func TestNewPlanIsPure(t *testing.T) {
	for name, build := range map[string]func(*testing.T) *config.Experiment{"a sweep": experiment, "pairs": paired, "a search": searching} {
		t.Run(name, func(t *testing.T) { checkPure(t, build) })
	}
}

func checkPure(t *testing.T, build func(*testing.T) *config.Experiment) {
	t.Helper()
	e := build(t)
	first, err := runner.NewPlan(e, 5)
	if err != nil {
		t.Fatal(err)
	}
	second, _ := runner.NewPlan(e, 5)
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("two calls differ:\n%s", diff)
	}

	// Whatever is done to one plan, neither the experiment nor another plan
	// takes part in it.
	spoil(reflect.ValueOf(first).Elem())
	same := cmp.Options{
		cmp.Exporter(func(reflect.Type) bool { return true }),
		cmpopts.IgnoreFields(config.Experiment{}, "Where"),
		cmp.Comparer(func(a, b config.Pos) bool { return a.Line == b.Line && a.Column == b.Column }),
	}
	if diff := cmp.Diff(build(t), e, same); diff != "" {
		t.Errorf("the plan shares memory with the experiment:\n%s", diff)
	}
	third, _ := runner.NewPlan(e, 5)
	if diff := cmp.Diff(second, third); diff != "" {
		t.Errorf("plans share memory:\n%s", diff)
	}
}

// spoil overwrites everything that can be reached.
func spoil(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			spoil(v.Elem())
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			spoil(field)
		}
	case reflect.Slice:
		for i := range v.Len() {
			spoil(v.Index(i))
		}
	case reflect.String:
		v.SetString("spoilt")
	case reflect.Int, reflect.Int64:
		v.SetInt(-1)
	case reflect.Uint64, reflect.Uint8:
		v.SetUint(255)
	case reflect.Float64:
		v.SetFloat(-1)
	case reflect.Bool:
		v.SetBool(!v.Bool())
	default:
	}
}
