package config

import (
	"fmt"
	"slices"
	"strings"
)

// decoder walks the nodes of a document and fills an experiment. It goes on
// after a fault, so that all faults are told at once.
type decoder struct {
	experiment *Experiment
	env        *environment
	readFile   func(string) ([]byte, error)

	root   *node
	faults Faults
	// broken are factors that the file gives with a fault, or params as a whole:
	// nothing more is said of them.
	broken map[string]bool
	torn   bool            // a template could not be read
	meant  map[string]bool // keys that misspelt ones were probably meant for
	levels int             // of all factors together
	// builtins are the placeholders that the experiment has beside factors.
	builtins []string
	// baseline is the gate's, given beside the file.
	baseline string
	measured *scope // of conditions on what is measured, once it is needed
	// conditions are those that are read already: an alias can use a large one often.
	conditions map[reading]condition
	// templates are all templates, to be checked once all names are known.
	templates []placed
	// sites are all URLs that are loaded, to be checked likewise.
	sites []site
	// added are the values that included points give, by factor.
	added map[string][]Level
}

// placed is a template and where it goes.
type placed struct {
	template Template
	// key is the dotted name of the field, such as request.headers.X-Id.
	key  string
	into destination
	when timing
}

// destination says what a template becomes part of, and so which characters
// and forms may stand in it.
type destination uint8

const (
	intoURL destination = iota
	intoHeader
	intoBody
	intoJSON
	intoForm
	intoCommand
)

// field is a key that a map may have.
type field struct {
	name string
	// set reads the value; nil for a group, and for what is not built yet.
	set func(d *decoder, n *node)
	// group holds the keys of a map.
	group []field
}

// hintless is the number of faults after which no more hints are looked up:
// nobody sees them, and a hostile file has tens of thousands of unknown keys.
const hintless = 500

func (d *decoder) fault(at Pos, message, hint string) {
	d.faults = append(d.faults, at.Fault(message, hint))
}

func (d *decoder) faultf(at Pos, hint, format string, args ...any) {
	d.fault(at, fmt.Sprintf(format, args...), hint)
}

// lacks reports whether a map has no such key, and none that was meant for it.
func (d *decoder) lacks(n *node, key, name string) bool {
	return n.find(name) == nil && !d.meant[dotted(key, name)]
}

// empty tells a key that has no value.
func (d *decoder) empty(n *node, key string) {
	d.fault(n.at, key+" is empty", "give it a value or remove the line")
}

// decode fills the experiment from the root map.
func (d *decoder) decode(root *node) {
	if root.shape != mapShape {
		d.faultf(root.at, "write name: … and base_url: …", "an experiment is a map, this is a %s", root.shape)
		return
	}
	d.root = root
	d.builtins = builtinNames()
	if root.find("targets") != nil {
		d.builtins = append(d.builtins, "target")
	}
	d.fields(root, "", rootFields())
	d.relations()
	d.check()
}

// fields reads the entries of a map, each by its field.
func (d *decoder) fields(n *node, key string, known []field) {
	for _, e := range d.unique(n) {
		name := e.key.text
		k := slices.IndexFunc(known, func(f field) bool { return f.name == name })
		switch {
		case strings.HasPrefix(name, "x-"):
		case k < 0 && key == "checks" && d.aboutResponses(e):
		case k < 0:
			d.unknownKey(e, key, n, known)
		case known[k].set == nil && known[k].group == nil:
			d.unbuilt(e, dotted(key, name))
		case e.value.null:
			if _, load := loadFieldNamed(name); key == "" && (load || name == "params") {
				d.broken[name] = true
			}
			d.empty(e.value, dotted(key, name))
		case known[k].group != nil:
			if d.isMap(e.value, dotted(key, name)) {
				d.fields(e.value, dotted(key, name), known[k].group)
			}
		default:
			known[k].set(d, e.value)
		}
	}
}

// unique lists the entries of a map, each key once; a second one is a fault.
func (d *decoder) unique(n *node) []entry {
	first := make(map[string]Pos, len(n.entries))
	entries := make([]entry, 0, len(n.entries))
	for _, e := range n.entries {
		if at, again := first[e.key.text]; again {
			d.faultf(e.key.at, "remove one of them", "%s is given twice, first in line %d", short(e.key.text), at.Line)
			continue
		}
		first[e.key.text] = e.key.at
		entries = append(entries, e)
	}
	return entries
}

func (d *decoder) unknownKey(e entry, key string, n *node, known []field) {
	message := "unknown field " + quoted(e.key.text)
	if len(d.faults) > hintless {
		d.fault(e.key.at, message, "")
		return
	}
	hint, near := "", nearest(e.key.text, fieldNames(known))
	ours := foreignWithin(key, e.key.text)
	switch {
	case key == "":
		hint = foreign(e.key.text, e.value)
	case ours != "":
		near, _, _ = strings.Cut(ours, ":")
		hint = "did you mean " + ours + "?"
	}
	d.meant[dotted(key, near)] = true
	switch {
	case hint != "" || near == "":
	case n.find(near) != nil:
		hint = near + " is already there; remove this line"
	default:
		hint = "did you mean " + near + "?"
	}
	d.fault(e.key.at, message, hint)
}

func (d *decoder) unbuilt(e entry, key string) {
	d.fault(e.key.at, key+" is not supported yet", "")
}

// isMap complains when n is no map.
func (d *decoder) isMap(n *node, key string) bool {
	if n.shape != mapShape {
		d.faultf(n.at, "", "%s is a map, this is a %s", key, n.shape)
	}
	return n.shape == mapShape
}

// list returns the items of a list; a single value is a fault with the hint to
// put brackets around it.
func (d *decoder) list(n *node, key string) []*node {
	if n.shape == listShape {
		return n.items
	}
	hint := "put [ ] around it"
	if n.shape == scalarShape && n.text != "" {
		hint = "write [" + short(n.text) + "]"
	}
	d.faultf(n.at, hint, "%s is a list, this is a %s", key, n.shape)
	return nil
}

func fieldNames(fields []field) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	return names
}

// dotted joins keys as --set takes them.
func dotted(key, name string) string {
	if key == "" {
		return name
	}
	return key + "." + name
}
