package config_test

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"runexp/config"
)

// Whatever the file and the arguments are: nothing panics, messages are
// harmless and tell places that there are, and reading is a function.
func FuzzRead(f *testing.F) {
	for _, pattern := range []string{"testdata/wrong/*.yaml", "testdata/accept/*.yaml", "../experiments/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			f.Add(string(readFileOf(f, file)), "concurrency=1,8", "seed")
			f.Add(string(readFileOf(f, file)), "", "")
		}
	}
	files, err := filepath.Glob("testdata/faults/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		for _, block := range strings.Split("\n"+string(readFileOf(f, file)), "\n## ")[1:] {
			_, rest, _ := strings.Cut(block, "\n")
			source, _, _ := strings.Cut(rest, "----\n")
			in := inputOf(source)
			f.Add(string(in.Text), strings.Join(in.Set, "\n"), strings.Join(in.Unset, "\n"))
		}
	}
	f.Fuzz(func(t *testing.T, text, set, unset string) {
		in := input(text)
		if set != "" {
			in.Set = []string{set}
		}
		if unset != "" {
			in.Unset = []string{unset}
		}
		e, err := config.Read(in)
		again, err2 := config.Read(in)
		if fmt.Sprint(err) != fmt.Sprint(err2) {
			t.Fatalf("read twice:\n%v\n%v", err, err2)
		}
		if err != nil {
			faults, ok := errors.AsType[config.Faults](err)
			if !ok || len(faults) == 0 {
				t.Fatalf("error is %v", err)
			}
			harmless(t, faults)
			for _, fault := range faults {
				placed(t, fault.At, text, set, unset)
			}
			return
		}
		if diff := cmp.Diff(e, again, experimentOptions()); diff != "" {
			t.Errorf("read twice:\n%s", diff)
		}
		sound(t, e)
	})
}

// placed checks that a place is one of the texts.
func placed(t *testing.T, at config.Pos, text, set, unset string) {
	t.Helper()
	switch at.File() {
	case "--set":
		text = set
	case "--unset":
		text = unset
	case "x.yaml":
	default:
		t.Fatalf("a fault in %q", at.File())
	}
	text = strings.TrimPrefix(text, "\ufeff")
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n").Replace(text), "\n")
	if at.Line < 1 || at.Line > len(lines) || at.Column < 1 || at.Column > utf8.RuneCountInString(lines[at.Line-1])+1 {
		t.Errorf("a fault at %d:%d, which is not in the text", at.Line, at.Column)
	}
}

// sound checks what holds for all experiments.
func sound(t *testing.T, e *config.Experiment) {
	t.Helper()
	if e.Name == "" || e.Repeats.Min < 1 || e.Repeats.Max < e.Repeats.Min || e.Request.MaxBody < 1 || len(e.Targets) == 0 && e.Target.Demo != e.Target.URL.Empty() {
		t.Errorf("not sound: %+v", e)
	}
	for _, f := range e.Factors {
		if len(f.Levels) == 0 || f.At.Line < 1 {
			t.Errorf("factor %s has no levels, or no place", f.Name)
		}
	}
	judges(t, e)
	templates := []config.Template{e.Target.URL, e.Path, e.Request.Body}
	for _, target := range e.Targets {
		templates = append(templates, target.URL)
		for _, h := range target.Header {
			templates = append(templates, h.Value)
		}
	}
	for _, c := range []*config.Command{e.Hooks.BeforeAll, e.Hooks.BeforeTrial, e.Hooks.AfterTrial, e.Hooks.AfterAll} {
		if c != nil && (c.Shell == "") == (len(c.Args) == 0) {
			t.Errorf("a hook is neither a list nor a text: %+v", c)
		}
		if c != nil {
			templates = append(templates, c.Args...)
		}
	}
	for _, h := range e.Request.Header {
		templates = append(templates, h.Value)
	}
	for _, tmpl := range templates {
		roundTrip(t, tmpl)
	}
	for _, w := range e.Where {
		_, _ = w.Match(func(name string) (config.Value, bool) {
			if f := e.Factor(name); f != nil {
				return f.Levels[0].Value, true
			}
			return config.Value{}, false
		})
	}
	e.Quick()
}

