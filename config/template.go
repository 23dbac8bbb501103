package config

import (
	"fmt"
	"slices"
	"strings"
)

// Template is text with placeholders, taken apart. Literal parts and
// placeholders alternate freely.
type Template struct {
	Parts []Part
	At    Pos
}

// Part is a literal or a placeholder of a template.
type Part struct {
	// Name is the placeholder's name, such as random or secret:TOKEN; empty
	// for a literal.
	Name string
	// Form says how its value is written; empty for as it is.
	Form Form
	// Text is a literal's text.
	Text string
	At   Pos
}

// String is the placeholder or the literal as a template writes it.
func (p Part) String() string {
	switch {
	case p.Name == "":
		return strings.ReplaceAll(p.Text, "$", "$$")
	case p.Form == "":
		return "${" + p.Name + "}"
	}
	return "${" + p.Name + "." + string(p.Form) + "}"
}

// String is the template's text: ParseTemplate reads it back.
func (t Template) String() string {
	var b strings.Builder
	for _, p := range t.Parts {
		b.WriteString(p.String())
	}
	return b.String()
}

// Empty reports whether the template writes nothing.
func (t Template) Empty() bool { return len(t.Parts) == 0 }

// Uses reports whether the template has a placeholder of that name.
func (t Template) Uses(name string) bool {
	return slices.ContainsFunc(t.Parts, func(p Part) bool { return p.Name == name })
}

// Bind replaces the placeholders that values knows by what they write, and
// leaves the others.
func (t Template) Bind(values func(name string) (Value, bool)) (Template, error) {
	b := builder{at: t.At}
	for _, p := range t.Parts {
		v, ok := Value{}, false
		if p.Name != "" {
			v, ok = values(p.Name)
		}
		if ok {
			text, err := v.Write(p.Form)
			if err != nil {
				return Template{}, fmt.Errorf("%s: %w", p, err)
			}
			p = Part{Text: text, At: p.At}
		}
		b.add(p)
	}
	return b.template(), nil
}

// builder puts a template together; literals that meet become one.
type builder struct {
	at      Pos
	parts   []Part
	literal strings.Builder
	start   Pos // of the literal
}

func (b *builder) add(p Part) {
	if p.Name != "" {
		b.flush()
		b.parts = append(b.parts, p)
		return
	}
	if b.literal.Len() == 0 {
		b.start = p.At
	}
	b.literal.WriteString(p.Text)
}

func (b *builder) flush() {
	if b.literal.Len() > 0 {
		b.parts = append(b.parts, Part{Text: b.literal.String(), At: b.start})
		b.literal.Reset()
	}
}

func (b *builder) template() Template {
	b.flush()
	return Template{Parts: b.parts, At: b.at}
}

// ParseTemplate reads template text that holds no environment variables, such
// as that of a plan.
func ParseTemplate(text string) (Template, error) {
	t, faults := parseTemplate(&passage{text: text}, nil)
	if len(faults) > 0 {
		return Template{}, faults[0]
	}
	return t, nil
}

// parseTemplate takes text apart. Environment variables become literals at
// once; whether other names exist is for the caller to check, who knows them.
func parseTemplate(p *passage, env *environment) (Template, []*Fault) {
	b := builder{at: p.at}
	var faults []*Fault
	for done := 0; done < len(p.text); {
		k := strings.IndexByte(p.text[done:], '$')
		if k < 0 {
			k = len(p.text) - done
		}
		if k > 0 {
			b.add(Part{Text: p.text[done : done+k], At: p.at})
		}
		done += k
		switch rest := p.text[done:]; {
		case rest == "":
		case strings.HasPrefix(rest, "$$"):
			b.add(Part{Text: "$", At: p.at})
			done += 2
		case strings.HasPrefix(rest, "${"):
			part, length, fault := placeholder(p, done, env)
			if fault != nil {
				faults = append(faults, fault)
			}
			b.add(part)
			done += length
		default:
			b.add(Part{Text: "$", At: p.at})
			done++
		}
	}
	return b.template(), faults
}

// placeholder reads the ${...} that starts at a place of the text.
func placeholder(text *passage, start int, env *environment) (Part, int, *Fault) {
	length, fault := placeholderLength(text, start)
	if fault != nil {
		return Part{}, len(text.text) - start, fault
	}
	here := text.part(start, start+length)
	name := text.text[start+2 : start+length-1]
	if rest, ok := strings.CutPrefix(name, "env:"); ok {
		value, fault := env.expand(rest, here)
		return Part{Text: value, At: here}, length, fault
	}
	p := Part{Name: name, At: here}
	if k := strings.LastIndexByte(name, '.'); k >= 0 {
		if p.Form = Form(name[k+1:]); !p.Form.known() {
			return Part{}, length, here.Fault("unknown form "+short(name[k:]), "the forms are .s .us .go for durations, .url, .json and .jsontext")
		}
		p.Name = name[:k]
	}
	if p.Name == "" || p.Name == "secret:" {
		return Part{}, length, here.Fault("a placeholder without a name", "write $$ for a $")
	}
	return p, length, nil
}
