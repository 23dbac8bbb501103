package config_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runexp/config"
)

// parts are the parts of a template in words: literals in quotes.
func parts(t config.Template) string {
	var words []string
	for _, p := range t.Parts {
		switch {
		case p.Name == "":
			words = append(words, "'"+p.Text+"'")
		case p.Form == "":
			words = append(words, p.Name)
		default:
			words = append(words, p.Name+"|"+string(p.Form))
		}
	}
	return strings.Join(words, " ")
}

func TestTemplatesAreTakenApart(t *testing.T) {
	for text, want := range map[string]string{
		"":                           "",
		"plain":                      "'plain'",
		"$":                          "'$'",
		"a$b":                        "'a$b'",
		"$$":                         "'$'",
		"$$$$":                       "'$$'",
		"$${a}":                      "'${a}'",
		"$$${a}":                     "'$' a",
		"${a}":                       "a",
		"${a}${b}":                   "a b",
		"x${a}y$$z${b.url}":          "'x' a 'y$z' b|url",
		"${secret:X}":                "secret:X",
		"${secret:X.jsontext}":       "secret:X|jsontext",
		"${d.s}${d.us}${d.go}":       "d|s d|us d|go",
		"${a.b.json}":                "a.b|json",
		"${ a }":                     " a ",
		"{a} $a $(a) }":              "'{a} $a $(a) }'",
		"100$ or $5, price: ${p} $$": "'100$ or $5, price: ' p ' $'",
		"ö${a}漢":                     "'ö' a '漢'",
	} {
		got, err := config.ParseTemplate(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if parts(got) != want {
			t.Errorf("%q is %s, want %s", text, parts(got), want)
		}
		again, err := config.ParseTemplate(got.String())
		if err != nil || parts(again) != want {
			t.Errorf("%q is written %q, which is %s (%v)", text, got, parts(again), err)
		}
		if got.Empty() != (text == "") {
			t.Errorf("%q is empty: %t", text, got.Empty())
		}
	}
}

func TestTemplatesThatAreNone(t *testing.T) {
	for text, want := range map[string]string{
		"${":            "this ${ is never closed",
		"a${b":          "this ${ is never closed",
		"${}":           "a placeholder without a name",
		"${.url}":       "a placeholder without a name",
		"${secret:}":    "a placeholder without a name",
		"${a.upper}":    "unknown form .upper",
		"${a.}":         "unknown form .",
		"${a${b}}":      "a placeholder within a placeholder",
		"${env:X}":      "X is not set in the environment",
		"${env:}":       "an ${env:} without a name",
		"${a} ${b.x} $": "unknown form .x",
	} {
		got, err := config.ParseTemplate(text)
		if err == nil || err.Error() != want {
			t.Errorf("%q: error %v, want %s", text, err, want)
		}
		if !got.Empty() {
			t.Errorf("%q: a template beside the error: %s", text, parts(got))
		}
	}
}

func TestTemplatesKnowWhatTheyUse(t *testing.T) {
	tmpl, err := config.ParseTemplate("a ${b} ${c.url} $${d}")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"a": false, "b": true, "c": true, "d": false, "": true} {
		if name != "" && tmpl.Uses(name) != want {
			t.Errorf("uses %s: %t", name, !want)
		}
	}
}

func TestBindReplacesWhatIsKnown(t *testing.T) {
	values := func(name string) (config.Value, bool) {
		v, ok := map[string]config.Value{
			"q": config.TextValue(`a "b" ${x} $`), "n": config.IntValue(5), "d": config.DurationValue(1500 * time.Millisecond), "k": config.BoolValue(true),
		}[name]
		return v, ok
	}
	for text, want := range map[string]string{
		"x${q}y":        `'xa "b" ${x} $y'`,
		"${q.url}":      `'a%20%22b%22%20%24%7Bx%7D%20%24'`,
		"${q.json}":     `'"a \"b\" ${x} $"'`,
		"${q.jsontext}": `'a \"b\" ${x} $'`,
		"${n}${k}${d}":  `'5true1500'`,
		"${d.s} ${d.us} ${d.go} ${d.url} ${d.json}": `'1.5 1500000 1.5s 1500 "1500"'`,
		"${n}${random}${n}":                         `'5' random '5'`,
		"${random.url}":                             `random|url`,
	} {
		tmpl, err := config.ParseTemplate(text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := tmpl.Bind(values)
		if err != nil || parts(got) != want {
			t.Errorf("%s bound is %s (%v), want %s", text, parts(got), err, want)
		}
		// What a value writes is text, whatever it looks like.
		again, err := config.ParseTemplate(got.String())
		if err != nil || parts(again) != want {
			t.Errorf("%s bound reads back as %s (%v)", text, parts(again), err)
		}
	}
}

func TestBindTellsWhatCannotBeWritten(t *testing.T) {
	for text, want := range map[string]string{
		"${d}":    "${d}: 1.5ms is not a whole number of milliseconds",
		"${e.us}": "${e.us}: 1ns is not a whole number of microseconds",
		"${n.go}": "${n.go}: only a duration has the forms .s, .us and .go",
	} {
		tmpl, err := config.ParseTemplate(text)
		if err != nil {
			t.Fatal(err)
		}
		_, err = tmpl.Bind(func(name string) (config.Value, bool) {
			return map[string]config.Value{"d": config.DurationValue(1500 * time.Microsecond), "e": config.DurationValue(1), "n": config.IntValue(1)}[name], true
		})
		if err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

func TestFormsWriteDurations(t *testing.T) {
	for d, want := range map[time.Duration][3]string{ // .s .us .go
		0:                       {"0", "0", "0s"},
		time.Microsecond:        {"0.000001", "1", "1us"}, // no µ: it could not stand in a URL
		1500 * time.Millisecond: {"1.5", "1500000", "1.5s"},
		90 * time.Minute:        {"5400", "5400000000", "1h30m0s"},
	} {
		v := config.DurationValue(d)
		var got [3]string
		for i, form := range []config.Form{config.Seconds, config.Microseconds, config.GoDuration} {
			var err error
			if got[i], err = v.Write(form); err != nil {
				t.Error(err)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", d, diff)
		}
	}
}

func TestEscapeWritesAnyText(t *testing.T) {
	const text = "a+b c&d=é/?#%<>\"\\\n\u2028"
	for form, want := range map[config.Form]string{
		"":              text,
		config.URLForm:  "a%2Bb%20c%26d%3D%C3%A9%2F%3F%23%25%3C%3E%22%5C%0A%E2%80%A8",
		config.JSONForm: `"a+b c&d=é/?#%<>\"\\\n\u2028"`,
		config.JSONText: `a+b c&d=é/?#%<>\"\\\n\u2028`,
	} {
		if got := config.Escape(text, form); got != want {
			t.Errorf("%q: %s, want %s", form, got, want)
		}
	}
	if got := config.Escape("-._~aZ09", config.URLForm); got != "-._~aZ09" {
		t.Errorf("unreserved characters became %s", got)
	}
}
