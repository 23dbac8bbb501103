package runner

import (
	"fmt"
	"strings"

	"runexp/config"
	"runexp/crawl"
)

// source is what a trial's requests are made from, and the secrets in it.
type source struct {
	*crawl.Template

	secrets Secrets
}

// bind makes the source of a trial: the last names are replaced by what they
// stand for, and what is left varies from request to request. The name is what
// ${trial} writes.
func (l *Local) bind(t *Trial, name string, seed uint64, n int) (source, error) {
	base := t.Spec.BaseURL
	if base == demo {
		if l.Demo == "" {
			return source{}, fmt.Errorf("trial %s wants the built-in server, and there is none", t.Name())
		}
		base = l.Demo
	}
	b := requestBinder{local: l, trial: t, name: name}
	s := &crawl.Template{
		Method: t.Spec.Request.Method,
		URL:    b.parts(config.Join(base, t.Spec.Request.Path)),
		Body:   b.parts(t.Spec.Request.Body),
		Seed:   seed, N: n,
	}
	if raw := t.Spec.Request.Raw; raw != nil {
		s.Body = []crawl.Part{{Kind: crawl.Literal, Text: string(raw)}}
	}
	for _, h := range t.Spec.Request.Header {
		s.Header = append(s.Header, crawl.TemplateField{Name: h.Name, Value: b.parts(h.Value)})
		b.checkHeader(h.Name, s.Header[len(s.Header)-1].Value)
	}
	b.checkURL(s.URL)
	return source{s, b.secrets}, b.err
}

// requestBinder binds the templates of one trial and keeps the first error.
type requestBinder struct {
	local *Local
	trial *Trial
	name  string
	err   error

	secrets Secrets
}

func (b *requestBinder) fail(err error) {
	if b.err == nil && err != nil {
		b.err = err
	}
}

// value is what an executor-bound placeholder stands for.
func (b *requestBinder) value(name string) (config.Value, bool) {
	switch name {
	case "trial":
		return config.TextValue(b.name), true
	case "run":
		return config.TextValue(b.local.RunID), true
	case "target":
		return config.TextValue(b.trial.Target), true
	}
	secret, ok := strings.CutPrefix(name, "secret:")
	if !ok {
		return config.Value{}, false
	}
	value := ""
	if b.local.Secret != nil {
		if found, ok := b.local.Secret(secret); ok {
			value = found
		}
	}
	if value == "" {
		b.fail(fmt.Errorf("secret %s is not set in the environment", secret))
	}
	b.secrets.Add(value)
	return config.TextValue(value), true
}

// parts turns template text into what a crawl fills in.
func (b *requestBinder) parts(text string) []crawl.Part {
	t, err := config.ParseTemplate(text)
	b.fail(err)
	t, err = t.Bind(b.value)
	b.fail(err)
	var parts []crawl.Part
	quote := func(p config.Part) {
		if p.Form == config.JSONForm {
			parts = append(parts, crawl.Part{Kind: crawl.Literal, Text: `"`})
		}
	}
	for _, p := range t.Parts {
		kind := crawl.Literal
		switch p.Name {
		case "":
		case "random":
			kind = crawl.Random
		case "index":
			kind = crawl.Index
		default:
			b.fail(fmt.Errorf("trial %s: nothing binds %s", b.trial.Name(), p))
		}
		quote(p) // letters and digits need no other escaping
		parts = append(parts, crawl.Part{Kind: kind, Text: p.Text})
		quote(p)
	}
	return parts
}

// checkHeader refuses a secret that would break out of its header.
func (b *requestBinder) checkHeader(name string, parts []crawl.Part) {
	for _, p := range parts {
		if flaw := headerFlaw(p.Text); flaw != "" {
			b.fail(fmt.Errorf("header %s: %s (from a secret?)", name, flaw))
		}
	}
}

// checkURL refuses a secret that can't stand in a URL.
func (b *requestBinder) checkURL(parts []crawl.Part) {
	for _, p := range parts {
		if flaw := urlFlaw(p.Text); flaw != "" {
			b.fail(fmt.Errorf("%s (from a secret? write ${secret:X.url})", flaw))
		}
	}
}

// urlFlaw says what in text can't stand in a URL; nothing if all can. It does
// not repeat the text, which may hold a secret.
func urlFlaw(text string) string {
	for _, r := range text {
		switch {
		case r == ' ':
			return "a space can't stand in a URL"
		case r < ' ' || r == 0x7f:
			return "a control character can't stand in a URL"
		case r > 0x7f:
			return "a non-ASCII character can't stand in a URL"
		case r == '#':
			return "a # can't stand in a URL: the rest would not be sent"
		}
	}
	return ""
}

// headerFlaw says what in text can't stand in a header; nothing if all can.
func headerFlaw(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
		return "a line break or another control character can't stand in a header"
	}
	return ""
}

// Request is the i-th measured request of a trial, as it would be sent. With a
// Secret function that returns stars it is fit to be shown.
func (l *Local) Request(t *Trial, i int) (*crawl.Request, error) {
	source, err := l.bind(t, t.Name(), t.Seed, t.Spec.Load.length())
	if err != nil {
		return nil, err
	}
	r := new(crawl.Request)
	source.Fill(r, i)
	return r, nil
}
