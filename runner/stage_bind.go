package runner

import (
	"cmp"
	"fmt"
	"iter"
	"math"
	"strings"

	"runexp/config"
)

// commandBinder binds the templates of a stage's commands, and keeps the first
// error.
type commandBinder struct {
	stage  *Stage
	trial  *Trial // nil for commands of the run
	target string
	err    error
}

func (b *commandBinder) fail(err error) {
	if b.err == nil {
		b.err = err
	}
}

// text fills in a template. Nothing is escaped: an argument is one, whatever is in
// it.
func (b *commandBinder) text(template string) string {
	t, err := config.ParseTemplate(template)
	if err == nil {
		t, err = t.Bind(b.value)
	}
	if err != nil {
		b.fail(err)
		return ""
	}
	var text strings.Builder
	for _, p := range t.Parts {
		if p.Name != "" {
			b.fail(fmt.Errorf("nothing binds %s here", p))
		}
		text.WriteString(p.Text)
	}
	return text.String()
}

// value is what a placeholder stands for.
func (b *commandBinder) value(name string) (config.Value, bool) {
	switch name {
	case "name":
		return config.TextValue(b.stage.Plan.Name), true
	case "run":
		return config.TextValue(b.stage.RunID), true
	case "target":
		return config.TextValue(b.target), b.target != ""
	}
	if secret, ok := strings.CutPrefix(name, "secret:"); ok {
		value := ""
		if b.stage.Secret != nil {
			value, _ = b.stage.Secret(secret)
		}
		if value == "" {
			b.fail(fmt.Errorf("secret %s is not set in the environment", secret))
		}
		return config.TextValue(value), true
	}
	if b.trial == nil {
		return config.Value{}, false
	}
	if name == "trial" {
		return config.TextValue(b.trial.Name()), true
	}
	for _, s := range b.trial.Point.Settings {
		if s.Name == name && s.Param {
			return config.TextValue(s.Value), true
		}
	}
	return b.trial.Spec.Load.value(name)
}

// value is the value of a load field, as a template writes it.
func (l *Load) value(name string) (v config.Value, given bool) {
	word := func(text string) (config.Value, bool) { return config.WordValue(text), text != "" }
	switch name {
	case "iterations":
		return config.IntValue(l.Iterations), l.Iterations > 0
	case "duration":
		return config.DurationValue(l.Duration), l.Duration > 0
	case "concurrency":
		return config.IntValue(l.Concurrency), true
	case "discipline":
		return word(l.Discipline)
	case "rate":
		return config.RateValue(int64(math.Round(l.Rate * 3600 * 1000))), l.Open()
	case "arrivals":
		return word(l.Arrivals)
	case "delay":
		if l.Delay == nil {
			return config.Value{}, false
		}
		return config.DurationValue(*l.Delay), true
	case "think_time":
		return config.DurationValue(l.ThinkTime), true
	case "timeout":
		return config.DurationValue(l.Timeout), true
	case "redial":
		return config.DurationValue(l.Redial), true
	case "keepalive":
		return config.BoolValue(l.KeepAlive), true
	case "connections":
		return word(l.Connections)
	case "protocol":
		return word(l.Protocol)
	case "engine":
		return word(l.Engine)
	}
	return config.Value{}, false
}

// environment are the variables by which a hook learns what it runs for. Those
// that have no value here are empty, lest they be those of a run around this one.
func (b *commandBinder) environment() []string {
	var variables []string
	trial := ""
	if b.trial != nil {
		trial = b.trial.Name()
		for _, s := range b.trial.Point.Settings {
			variables = append(variables, variable(s.Name)+"="+s.Value)
		}
	}
	// The last of two of the same name counts: these are never a param's.
	return append(variables,
		variable("run_dir")+"="+b.stage.RunDir,
		variable("trial")+"="+trial,
		variable("target")+"="+b.target,
		variable("base_url")+"="+b.baseURL(),
	)
}

// variable is the name of an environment variable: upper case, and an underscore
// for what is no letter or digit.
func variable(name string) string {
	return "RUNEXP_" + strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z':
			return r - 'a' + 'A'
		case 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
			return r
		}
		return '_'
	}, name)
}

// baseURL is where the requests go; empty where that is not one place, as for a
// run against several targets.
func (b *commandBinder) baseURL() string {
	tried := *b
	text, one := b.base(Target{Name: b.target, BaseURL: b.stage.Plan.BaseURL})
	base := tried.text(text)
	switch {
	case !one || tried.err != nil:
		return ""
	case base == demo:
		return b.stage.Demo
	}
	return base
}

// base is the base URL of a target as the trial has it; for the run, as all trials
// have it, if they have one.
func (b *commandBinder) base(t Target) (text string, one bool) {
	if b.trial != nil {
		return b.trial.Spec.BaseURL, true
	}
	for spec, target := range b.stage.Plan.specs() {
		switch {
		case target != t.Name || spec.BaseURL == text:
		case text != "":
			return "", false
		default:
			text = spec.BaseURL
		}
	}
	return cmp.Or(text, t.BaseURL), true
}

// specs are the specs of all trials, planned or to be searched, with their
// targets.
func (p *Plan) specs() iter.Seq2[*Spec, string] {
	return func(yield func(*Spec, string) bool) {
		for i := range p.Trials {
			if !yield(&p.Trials[i].Spec, p.Trials[i].Target) {
				return
			}
		}
		if p.Search == nil {
			return
		}
		for i := range p.Search.Stems {
			if !yield(&p.Search.Stems[i].Spec, "") {
				return
			}
		}
	}
}
