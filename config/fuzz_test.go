package config_test

import (
	"errors"
	"fmt"
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
	if e.Name == "" || e.Repeats < 1 || e.Request.MaxBody < 1 || e.Target.Demo != e.Target.URL.Empty() {
		t.Errorf("not sound: %+v", e)
	}
	for _, f := range e.Factors {
		if len(f.Levels) == 0 || f.At.Line < 1 {
			t.Errorf("factor %s has no levels, or no place", f.Name)
		}
	}
	templates := []config.Template{e.Target.URL, e.Path, e.Request.Body}
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
		cmp.Comparer(func(a, b *config.Expression) bool { return a.Source == b.Source }),
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
			if _, err := w.Match(point(nil)); err != nil {
				t.Errorf("%s: %v", text, err)
			}
		}
	})
}
