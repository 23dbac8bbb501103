package config

import (
	"regexp"
	"strings"
)

// This file reads where requests go and what they carry besides a body.

// template reads a scalar as a template and notes it for the checks.
func (d *decoder) template(n *node, key string, into destination) Template {
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
	d.templates = append(d.templates, placed{template: t, key: key, into: into})
	return t
}

func (d *decoder) baseURL(n *node) {
	before := len(d.faults)
	t := d.template(n, "base_url", intoURL)
	d.brokenURL = len(d.faults) > before
	if len(t.Parts) == 1 && t.Parts[0].Name == "" && t.Parts[0].Text == "demo" {
		d.experiment.Target.Demo = true
		return
	}
	d.experiment.Target.URL = t
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
	if !d.isMap(n, "request.headers") {
		return
	}
	seen := make(map[string]bool)
	for _, e := range d.unique(n) {
		name := e.key.text
		switch lower := strings.ToLower(name); {
		case !token.MatchString(name):
			d.faultf(e.key.at, "", "request.headers: %s is no header name", quoted(name))
		case seen[lower]:
			d.faultf(e.key.at, "remove one of them", "request.headers: %s is given twice", short(name))
		case ownHeader(lower) != "":
			d.faultf(e.key.at, ownHeader(lower), "request.headers: runexp writes %s itself", name)
		default:
			seen[lower] = true
			value := d.template(e.value, dotted("request.headers", short(name)), intoHeader)
			d.experiment.Request.Header = append(d.experiment.Request.Header, Header{Name: name, Value: value})
		}
	}
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
