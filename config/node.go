package config

// node is a piece of a parsed document: a scalar, a list or a map. Aliases and
// merges are resolved, so an anchored node may be reached on several ways.
type node struct {
	shape shape
	// text is a scalar's text, as written; plain says that it had no quotes.
	text  string
	plain bool
	// null says that the scalar is YAML's null: nothing, ~ or null.
	null    bool
	items   []*node
	entries []entry
	at      Pos
}

// entry is a key and its value.
type entry struct{ key, value *node }

type shape uint8

const (
	scalarShape shape = iota
	listShape
	mapShape
)

// String names the shape as messages do.
func (s shape) String() string {
	switch s {
	case scalarShape:
		return "text"
	case listShape:
		return "list"
	case mapShape:
		return "map"
	}
	return ""
}

// find returns the value of a key; nil where there is none.
func (n *node) find(key string) *node {
	for _, e := range n.entries {
		if e.key.text == key {
			return e.value
		}
	}
	return nil
}
