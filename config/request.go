package config

import (
	"regexp"
	"strings"
)

// This file reads where requests go and what they carry besides a body.

// template reads a scalar as a template of each request.
func (d *decoder) template(n *node, key string, into destination) Template {
	return d.timed(n, key, into, timing{})
}

// timed reads a scalar as a template and notes it for the checks.
func (d *decoder) timed(n *node, key string, into destination, when timing) Template {
	switch {
	case n.shape != scalarShape:
		d.faultf(n.at, "", "%s must be text, this is a YAML %s", key, n.shape)
		return Template{}
	case n.null:
		d.empty(n, key)
		return Template{}
	}
	t, faults := parseTemplate(&passage{at: n.at, text: n.text}, d.env)
	d.faults = append(d.faults, faults...)
	d.torn = d.torn || len(faults) > 0
	d.templates = append(d.templates, placed{template: t, key: key, into: into, when: when})
	return t
}

func (d *decoder) path(n *node) {
	d.experiment.Path = d.template(n, "path", intoURL)
}

var token = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")

func (d *decoder) method(n *node) {
	method, ok := d.text(n, "request.method")
	switch upper := strings.ToUpper(method); {
	case !ok:
	case !token.MatchString(method):
		d.faultf(n.at, "write GET or POST", "request.method %s is no method", quoted(method))
	case method != upper:
		d.fault(n.at, "request.method: methods are in capitals", "write "+short(upper))
	case method == "CONNECT":
		d.fault(n.at, "request.method CONNECT opens a tunnel, no fetch", "")
	default:
		d.experiment.Request.Method = method
	}
}

func (d *decoder) headers(n *node) {
	d.experiment.Request.Header = append(d.experiment.Request.Header, d.headerFields(n, "request.headers")...)
}

// headerFields reads header fields by name.
func (d *decoder) headerFields(n *node, key string) []Header {
	if !d.isMap(n, key) {
		return nil
	}
	var fields []Header
	seen := make(map[string]bool)
	for _, e := range d.unique(n) {
		name := e.key.text
		switch lower := strings.ToLower(name); {
		case !token.MatchString(name):
			d.faultf(e.key.at, "", "%s: %s is no header name", key, quoted(name))
		case seen[lower]:
			d.faultf(e.key.at, "remove one of them", "%s: %s is given twice", key, short(name))
		case ownHeader(lower) != "":
			d.faultf(e.key.at, ownHeader(lower), "%s: runexp writes %s itself", key, name)
		default:
			seen[lower] = true
			fields = append(fields, Header{Name: name, Value: d.template(e.value, dotted(key, short(name)), intoHeader)})
		}
	}
	return fields
}

// ownHeader is the hint for a header that belongs to the engine: it frames the
// message or holds the connection.
func ownHeader(lower string) string {
	switch lower {
	case "connection", "keep-alive", "proxy-connection":
		return "use keepalive: false to close connections"
	case "content-length", "transfer-encoding", "trailer", "te":
		return "it follows from the body"
	case "upgrade", "expect":
		return "a crawl speaks plain HTTP/1.1"
	}
	return ""
}

func (d *decoder) maxBody(n *node) {
	if size, ok := d.bytes(n, "request.max_body"); ok {
		d.experiment.Request.MaxBody = size
	}
}
