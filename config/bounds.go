package config

// The bounds of what is read, so that no file, however it is made, takes more
// than moments and megabytes.
const (
	maxBytes = 1 << 20 // of a file
	maxKey   = 1 << 10 // bytes of a key
	maxDepth = 100     // of nested lists and maps, aliases followed

	// Aliases make much out of little: these count what they refer to as
	// often as they are used.
	maxNodes    = 200_000
	maxExpanded = 4 << 20

	maxLevels    = 100_000 // of one factor
	maxAllLevels = 400_000 // of all factors
	maxParams    = 100
	maxRangeEnd  = 1_000_000_000_000_000 // of a param

	maxConditions = 100     // of where
	maxExpression = 4 << 10 // bytes of a condition
	maxNesting    = 50      // of parentheses in a condition, and of not, !, -

	maxFilledIn = 4 << 20  // bytes that environment variables fill in
	maxBodyFile = 64 << 20 // bytes of a request body that is a file
)

const tooDeep = "nested deeper than 100 levels"

// converted is a node and what reading it costs: the nodes and bytes below and
// including it, aliases counted, and the levels below it.
type converted struct {
	node                 *node // nil while it is under way
	nodes, bytes, height int
}

// fits adds a child to what a node costs, and reports whether that is within
// the bounds.
func (c *converter) fits(whole *converted, child converted) bool {
	whole.nodes += child.nodes
	whole.bytes += child.bytes
	whole.height = max(whole.height, child.height+1)
	switch {
	case c.full:
	case whole.nodes > maxNodes:
		c.full = true
		c.fail(whole.node.at, "more than "+Thousands(maxNodes)+" values, aliases counted", "")
	case whole.bytes > maxExpanded:
		c.full = true
		c.fail(whole.node.at, "larger than 4 MiB, aliases counted", "")
	}
	return !c.full
}

// fail notes a fault that makes the document unusable.
func (c *converter) fail(at Pos, message, hint string) converted {
	if len(c.faults) <= hintless {
		c.faults = append(c.faults, at.Fault(message, hint))
	}
	return converted{node: &node{at: at}, nodes: 1}
}
