package runner

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"runexp/config"
)

// specWriter fills the levels of points into the experiment's templates and
// collects the hosts, and what is wrong.
type specWriter struct {
	experiment *config.Experiment
	points     *points
	// find is the field that is searched, whose level no text may hold yet; empty
	// where none is.
	find   string
	raw    []byte
	sites  map[site]bool // base URLs seen, and whether they are good
	hosts  []string
	faults config.Faults
}

// site is a base URL of a target.
type site struct{ target, base string }

func newSpecWriter(e *config.Experiment, points *points, search *config.Search) *specWriter {
	w := &specWriter{experiment: e, points: points, raw: slices.Clone(e.Request.Raw), sites: make(map[site]bool)}
	if search != nil {
		w.find = search.Find
	}
	return w
}

// specs makes the specs of all points, those of one point's targets next to each
// other.
func (w *specWriter) specs() []Spec {
	targets := views(w.experiment)
	specs := make([]Spec, 0, len(w.points.rows)*len(targets))
	for _, row := range w.points.rows {
		for i := range targets {
			specs = append(specs, w.spec(&targets[i], row))
		}
	}
	return specs
}

// spec makes the spec of a row at a target.
func (w *specWriter) spec(e *view, row []config.Value) Spec {
	bind := func(t config.Template) string { return w.bind(t, row, e.target) }
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
	if e.Warmup.Requests > 0 || e.Warmup.Duration > 0 {
		s.Warmup = &Warmup{Requests: e.Warmup.Requests, Duration: e.Warmup.Duration}
	}
	if w.reaches(e, s.BaseURL) {
		w.join(e, &s)
	}
	return s
}

// bind fills the row's levels into a template. What is left are the names that
// the Executor binds, and that of the field that is searched.
func (w *specWriter) bind(t config.Template, row []config.Value, target string) string {
	values := func(name string) (config.Value, bool) {
		if v, ok := w.named(name, target); ok {
			return v, ok
		}
		return w.points.value(row, name)
	}
	if w.find != "" && t.Uses(w.find) {
		w.fill(t, values) // for a form that its levels do not have
	}
	return w.fill(t, func(name string) (config.Value, bool) {
		if name == w.find {
			return config.Value{}, false
		}
		return values(name)
	})
}

// named is the value of a name that is no field.
func (w *specWriter) named(name, target string) (config.Value, bool) {
	switch name {
	case "name":
		return config.TextValue(w.experiment.Name), true
	case "target":
		return config.TextValue(target), target != ""
	}
	return config.Value{}, false
}

// fill fills values into a template.
func (w *specWriter) fill(t config.Template, values func(name string) (config.Value, bool)) string {
	bound, err := t.Bind(values)
	if err != nil {
		w.faults = append(w.faults, t.At.Fault(err.Error(), ""))
	}
	return bound.String()
}

// reaches checks a base URL and notes its host.
func (w *specWriter) reaches(e *view, base string) bool {
	here := site{e.target, base}
	good, seen := w.sites[here]
	if seen || base == demo {
		return good || base == demo
	}
	host, fault := e.CheckURL(base)
	if fault != nil {
		w.faults = append(w.faults, fault)
	} else {
		w.hosts = append(w.hosts, host)
	}
	w.sites[here] = fault == nil
	return fault == nil
}

// join checks that base URL and path make a URL together, as far as it is known.
func (w *specWriter) join(e *view, s *Spec) {
	base, at := s.BaseURL, e.Path.At
	if base == demo {
		base = "http://127.0.0.1"
	}
	if e.Path.Empty() {
		at = e.Target.URL.At
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
