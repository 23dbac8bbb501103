package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"runexp/runner"
)

// This file makes names that the Go benchmark format can hold.

// benchKeys are what fields are called in names: no two the same. A param gives way.
func benchKeys(fields []runner.Field) []string {
	keys, taken := make([]string, len(fields)), map[string]bool{targetField: true}
	for _, params := range []bool{false, true} {
		for i, f := range fields {
			if f.Param == params {
				keys[i] = free(benchKey(f, taken), ".", taken)
			}
		}
	}
	return keys
}

// benchKey is what a field would be called where only its own kind can stand in its
// way.
func benchKey(f runner.Field, taken map[string]bool) string {
	if f.Name == "concurrency" && !f.Param {
		return "c"
	}
	key := strings.ReplaceAll(benchText(f.Name), "=", "%3D")
	if taken[key] || key == "" {
		return "param." + key
	}
	return key
}

// name is that of the benchmark of a trial, without the number of processors.
func (g *bench) name(t *runner.Trial) string {
	var b strings.Builder
	b.WriteString("Benchmark" + titled(g.Plan.Name))
	for i, f := range g.swept {
		if value, ok := benchValue(t, f); ok {
			b.WriteString("/" + g.keys[i] + "=" + value)
		}
	}
	if t.Target != "" {
		b.WriteString("/" + targetField + "=" + benchText(t.Target))
	}
	return b.String()
}

// benchValue is the value of a field in a trial as names have it; false where the
// trial has none.
func benchValue(t *runner.Trial, f runner.Field) (string, bool) {
	for _, s := range t.Point.Settings {
		if s.Name == f.Name && s.Param == f.Param {
			if s.Name == "rate" && !s.Param {
				return benchText(strings.TrimSuffix(s.Value, "/s")), true
			}
			return benchText(s.Value), true
		}
	}
	if f.Param {
		return "", false
	}
	value := defaultOf(&t.Spec.Load, f.Name)
	return benchText(value), value != ""
}

// titled is a name as benchmarks have it, such as PrGate for pr-gate. It begins with
// an upper-case letter or no letter at all.
func titled(name string) string {
	var b strings.Builder
	start := true
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			start = true
			continue
		case start:
			r = unicode.ToUpper(r)
		}
		b.WriteRune(r)
		start = false
	}
	if first, _ := utf8.DecodeRuneInString(b.String()); unicode.IsLower(first) {
		return "_" + b.String() // of a script without upper case
	}
	return b.String()
}

// benchText percent-encodes what would end a name or a part of it, and what is not
// to be seen. Different texts stay different.
func benchText(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == '/' || r == '%' || unicode.IsSpace(r) || hidden(r) || r == utf8.RuneError && n == 1 {
			for _, c := range []byte(s[i : i+n]) {
				fmt.Fprintf(&b, "%%%02X", c)
			}
		} else {
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}

// configKey is a name as the key of a configuration line: it begins with a
// lower-case letter and has no upper-case ones, no space and no colon.
func configKey(name string) string {
	key := strings.Map(func(r rune) rune {
		if r = unicode.ToLower(r); r == ':' || unicode.IsSpace(r) || unicode.IsUpper(r) || r == utf8.RuneError || hidden(r) {
			return '-'
		}
		return r
	}, name)
	if first, _ := utf8.DecodeRuneInString(key); !unicode.IsLower(first) {
		key = "field-" + key
	}
	return key
}
