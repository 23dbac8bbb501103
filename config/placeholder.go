package config

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// This file holds placeholders against the names there are, and what they
// write against the places where they write it.

// builtinNames are the placeholders that every experiment has.
func builtinNames() []string { return []string{"random", "index", "trial", "run", "name"} }

// placeholders checks the names in a template, and the text around them.
func (d *decoder) placeholders(t placed) {
	for _, p := range t.template.Parts {
		if p.Name == "" {
			d.characters(p.Text, "", p.At, t)
			continue
		}
		secret, isSecret := strings.CutPrefix(p.Name, "secret:")
		builtin := slices.Contains(d.builtins, p.Name)
		switch {
		case d.untimely(p, t):
		case isSecret:
			d.secret(secret, p, t)
		case !builtin && !d.given(p.Name) && p.Name != d.searched() && d.root.find("data") == nil: // or a column of data, one day
			d.unknownPlaceholder(p)
		}
		switch {
		case (isSecret || builtin) && p.Form.ofDuration():
			d.fault(p.At, short(p.String())+": "+errOnlyDurations.Error(), "write "+short(Part{Name: p.Name}.String()))
		case t.into == intoJSON && p.Form == JSONForm:
			d.fault(p.At, short(p.String())+" stands in a JSON string already", "write "+short(Part{Name: p.Name}.String())+": it is escaped")
		case t.into == intoForm && (p.Form == JSONForm || p.Form == JSONText):
			d.fault(p.At, short(p.String())+": a form field is percent-encoded", "write "+short(Part{Name: p.Name}.String())+", or use body: or json:")
		}
	}
}

// secret checks a secret without ever telling what it is.
func (d *decoder) secret(name string, p Part, t placed) {
	value, _ := d.env.lookup(name)
	if value == "" {
		d.fault(p.At, "secret "+short(name)+" is not set in the environment", "export "+short(name)+" first")
		return
	}
	if bad, _, _ := forbidden(Escape(value, p.Form), t.into); bad {
		hint := "a line break at its end, perhaps?"
		if t.into == intoURL {
			hint = "write ${secret:" + short(name) + ".url}"
		}
		d.fault(p.At, "secret "+short(name)+" holds a character that can't stand in "+t.key, hint)
	}
}

func (d *decoder) unknownPlaceholder(p Part) {
	if len(d.faults) > hintless {
		d.fault(p.At, "unknown ${"+short(p.Name)+"}", "")
		return
	}
	known := slices.Concat(d.builtins, d.factorNames())
	hint := "the names are " + strings.Join(known[:min(len(known), 12)], ", ")
	if p.Name == "target" {
		hint = "it needs targets: {base: …, head: …}"
	} else if _, load := loadFieldNamed(p.Name); load {
		hint = "give " + p.Name + " a value"
	} else if near := nearest(p.Name, known); near != "" {
		hint = "did you mean ${" + near + "}?"
	}
	d.fault(p.At, "unknown ${"+short(p.Name)+"}", hint)
}

// characters checks that a text may stand where a template puts it. Via names
// the placeholder that writes it, empty for the template's own text.
func (d *decoder) characters(text, via string, at Pos, t placed) {
	bad, what, hint := forbidden(text, t.into)
	if !bad {
		return
	}
	if via == "" {
		d.fault(at, what, hint)
		return
	}
	if t.into == intoURL {
		hint = fmt.Sprintf("write ${%s.url} in %s (line %d)", via, t.key, t.template.At.Line)
	}
	d.faultf(at, hint, "%s: ${%s} in %s", what, via, t.key)
}

// forbidden says whether text holds a character that can't stand there.
func forbidden(text string, into destination) (bad bool, what, hint string) {
	for _, r := range text {
		switch {
		case into == intoURL && r == ' ':
			return true, "a space can't stand in a URL", "write %20"
		case into == intoURL && (r < ' ' || r == 0x7f):
			return true, "a control character can't stand in a URL", "percent-encode it"
		case into == intoURL && r > 0x7f:
			return true, fmt.Sprintf("%q can't stand in a URL", r), "percent-encode it: " + Escape(string(r), URLForm)
		case into == intoURL && r == '#':
			return true, "a # can't stand in a URL: the rest would not be sent", "write %23"
		case into == intoHeader && (r < ' ' && r != '\t' || r == 0x7f):
			return true, "a control character can't stand in a header", ""
		case into == intoCommand && r == 0:
			return true, "a command can't hold a NUL", ""
		}
	}
	return false, "", ""
}

// values checks each value of each factor where templates write it. A factor
// that is written in the same way to the same kind of place is checked once.
func (d *decoder) values() {
	type way struct {
		name string
		form Form
		into destination
	}
	done := make(map[way]bool)
	for _, t := range d.templates {
		for _, p := range t.template.Parts {
			w := way{p.Name, p.Form, t.into}
			if p.Name == "" || done[w] {
				continue
			}
			done[w] = true
			d.eachValue(p.Name, func(l Level) { d.written(l, p, t) })
		}
	}
}

// eachValue calls f with the values of a factor, those of included points too.
func (d *decoder) eachValue(name string, f func(Level)) {
	if factor := d.experiment.Factor(name); factor != nil {
		for _, l := range factor.Levels {
			f(l)
		}
	}
	for _, l := range d.added[name] {
		f(l)
	}
}

func (d *decoder) written(l Level, p Part, t placed) {
	text, err := l.Value.Write(p.Form)
	switch {
	case err == nil:
		d.characters(text, p.Name, l.At, t)
	case p.Form == "" && l.Value.kind == Duration:
		d.faultf(l.At, fmt.Sprintf("write ${%s.us} in %s (line %d)", p.Name, t.key, p.At.Line),
			"${%s} writes whole milliseconds, %s is not", p.Name, microseconds(l.Value.Duration()))
	case l.Value.kind != Duration:
		d.fault(p.At, p.String()+": "+err.Error(), "write ${"+p.Name+"}")
	default:
		d.fault(l.At, p.String()+": "+err.Error(), "")
	}
}

// microseconds writes a short duration as people write it in files: 1500us.
func microseconds(d time.Duration) string {
	if d%time.Microsecond == 0 {
		return fmt.Sprintf("%dus", d.Microseconds())
	}
	return fmt.Sprintf("%dns", d.Nanoseconds())
}
