package config

import "strconv"

// mergeKey is a << of a map and the maps that it brings in.
type mergeKey struct {
	at   Pos
	maps []*node
}

// merged lists the maps that a merge key brings in: one, or several.
func (c *converter) merged(at Pos, value *node) []*node {
	maps := []*node{value}
	if value.shape == listShape {
		maps = value.items
	}
	for _, m := range maps {
		if m.shape != mapShape {
			c.fail(at, "<< merges a map, or a list of maps", "write <<: *anchor")
			return nil
		}
		c.duplicates(m)
	}
	return maps
}

// duplicates tells keys that stand twice in a map that is merged: of two, one
// would win in silence.
func (c *converter) duplicates(m *node) {
	first := make(map[string]int, len(m.entries))
	for _, e := range m.entries {
		if line, again := first[e.key.text]; again {
			c.fail(e.key.at, short(e.key.text)+" is given twice, first in line "+strconv.Itoa(line), "remove one of them")
			continue
		}
		first[e.key.text] = e.key.at.Line
	}
}

// merge adds the entries of maps whose keys the map has not: its own keys win,
// and earlier maps before later ones.
func (n *node) merge(maps []*node) {
	seen := make(map[string]bool, len(n.entries))
	for _, e := range n.entries {
		seen[e.key.text] = true
	}
	for _, m := range maps {
		for _, e := range m.entries {
			if !seen[e.key.text] {
				seen[e.key.text] = true
				n.entries = append(n.entries, e)
			}
		}
	}
}
