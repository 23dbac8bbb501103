package runner_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"runexp/runner"
)

func TestKeysDoNotDependOnHowTheFileIsWritten(t *testing.T) {
	want := `concurrency=2 delay=50ms iterations=5 param.p="red shoes" param.q=1.10`
	for _, c := range []struct{ name, file string }{
		{"as one point", load("path: /?p=${p.url}&q=${q}&${delay}", "params: {p: red shoes, q: 1.10}", "delay: 50ms", "iterations: 5", "concurrency: 2")},
		{"swept", load("path: /?p=${p.url}&q=${q}&${delay}", "params: {p: [red shoes, x], q: [1.10, 1.1]}", "delay: [0ms, 50ms]", "iterations: [5, 6]", "concurrency: [1, 2]")},
		{"in another order", load("concurrency: [1, 2]", "iterations: 5", "delay: [50ms]", "params: {q: [1.10], p: red shoes}", "path: /?p=${p.url}&q=${q}&${delay}")},
		{"with defaults written out", load("path: /?p=${p.url}&q=${q}&${delay}", "params: {p: red shoes, q: 1.10}", "keepalive: true", "timeout: 30000ms", "think_time: 0s", "discipline: window", "delay: 0.05s", "iterations: 5", "concurrency: 2")},
		{"with the default as one of two levels", load("path: /?p=${p.url}&q=${q}&${delay}", "params: {p: red shoes, q: 1.10}", "keepalive: [false, true]", "delay: 50ms", "iterations: 5", "concurrency: 2")},
		{"by a zip", load("path: /?p=${p.url}&q=${q}&${delay}", "params: {p: [red shoes, y], q: [1.10, 9]}", "delay: 50ms", "iterations: 5", "concurrency: [2, 3]", "zip: [[p, q, concurrency]]")},
		{"by an include", load("path: /?p=${p.url}&q=${q}&${delay}", "params: {p: [x, y], q: 1.10}", "delay: 50ms", "iterations: 5", "concurrency: 1", "include: [{p: red shoes, concurrency: 2, keepalive: true}]")},
		{"to another target by another path", load("path: /other/${p.json.url}/${q}/${delay}", "params: {p: red shoes, q: 1.10}", "delay: 50ms", "iterations: 5", "concurrency: 2")},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := strings.ReplaceAll(c.file, "${p.json.url}", "${p.url}")
			if keys := keysOf(planOf(t, file)); !slices.Contains(keys, want) {
				t.Errorf("no point is %s in\n%s", want, strings.Join(keys, "\n"))
			}
		})
	}
}

// Whatever texts the params have, and whatever they are called: two points have
// the same key only if they have the same settings.
func TestKeysAreInjective(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	alphabet := []string{"a", "b", "=", " ", `"`, `\`, "\n", "\t", "é", "\xff", "\x00", "x=y", "param.", "", "\ufffd", "\u00a0", "\x7f", `\"`, `" `}
	text := func() string {
		var b strings.Builder
		for range rng.IntN(4) {
			b.WriteString(alphabet[rng.IntN(len(alphabet))])
		}
		return b.String()
	}
	names := []string{"a", "b", "iterations", "concurrency"}
	canonical := func(settings []runner.Setting) string {
		words := make([]string, len(settings))
		for i, s := range settings {
			words[i] = fmt.Sprintf("%v %q %x", s.Param, s.Name, s.Value)
		}
		slices.Sort(words)
		return strings.Join(words, "\x00")
	}
	seen := make(map[string]string)
	for range 60_000 {
		var settings []runner.Setting
		for _, name := range names {
			for _, param := range []bool{false, true} {
				if rng.IntN(3) == 0 {
					settings = append(settings, runner.Setting{Name: name, Param: param, Value: text()})
				}
			}
		}
		rng.Shuffle(len(settings), func(i, j int) { settings[i], settings[j] = settings[j], settings[i] })
		before := slices.Clone(settings)
		key, is := runner.Point{Settings: settings}.Key(), canonical(settings)
		if was, ok := seen[key]; ok && was != is {
			t.Fatalf("%q is the key of\n%q and of\n%q", key, was, is)
		}
		seen[key] = is
		if diff := cmp.Diff(before, settings); diff != "" {
			t.Fatalf("Key changed the settings:\n%s", diff)
		}
		if strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			t.Fatalf("%q would break a line", key)
		}
	}
	if len(seen) < 20_000 {
		t.Errorf("only %d different keys", len(seen))
	}
}

func TestKeysQuoteWhatIsNotOneWord(t *testing.T) {
	for value, want := range map[string]string{
		"a": "a", "1.10": "1.10", "a/b?c,d": "a/b?c,d", `a\b`: `a\b`,
		"": `""`, "a b": `"a b"`, "x=y": `"x=y"`, `say "x"`: `"say \"x\""`, "a\nb": `"a\nb"`, "ü": `"ü"`,
	} {
		key := runner.Point{Settings: []runner.Setting{{Name: "p", Param: true, Value: value}}}.Key()
		if key != "param.p="+want {
			t.Errorf("the key of %q is %s, want param.p=%s", value, key, want)
		}
	}
}

func TestKeyDoesNotDependOnTheNumber(t *testing.T) {
	settings := []runner.Setting{{Name: "concurrency", Value: "1"}}
	if a, b := (runner.Point{Number: 1, Settings: settings}).Key(), (runner.Point{Number: 2, Settings: settings}).Key(); a != b {
		t.Errorf("%s and %s", a, b)
	}
	if key := (runner.Point{}).Key(); key != "" {
		t.Errorf("a point without settings has the key %q", key)
	}
}

func TestValueOfAPoint(t *testing.T) {
	p := planOf(t, sweep("params: {p: '', q: x}", "iterations: 5", "concurrency: 1")).Points[0]
	for _, c := range []struct {
		name, value string
		ok          bool
	}{{"p", "", true}, {"q", "x", true}, {"iterations", "5", true}, {"keepalive", "", false}, {"param.q", "", false}} {
		if value, ok := p.Value(c.name); value != c.value || ok != c.ok {
			t.Errorf("%s is %q, %v; want %q, %v", c.name, value, ok, c.value, c.ok)
		}
	}
}
