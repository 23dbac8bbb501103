package config

import "strings"

// This file reads where requests go: one server, or several that are compared.

// maxTargets bounds how many are compared, and maxTargetName their names: they
// stand in the names of trials.
const (
	maxTargets    = 20
	maxTargetName = 40
)

// site is a URL to check once all factors are known.
type site struct {
	key string
	url Template
	// once says that no point checks it anew, so that no factor may be in its host.
	once bool
}

// site reads a base URL: demo, or a template whose host is checked later.
func (d *decoder) site(n *node, key string) Target {
	before := len(d.faults)
	t := d.template(n, key, intoURL)
	if len(t.Parts) == 1 && t.Parts[0].Name == "" && t.Parts[0].Text == demo {
		return Target{Demo: true}
	}
	if len(d.faults) == before {
		d.sites = append(d.sites, site{key: key, url: t})
	}
	return Target{URL: t}
}

// demo is the URL of the built-in server.
const demo = "demo"

func (d *decoder) baseURL(n *node) { d.experiment.Target = d.site(n, "base_url") }

func (d *decoder) targets(n *node) {
	before := len(d.faults)
	if n.shape != mapShape {
		d.faultf(n.at, "write {base: http://…, head: http://…}", "targets is a map of names, this is a %s", n.shape)
		return
	}
	entries := d.unique(n)
	switch {
	case len(entries) < 2:
		d.fault(n.at, "targets compares two or more", "write base_url for one server")
	case len(entries) > maxTargets:
		d.faultf(entries[maxTargets].key.at, "", "targets: more than %d", maxTargets)
		entries = entries[:maxTargets]
	}
	for _, e := range entries {
		d.experiment.Targets = append(d.experiment.Targets, d.namedTarget(e))
	}
	if len(d.faults) > before {
		d.experiment.Targets = nil // nothing more is said of them
	}
}

// namedTarget reads one target: a URL, or a map with more.
func (d *decoder) namedTarget(e entry) NamedTarget {
	name, n := e.key.text, e.value
	t := NamedTarget{Name: name, At: e.key.at}
	key := dotted("targets", short(name))
	if !isSlug(name, maxTargetName) {
		d.faultf(e.key.at, "write letters, digits, dots, dashes and underscores, at most 40", "targets: %s is no name", quoted(name))
	}
	switch {
	case n.null:
		d.empty(n, key)
	case n.shape == scalarShape:
		t.Target = d.site(n, key)
	case n.shape == listShape:
		d.faultf(n.at, "write http://127.0.0.1:8080, or {base_url: …, path: …}", "%s is a URL or a map, this is a list", key)
	default:
		d.fields(n, key, targetFields(key, &t))
		if start := n.find("start"); start != nil && start.shape == mapShape {
			if t.Start == nil {
				t.Start = newStart()
			}
			t.Start.At = entryKey(n, "start")
		}
		if d.lacks(n, key, "base_url") {
			d.fault(e.key.at, key+".base_url is missing", "add base_url: demo, or your server's")
		}
	}
	return t
}

func targetFields(key string, t *NamedTarget) []field {
	return []field{
		{name: "base_url", set: func(d *decoder, n *node) { t.Target = d.site(n, key+".base_url") }},
		{name: "path", set: func(d *decoder, n *node) {
			path := d.template(n, key+".path", intoURL)
			t.Path = &path
		}},
		{name: "headers", set: func(d *decoder, n *node) { t.Header = d.headerFields(n, key+".headers") }},
		{name: "start", group: startFields(key+".start", func(*decoder) *Start {
			if t.Start == nil {
				t.Start = newStart()
			}
			return t.Start
		})},
	}
}

// oneWay checks that the file says once where requests go, and that what starts
// servers stands beside it.
func (d *decoder) oneWay() {
	targets := d.root.find("targets")
	if targets == nil {
		return
	}
	if d.root.find("base_url") != nil {
		d.fault(entryKey(d.root, "base_url"), "base_url and targets: keep one", "targets already says where to go")
	}
	if d.root.find("start") != nil {
		d.fault(entryKey(d.root, "start"), "start goes into each of the targets", "write targets: {base: {base_url: …, start: …}, …}")
	}
}

// targetNames lists the names of the targets, the reference first.
func (d *decoder) targetNames() []string {
	var names []string
	for _, t := range d.experiment.Targets {
		names = append(names, t.Name)
	}
	return names
}

// isSlug reports whether a name may stand in file names: of letters, digits, dots,
// dashes and underscores, the first a letter or digit.
func isSlug(name string, longest int) bool {
	return name != "" && len(name) <= longest && !strings.ContainsRune("._-", rune(name[0])) &&
		!strings.ContainsFunc(name, func(r rune) bool { return !slugRune(r) })
}

// pairing reads how targets are ordered.
func (d *decoder) pairing(n *node) {
	word, ok := d.word(n, "pairing", string(ABBA), string(RandomPairs))
	if ok {
		d.experiment.Pairing = Pairing(word)
	}
	if d.root.find("targets") == nil {
		d.fault(entryKey(d.root, "pairing"), "pairing is never used: it says how targets are ordered", "add targets, or drop pairing")
	}
}
