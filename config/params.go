package config

import (
	"regexp"
	"slices"
)

var identifier = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// params reads the user's own factors.
func (d *decoder) params(n *node) {
	if !d.isMap(n, "params") {
		d.broken["params"] = true
		return
	}
	entries := d.unique(n)
	if len(entries) > maxParams {
		d.faultf(entries[maxParams].key.at, "", "params: more than %d", maxParams)
		entries = entries[:maxParams]
		d.broken["params"] = true
	}
	for _, e := range entries {
		name := e.key.text
		switch {
		case !identifier.MatchString(name):
			d.broken[name] = true
			d.faultf(e.key.at, "write letters, digits and underscores", "params: %s is no name", quoted(name))
		case reserved(name):
			d.broken[name] = true
			d.faultf(e.key.at, "give the param another name", "params: %s already has a meaning", name)
		default:
			d.factor(e.key.at, e.value, loadField{name: name, kind: Text})
		}
	}
}

// reserved reports whether a name means something in templates or expressions.
func reserved(name string) bool {
	_, load := loadFieldNamed(name)
	return load || keyword(name) || name == "target" || slices.Contains(builtinNames(), name) || slices.Contains(Metrics(), name)
}
