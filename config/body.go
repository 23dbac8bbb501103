package config

import (
	"fmt"
	"regexp"
	"strings"
)

// This file reads what requests carry. A request has one body at most.

func (d *decoder) body(n *node) {
	if n.shape != scalarShape {
		d.faultf(n.at, "write json: instead of body:", "request.body must be text, this is a YAML %s", n.shape)
		return
	}
	if d.onlyBody(n) {
		d.experiment.Request.Body = d.template(n, "request.body", intoBody)
	}
}

func (d *decoder) bodyFile(n *node) {
	name, ok := d.text(n, "request.body_file")
	if !ok || !d.onlyBody(n) {
		return
	}
	if d.readFile == nil {
		d.fault(n.at, "files can't be read here", "write the body into the experiment")
		return
	}
	data, err := d.readFile(name)
	switch {
	case err != nil:
		d.fault(n.at, "request.body_file: "+visible(err.Error()), "paths start at the experiment's folder")
	case len(data) > maxBodyFile:
		d.faultf(n.at, "", "request.body_file: %s is larger than 64 MiB", short(name))
	default:
		d.experiment.Request.Raw = data
	}
}

func (d *decoder) json(n *node) {
	if !d.onlyBody(n) {
		return
	}
	b := builder{at: n.at}
	d.writeJSON(&b, n, "request.json")
	d.experiment.Request.Body = b.template()
	d.contentType("application/json")
}

func (d *decoder) form(n *node) {
	if !d.isMap(n, "request.form") || !d.onlyBody(n) {
		return
	}
	b := builder{at: n.at}
	for i, e := range d.unique(n) {
		d.plainKey(e.key, "request.form")
		value := d.template(e.value, dotted("request.form", short(e.key.text)), intoForm)
		if i > 0 {
			b.add(Part{Text: "&", At: n.at})
		}
		b.add(Part{Text: Escape(e.key.text, URLForm) + "=", At: e.key.at})
		b.escape(value, URLForm)
	}
	d.experiment.Request.Body = b.template()
	d.contentType("application/x-www-form-urlencoded")
}

// escape adds a template whose texts, and values without a form of their own,
// are written in a form.
func (b *builder) escape(t Template, form Form) {
	for _, p := range t.Parts {
		if p.Name == "" {
			p.Text = Escape(p.Text, form)
		} else if p.Form == "" {
			p.Form = form
		}
		b.add(p)
	}
}

// contentType notes the type of a body that runexp writes; a header of the
// file's own wins, wherever it stands.
func (d *decoder) contentType(value string) {
	request := d.root.find("request")
	if headers := request.find("headers"); headers != nil {
		for _, e := range headers.entries {
			if strings.EqualFold(e.key.text, "Content-Type") {
				return
			}
		}
	}
	t := Template{Parts: []Part{{Text: value}}}
	d.experiment.Request.Header = append(d.experiment.Request.Header, Header{Name: "Content-Type", Value: t})
}

// onlyBody checks that the request has one kind of body.
func (d *decoder) onlyBody(n *node) bool {
	first := ""
	for _, e := range d.root.find("request").entries {
		switch e.key.text {
		case "body", "body_file", "json", "form":
			if first != "" && first != e.key.text && e.value == n {
				d.faultf(e.key.at, "drop one", "a request has one body: %s and %s", first, e.key.text)
				return false
			}
			if first == "" {
				first = e.key.text
			}
		}
	}
	return true
}

// writeJSON writes a value as JSON: texts with their placeholders escaped,
// numbers and truths as they stand.
func (d *decoder) writeJSON(b *builder, n *node, key string) {
	write := func(text string) { b.add(Part{Text: text, At: n.at}) }
	separator := ""
	switch n.shape {
	case mapShape:
		write("{")
		for _, e := range d.unique(n) {
			d.plainKey(e.key, key)
			write(separator + jsonString(e.key.text) + ":")
			separator = ","
			d.writeJSON(b, e.value, dotted(key, short(e.key.text)))
		}
		write("}")
	case listShape:
		write("[")
		for i, item := range n.items {
			write(separator)
			separator = ","
			d.writeJSON(b, item, fmt.Sprintf("%s[%d]", key, i))
		}
		write("]")
	case scalarShape:
		d.writeJSONScalar(b, n, key)
	}
}

var (
	jsonNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)
	// looseNumber is what some YAML readers take for a number and others for
	// a text.
	looseNumber = regexp.MustCompile(`^[-+]?(\.?[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?|0[xo][0-9a-fA-F_]+|0b[01_]+|\.(inf|Inf|INF))$|^\.(nan|NaN|NAN)$`)
)

func (d *decoder) writeJSONScalar(b *builder, n *node, key string) {
	write := func(text string) { b.add(Part{Text: text, At: n.at}) }
	switch {
	case n.null:
		write("null")
	case n.plain && (n.text == "true" || n.text == "false" || jsonNumber.MatchString(n.text)):
		write(n.text)
	case n.plain && looseNumber.MatchString(n.text):
		d.faultf(n.at, "write it as JSON does, or quote it", "%s: %s is a number to some and a text to others", key, short(n.text))
	case n.plain && looseTruth(n.text) != "":
		d.faultf(n.at, "write "+looseTruth(n.text)+", or "+inQuotes(n.text)+" if you mean the text", "%s: %s is a truth to some and a text to others", key, n.text)
	default:
		write(`"`)
		b.escape(d.template(n, key, intoJSON), JSONText)
		write(`"`)
	}
}

// looseTruth is what a word means that some YAML readers take for true or
// false; empty for other words.
func looseTruth(text string) string {
	switch text {
	case "yes", "Yes", "YES", "on", "On", "ON", "True", "TRUE":
		return "true"
	case "no", "No", "NO", "off", "Off", "OFF", "False", "FALSE":
		return "false"
	}
	return ""
}

// plainKey refuses placeholders in a key: it is sent as it stands.
func (d *decoder) plainKey(n *node, key string) {
	if k := strings.Index(n.text, "${"); k >= 0 {
		p := passage{at: n.at, text: n.text}
		d.fault(p.part(k, len(n.text)), "a placeholder can't stand in a key of "+key, "only values are filled in")
	}
}
