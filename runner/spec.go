package runner

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"runexp/config"
)

// specWriter fills the levels of points into the experiment's templates and
// collects the hosts, and what is wrong.
type specWriter struct {
	experiment *config.Experiment
	points     *points
	raw        []byte
	sites      map[string]bool // base URLs seen, and whether they are good
	hosts      []string
	faults     config.Faults
}

// spec makes the spec of a row.
func (w *specWriter) spec(row []config.Value) Spec {
	e := w.experiment
	bind := func(t config.Template) string { return w.bind(t, row) }
	s := Spec{
		Experiment: e.Name,
		BaseURL:    bind(e.Target.URL),
		Request: Request{
			Method: e.Request.Method, Path: bind(e.Path), Body: bind(e.Request.Body), Raw: w.raw, MaxBody: e.Request.MaxBody,
		},
		Load:     w.points.load(row),
		Cooldown: e.Cooldown,
		Accept:   e.Expect.Status.String(),
	}
	if e.Target.Demo {
		s.BaseURL = demo
	}
	for _, h := range e.Request.Header {
		s.Request.Header = append(s.Request.Header, Header{Name: h.Name, Value: bind(h.Value)})
	}
	if s.Request.Method == "" {
		s.Request.Method = "GET"
		if s.Request.Body != "" || s.Request.Raw != nil {
			s.Request.Method = "POST"
		}
	}
	given := e.ServiceTime
	if given == nil {
		given = s.Load.Delay
	}
	if given != nil {
		service := *given // a copy: specs are changed one by one
		s.ServiceTime = &service
	}
	if e.Warmup != (config.Warmup{}) {
		s.Warmup = &Warmup{Requests: e.Warmup.Requests, Duration: e.Warmup.Duration}
	}
	if w.reaches(s.BaseURL) {
		w.join(&s)
	}
	return s
}

// bind fills the row's levels into a template. What is left are the names that
// the Executor binds.
func (w *specWriter) bind(t config.Template, row []config.Value) string {
	bound, err := t.Bind(func(name string) (config.Value, bool) {
		if name == "name" {
			return config.TextValue(w.experiment.Name), true
		}
		return w.points.value(row, name)
	})
	if err != nil {
		w.faults = append(w.faults, t.At.Fault(err.Error(), ""))
	}
	return bound.String()
}

// reaches checks a base URL and notes its host.
func (w *specWriter) reaches(base string) bool {
	good, seen := w.sites[base]
	if seen || base == demo {
		return good || base == demo
	}
	host, fault := w.experiment.CheckURL(base)
	if fault != nil {
		w.faults = append(w.faults, fault)
	} else {
		w.hosts = append(w.hosts, host)
	}
	w.sites[base] = fault == nil
	return fault == nil
}

// join checks that base URL and path make a URL together, as far as it is known.
func (w *specWriter) join(s *Spec) {
	base, at := s.BaseURL, w.experiment.Path.At
	if base == demo {
		base = "http://127.0.0.1"
	}
	if w.experiment.Path.Empty() {
		at = w.experiment.Target.URL.At
	}
	whole, err := config.ParseTemplate(config.Join(base, s.Request.Path))
	if err == nil {
		var text strings.Builder
		for _, p := range whole.Parts {
			if p.Name != "" {
				p.Text = "x" // whatever the Executor will bind
			}
			text.WriteString(p.Text)
		}
		_, err = url.Parse(text.String())
	}
	if parse, ok := errors.AsType[*url.Error](err); ok {
		err = parse.Err // without the URL, which is in sight
	}
	if err != nil {
		w.faults = append(w.faults, at.Fault(fmt.Sprintf("base_url and path make no URL: %v", err), ""))
	}
}