// judges checks what holds for all that judges results.
func judges(t *testing.T, e *config.Experiment) {
	t.Helper()
	if n := len(e.Targets); n == 1 || n > 20 || e.Hooks.Timeout <= 0 || e.Pairing == "" || e.Inconclusive == "" || e.Budget < 0 || e.Warmup.Blocks < 0 {
		t.Errorf("not sound: %+v", e)
	}
	if w := e.Repeats.StopWhen; w != nil && (w.Limit <= 0 || w.Limit >= 1 || w.Confidence < 0.9 || e.Repeats.Min < 2) {
		t.Errorf("repeats end by %+v", w)
	}
	if g := e.Gate; g != nil {
		if len(g.FailIf) == 0 || g.Confidence < 0.5 || g.Confidence >= 1 || e.Repeats.Min < 5 || e.Search != nil || e.Order == config.Sequential || len(e.Targets) == 0 && g.Baseline == "" {
			t.Errorf("the gate is %+v with repeats %+v", g, e.Repeats)
		}
		for _, c := range g.FailIf {
			if _, known := config.HigherIsBetter(c.Metric); !known || c.WorseBy <= 0 || c.Floor < 0 {
				t.Errorf("a criterion is %+v", c)
			}
		}
	}
	if s := e.Search; s != nil {
		if e.Factor(s.Find) != nil || s.From.Kind() != s.To.Kind() || s.From == s.To || s.Trials < 1 || s.Precision <= 0 || s.Under == nil && s.Maximise == "" || len(e.Targets) > 0 || e.Repeats.Given {
			t.Errorf("the search is %+v", s)
		}
	}
	for _, threshold := range e.Thresholds {
		if len(threshold.Check.Metrics()) == 0 || threshold.At.Line < 1 {
			t.Errorf("a threshold is %+v", threshold)
		}
		decides(t, threshold.Check)
		if threshold.When != nil {
			decides(t, threshold.When)
		}
	}
}

// decides checks that a condition can be decided, whatever its factors and metrics
// are, and that it puts the claims that it lists.
func decides(t *testing.T, e *config.Expression) {
	t.Helper()
	unused := func(string) (config.Value, bool) { return config.Value{}, true }
	unknown := func(string) (float64, bool) { return 0, false }
	asked := 0
	got, err := e.Decide(unused, unknown, func(c config.Claim) config.Truth {
		asked++
		return config.Unsure
	})
	if err != nil || got < config.No || got > config.Yes || asked < len(e.Claims()) {
		t.Errorf("%s is %d (%v), %d claims of %v", e.Source, got, err, asked, e.Claims())
	}
	for _, x := range []float64{0, 1, -1, 1e300, math.Inf(1), math.NaN()} {
		if _, err := e.Decide(unused, func(string) (float64, bool) { return x, true }, nil); err != nil {
			t.Errorf("%s at %g: %v", e.Source, x, err)
		}
	}
}

// roundTrip checks that a template reads back as it is written.
func roundTrip(t *testing.T, tmpl config.Template) {
	t.Helper()
	again, err := config.ParseTemplate(tmpl.String())
	if err != nil || parts(again) != parts(tmpl) {
		t.Errorf("%q is written %q and reads back as %s, %v", parts(tmpl), tmpl, parts(again), err)
	}
}

func experimentOptions() cmp.Options {
	return cmp.Options{
		cmp.Comparer(func(a, b config.Pos) bool { return a.Line == b.Line && a.Column == b.Column && a.File() == b.File() }),
		cmp.Comparer(func(a, b config.Value) bool { return a == b }),
		cmp.Comparer(func(a, b config.Statuses) bool { return a.String() == b.String() }),
		cmp.Comparer(func(a, b *config.Expression) bool {
			return a == nil && b == nil || a != nil && b != nil && a.Source == b.Source && a.At.Line == b.At.Line && a.At.Column == b.At.Column
		}),
		cmpopts.EquateEmpty(),
	}
}

func readFileOf(f *testing.F, name string) []byte {
	f.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		f.Fatal(err)
	}
	return text
}

