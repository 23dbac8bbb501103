package store_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"runexp/runner"
	"runexp/store"
)

// What is in the journals of earlier versions must be found by later ones.
func TestIdentityStaysAcrossVersions(t *testing.T) {
	service, delay := 3*time.Second, time.Second
	full := runner.Trial{
		Seq: 7, Repeat: 2, Block: 3, Discarded: true, Attempt: 1, Seed: 1 << 63, Target: "head",
		Point: runner.Point{Number: 4, Settings: []runner.Setting{{Name: "concurrency", Value: "4"}}},
		Spec: runner.Spec{
			Experiment: "x", BaseURL: "http://127.0.0.1", ServiceTime: &service, Warmup: &runner.Warmup{Requests: 1, Duration: 2},
			Cooldown: 5, Accept: "2xx", Samples: true,
			Request: runner.Request{
				Method: "PUT", Path: "/a", Header: []runner.Header{{Name: "A", Value: "b"}, {Name: "A", Value: "c"}}, Body: "x", Raw: []byte("y"), MaxBody: 9,
			},
			Load: runner.Load{
				Iterations: 1, Duration: 2, Concurrency: 3, Discipline: "rate", Rate: 0.1, Arrivals: "poisson", Delay: &delay, ThinkTime: 4,
				Timeout: 5, Redial: 6, KeepAlive: true, Connections: "reuse", Protocol: "http2", Engine: "std",
			},
		},
	}
	for name, c := range map[string]struct {
		trial runner.Trial
		want  string
	}{
		"nothing":    {runner.Trial{}, "230658db3c8453d456cf4fe48cad1158"},
		"everything": {full, "ac1f0ce34280586901d964fbacb293fc"},
		"a sweep's":  {planned(t, small).Trials[0], "9604b3f117a1fdc10feb0761851ab5f7"},
		"a pair's":   {planned(t, pairs).Trials[1], "15ffb2b356fedee366571c47d1ac4ce4"},
	} {
		if got := store.Identity(&c.trial); got != c.want {
			t.Errorf("the trial with %s is %s, want %s", name, got, c.want)
		}
	}
}

// Every field of a trial is in its identity, but those that say where it stands and
// what it is called.
func TestIdentityHoldsWhatIsMeasured(t *testing.T) {
	free := map[string]bool{
		"Seq": true, "Block": true, "Point.Number": true, "Point.Settings": true, "Spec.Experiment": true,
		"Spec.Cooldown": true, "Spec.Samples": true,
	}
	trial := planned(t, small).Trials[0]
	was := store.Identity(&trial)
	fields := 0
	walk(reflect.ValueOf(&trial).Elem(), "", func(path string) {
		fields++
		if is := store.Identity(&trial); (is == was) != free[path] {
			t.Errorf("%s: identity %s, was %s", path, is, was)
		}
	})
	if fields < 35 {
		t.Errorf("%d fields were changed", fields)
	}
	if store.Identity(&trial) != was {
		t.Error("the trial is not as it was")
	}
}

// walk changes each field in turn and calls f while it is changed.
func walk(v reflect.Value, path string, f func(path string)) {
	for i := range v.NumField() {
		field, name := v.Field(i), strings.TrimPrefix(path+"."+v.Type().Field(i).Name, ".")
		if field.Kind() == reflect.Struct {
			walk(field, name, f)
			continue
		}
		was := reflect.ValueOf(field.Interface())
		switch field.Kind() {
		case reflect.Bool:
			field.SetBool(!field.Bool())
		case reflect.Int, reflect.Int64:
			field.SetInt(field.Int() + 1)
		case reflect.Uint64:
			field.SetUint(field.Uint() + 1)
		case reflect.Float64:
			field.SetFloat(field.Float() + 0.5)
		case reflect.String:
			field.SetString(field.String() + "x")
		case reflect.Slice:
			field.Set(reflect.Append(field, reflect.New(field.Type().Elem()).Elem()))
		case reflect.Pointer:
			other := reflect.New(field.Type().Elem())
			if other.Elem().Kind() == reflect.Struct {
				other.Elem().Field(0).SetInt(3)
			}
			field.Set(other)
		default:
			panic(name)
		}
		f(name)
		field.Set(was)
	}
}

// A default that is written out is a default.
func TestDefaultsAreLeftOutOfIdentities(t *testing.T) {
	trial := planned(t, small).Trials[0]
	l := &trial.Spec.Load
	l.Connections, l.Protocol, l.Engine = "", "", ""
	was := store.Identity(&trial)
	l.Connections, l.Protocol, l.Engine = "fresh", "http1", "auto"
	if is := store.Identity(&trial); is != was {
		t.Errorf("with defaults written out it is %s, was %s", is, was)
	}
}

// No text can pass for another by its form.
func TestIdentitiesOfHostileTextsDiffer(t *testing.T) {
	seen := make(map[string]int)
	for i, s := range []runner.Spec{
		{BaseURL: "a", Accept: "b"},
		{BaseURL: "a\"\naccept=\"b"},
		{Accept: "b\nbase_url=a"},
		{BaseURL: "ab"},
		{Request: runner.Request{Header: []runner.Header{{Name: "a:b", Value: "c"}}}},
		{Request: runner.Request{Header: []runner.Header{{Name: "a", Value: "b:c"}}}},
		{Request: runner.Request{Header: []runner.Header{{Name: "a"}, {Name: "b"}}}},
		{Request: runner.Request{Header: []runner.Header{{Name: "b"}, {Name: "a"}}}},
		{Request: runner.Request{Body: "x"}},
		{Request: runner.Request{Raw: []byte("x")}},
	} {
		id := store.Identity(&runner.Trial{Spec: s})
		if at, twice := seen[id]; twice {
			t.Errorf("specs %d and %d have one identity", at, i)
		}
		seen[id] = i
	}
}

func TestTrialsOfAPlanAreAllDifferent(t *testing.T) {
	for _, text := range []string{small, rich, pairs} {
		p := planned(t, text)
		if got := undisturbed(t, p); len(got) != len(p.Trials) {
			t.Errorf("%d trials have %d identities", len(p.Trials), len(got))
		}
	}
}
