package runner_test

import (
	"reflect"
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

func TestNewPlanIsPure(t *testing.T) {
	e := experiment(t)
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
	if diff := cmp.Diff(experiment(t), e, same); diff != "" {
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
	case reflect.Bool:
		v.SetBool(!v.Bool())
	default:
	}
}
