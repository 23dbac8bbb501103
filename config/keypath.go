package config

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// This file follows dotted keys, such as gate.fail_if[0].worse_by, into a
// document.

// step is one name of a dotted key, or the place of an item in a list, and where it
// stands in the argument.
type step struct {
	name   string
	item   int
	isItem bool
	at     Pos
}

// stuck is where a key leads nowhere.
type stuck struct {
	at  Pos
	why string
}

// indexed is a name with places of items behind it.
var indexed = regexp.MustCompile(`^([^\[\]]+)((?:\[[0-9]{1,6}\])+)$`)

// keyPath splits a dotted key. Below params, labels, headers and form the rest
// is one name, dots included; a target of the document may have dots in its name.
func (n *node) keyPath(src *source, key string) []step {
	names, free := n.split(key)
	column := 1
	var path []step
	for i, name := range names {
		width := utf8.RuneCountInString(name)
		at := src.at(1, column, max(1, width))
		column += width + 1
		m := indexed.FindStringSubmatch(name)
		if m == nil || free && i == len(names)-1 {
			path = append(path, step{name: name, at: at})
			continue
		}
		path = append(path, step{name: m[1], at: at})
		for item := range strings.SplitSeq(strings.Trim(m[2], "[]"), "][") {
			number, _ := strconv.Atoi(item)
			path = append(path, step{item: number, isItem: true, at: at})
		}
	}
	return path
}

// split takes a dotted key apart; free says that its last name is one of the
// user's own.
func (n *node) split(key string) (names []string, free bool) {
	for _, group := range []string{"params.", "labels.", "request.headers.", "request.form."} {
		if rest, ok := strings.CutPrefix(key, group); ok {
			return append(strings.Split(strings.TrimSuffix(group, "."), "."), rest), true
		}
	}
	names = strings.Split(key, ".")
	rest, ok := strings.CutPrefix(key, "targets.")
	targets := n.find("targets")
	if !ok || targets == nil {
		return names, false
	}
	longest := ""
	for _, e := range targets.entries {
		if name := e.key.text; len(name) > len(longest) && (rest == name || strings.HasPrefix(rest, name+".")) {
			longest = name
		}
	}
	if longest == "" {
		return names, false
	}
	names = []string{"targets", longest}
	if below := strings.TrimPrefix(rest[len(longest):], "."); below != "" {
		names = append(names, strings.Split(below, ".")...)
	}
	return names, false
}

// with is the node with a value at a path; maps on the way are made where there
// are none. It is nil where something else stands on the way, and where that is.
func (n *node) with(path []step, value *node) (changed *node, at stuck) {
	here := path[0]
	switch {
	case here.isItem && (n.shape != listShape || here.item >= len(n.items)):
		return nil, stuck{here.at, "there is no item " + strconv.Itoa(here.item) + " in the file, counted from 0"}
	case !here.isItem && n.shape != mapShape:
		return nil, stuck{here.at, "this is no map in the file"}
	}
	if len(path) > 1 {
		next := n.step(here)
		if next == nil || next.null {
			next = &node{shape: mapShape, at: here.at}
		}
		if value, at = next.with(path[1:], value); value == nil {
			return nil, at
		}
	}
	return n.put(here, value, len(path) > 1), stuck{}
}

// put is the node with a value where a step leads. A key that is there already
// keeps its place in the file where only something below it is new.
func (n *node) put(here step, value *node, below bool) *node {
	clone := *n
	if here.isItem {
		clone.items = slices.Clone(n.items)
		clone.items[here.item] = value
		return &clone
	}
	key := &node{text: here.name, plain: true, at: here.at}
	clone.entries = slices.Clone(n.entries)
	i := slices.IndexFunc(n.entries, func(e entry) bool { return e.key.text == here.name })
	switch {
	case i < 0:
		clone.entries = append(clone.entries, entry{key, value})
	case below:
		clone.entries[i].value = value
	default:
		clone.entries[i] = entry{key, value}
	}
	return &clone
}

// step returns the node that a step leads to; nil where there is none.
func (n *node) step(s step) *node {
	switch {
	case !s.isItem:
		return n.find(s.name)
	case s.item < len(n.items):
		return n.items[s.item]
	}
	return nil
}

// without is the node without what is at a path, and whether it had it.
func (n *node) without(path []step) (changed *node, ok bool) {
	here := path[0]
	below := n.step(here)
	if below == nil {
		return n, false
	}
	if len(path) > 1 {
		if below, ok = below.without(path[1:]); !ok {
			return n, false
		}
	}
	clone := *n
	if here.isItem {
		clone.items = slices.Clone(n.items)
		if len(path) == 1 {
			clone.items = slices.Delete(clone.items, here.item, here.item+1)
		} else {
			clone.items[here.item] = below
		}
		return &clone, true
	}
	clone.entries = slices.Clone(n.entries)
	if len(path) == 1 {
		clone.entries = slices.DeleteFunc(clone.entries, func(e entry) bool { return e.key.text == here.name })
		return &clone, true
	}
	for i, e := range clone.entries {
		if e.key.text == here.name {
			clone.entries[i].value = below
			break
		}
	}
	return &clone, true
}
