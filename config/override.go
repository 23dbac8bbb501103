package config

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// override applies --set and --unset to a parsed document. The document itself
// is left alone, for an anchor may use a part of it elsewhere.
func (d *decoder) override(root *node, set, unset []string) *node {
	if root.shape != mapShape {
		return root // told soon enough
	}
	order := 1
	for _, key := range unset {
		src := newSource("--unset", key, order)
		order++
		changed, ok := root.without(keyPath(src, key))
		if !ok {
			d.fault(src.whole(1), "the file has no "+short(key), "")
			continue
		}
		root = changed
	}
	for _, setting := range set {
		src := newSource("--set", setting, order)
		order++
		if changed := d.set(root, src, setting); changed != nil {
			root = changed
		}
	}
	return root
}

// set applies one KEY=VALUE; nil where it can't.
func (d *decoder) set(root *node, src *source, setting string) *node {
	key, value, ok := strings.Cut(setting, "=")
	if f := src.readable([]byte(setting)); f != nil {
		f.Message = strings.Replace(f.Message, "the file", "the argument", 1)
		d.faults = append(d.faults, f)
		return nil
	}
	if !ok || key == "" || strings.ContainsAny(key, "\n\r\u0085\u2028\u2029") {
		d.fault(src.whole(1), "--set takes KEY=VALUE", "write --set concurrency=1,8,64")
		return nil
	}
	n, faults := parseValue(src, key, value)
	if len(faults) > 0 {
		d.faults = append(d.faults, faults...)
		return nil
	}
	changed, stuck := root.with(keyPath(src, key), n)
	if changed == nil {
		d.faultf(stuck, "set the whole of it", "%s can't be set: this is no map in the file", short(key))
	}
	return changed
}

// step is one name of a dotted key, and where it stands in the argument.
type step struct {
	name string
	at   Pos
}

// keyPath splits a dotted key. Below params, labels, headers and form the rest
// is one name, dots included.
func keyPath(src *source, key string) []step {
	names := strings.Split(key, ".")
	for _, group := range []string{"params.", "labels.", "request.headers.", "request.form."} {
		if rest, ok := strings.CutPrefix(key, group); ok {
			names = append(strings.Split(strings.TrimSuffix(group, "."), "."), rest)
		}
	}
	column := 1
	path := make([]step, len(names))
	for i, name := range names {
		width := utf8.RuneCountInString(name)
		path[i] = step{name, src.at(1, column, max(1, width))}
		column += width + 1
	}
	return path
}

// parseValue reads the value of --set as YAML; commas on a factor make a list.
// It is read with as many blanks before it as the key is wide, so that columns
// are those of the argument.
func parseValue(src *source, key, value string) (*node, []*Fault) {
	width := utf8.RuneCountInString(key)
	text := slices.Clone(src.ended)
	rest := strings.TrimPrefix(text[0], key+"=")
	text[0] = strings.Repeat(" ", width+1) + rest
	if isFactorKey(key) && len(text) == 1 && strings.Contains(value, ",") && !strings.ContainsAny(value, "[{") {
		text[0] = strings.Repeat(" ", width) + "[" + strings.TrimSuffix(rest, "\n") + "]\n"
	}
	n, faults := parse(src, text)
	if len(faults) == 1 && faults[0].Message == emptyFile {
		hint := "use --unset " + short(key) + " to remove it"
		return nil, []*Fault{src.at(1, width+1, 1).Fault("--set "+short(key)+" has no value", hint)}
	}
	return n, faults
}

func isFactorKey(key string) bool {
	_, load := loadFieldNamed(key)
	return load || strings.HasPrefix(key, "params.")
}

// with is the map with a value at a path; maps on the way are made where there
// are none. It is nil where something else stands on the way, and where that is.
func (n *node) with(path []step, value *node) (changed *node, stuck Pos) {
	if n.shape != mapShape {
		return nil, path[0].at
	}
	here := path[0]
	if len(path) > 1 {
		next := n.find(here.name)
		if next == nil || next.null {
			next = &node{shape: mapShape, at: here.at}
		}
		if value, stuck = next.with(path[1:], value); value == nil {
			return nil, stuck
		}
	}
	key := &node{text: here.name, plain: true, at: here.at}
	clone := *n
	clone.entries = slices.Clone(n.entries)
	for i, e := range clone.entries {
		if e.key.text != here.name {
			continue
		}
		if len(path) > 1 {
			key = e.key
		}
		clone.entries[i] = entry{key, value}
		return &clone, Pos{}
	}
	clone.entries = append(clone.entries, entry{key, value})
	return &clone, Pos{}
}

// without is the map without the key at a path, and whether it had it.
func (n *node) without(path []step) (changed *node, ok bool) {
	clone := *n
	here := path[0].name
	if len(path) == 1 {
		clone.entries = slices.DeleteFunc(slices.Clone(n.entries), func(e entry) bool { return e.key.text == here })
		return &clone, len(clone.entries) < len(n.entries)
	}
	clone.entries = slices.Clone(n.entries)
	for i, e := range clone.entries {
		if e.key.text != here {
			continue
		}
		below, ok := e.value.without(path[1:])
		clone.entries[i].value = below
		return &clone, ok
	}
	return n, false
}