// A template that is read is written back as it was, up to $$ and $; what is
// bound holds what the forms write.
func FuzzTemplate(f *testing.F) {
	for _, text := range []string{"", "$", "$$", "${a}", "${a.url}x${b}", "a$b${secret:X.json}$$${c}", "${", "${}", "${a${b}}", "${env:X:-d}", "ö${ö}", "${a.b.c}", "$${a}", "${a.}", "\x00${\n}"} {
		f.Add(text, "value")
	}
	f.Fuzz(func(t *testing.T, text, value string) {
		tmpl, err := config.ParseTemplate(text)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\n\x1b") || len(err.Error()) > 2000 {
				t.Errorf("error is %q", err)
			}
			return
		}
		roundTrip(t, tmpl)
		if !strings.Contains(text, "${") && tmpl.String() != strings.ReplaceAll(strings.ReplaceAll(text, "$$", "$"), "$", "$$") {
			t.Errorf("%q is written %q", text, tmpl)
		}
		bound, err := tmpl.Bind(func(string) (config.Value, bool) { return config.TextValue(value), true })
		if err != nil {
			return
		}
		roundTrip(t, bound)
		for _, p := range bound.Parts {
			if p.Name != "" {
				t.Errorf("%s is not bound", p)
			}
		}
	})
}

// An expression is refused, or it can be evaluated, at any point.
func FuzzExpression(f *testing.F) {
	for _, text := range []string{
		"concurrency > 1", "delay < 100ms or concurrency >= 10", "discipline in [window, chunk] and not keepalive", "(size == 64KiB) != (part == 50%)",
		`symbol matches "^B" or symbol == "BRK.B"`, "concurrency % 3 == 1", "-delay * 2 / 1ms > -5", "limit == 20/s", "1..5", "len(symbol)", "a ? b : c", "\"", "'\\", "`", "((((", "not not", "[", "1.5.5", "017",
		"concurrency > 1 # x", "x matches y", "{a: 1}", "漢字", "concurrency\n>\t1", "true", "nil", "let x = 1; x", "concurrency ** 2", "5%%3", "1e999 > 0", "concurrency / 0",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		in := input(experiment("where:" + factors))
		in.Set = []string{"where=" + mustQuote(text)}
		e, err := config.Read(in)
		if err != nil {
			faults, ok := errors.AsType[config.Faults](err)
			if !ok {
				t.Fatalf("error is %v", err)
			}
			harmless(t, faults)
			for _, fault := range faults {
				placed(t, fault.At, string(in.Text), in.Set[0], "")
			}
			return
		}
		for _, w := range e.Where {
			matched, err := w.Match(point(nil))
			if err != nil {
				t.Errorf("%s: %v", text, err)
			}
			decided, err := w.Decide(point(nil), nil, nil)
			if err != nil || decided == config.Yes && !matched || decided == config.No && matched {
				t.Errorf("%s: matches %t, is decided as %d (%v)", text, matched, decided, err)
			}
		}
	})
}

// A threshold is refused, or it can be decided in any cell.
func FuzzThreshold(f *testing.F) {
	for _, text := range []string{
		"p99 < 900ms", "p99 < 900ms when concurrency <= 64", "error_rate < 0.1% and not (throughput > 5/s or 5KiB > bytes)", "p99 < 2 * delay when discipline == chunk",
		"errors in [0, 1] when keepalive", "p99 - p50 < 5ms", "when", "p99 < 1s when", "(p99 < 1s when true)", "p99 < 1s when 'when' == symbol", "latency_p99_ms < 5", "ratio < 110%", "errors < 1%",
		"p99 < 5", "-p99 < 5ms", "errors / errors < 5", "(p99 < 1s) == (p50 < 1s)", "max < 1s and mean < 1s", "p99\nwhen\tp50", "target == head", "p99 <",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		in := input(experiment("thresholds:" + factors))
		in.Set = []string{"thresholds=[" + mustQuote(text) + "]"}
		e, err := config.Read(in)
		if err != nil {
			faults, ok := errors.AsType[config.Faults](err)
			if !ok {
				t.Fatalf("error is %v", err)
			}
			harmless(t, faults)
			for _, fault := range faults {
				placed(t, fault.At, string(in.Text), in.Set[0], "")
			}
			return
		}
		judges(t, e)
		for _, threshold := range e.Thresholds {
			if _, err := threshold.Check.Decide(point(nil), cellMetrics, nil); err != nil {
				t.Errorf("%s: %v", text, err)
			}
		}
	})
}
