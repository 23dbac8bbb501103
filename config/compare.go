package config

import (
	"fmt"
	"strconv"

	"github.com/expr-lang/expr/ast"
)

// This file holds the two sides of an operator against each other.

// comparison checks that both sides can be equal at all.
func (c *checker) comparison(operator string, left, right operand) {
	ordered := operator != "==" && operator != "!="
	switch {
	case left.kind == unknown || right.kind == unknown:
	case left.kind != right.kind:
		c.unlike(left, right)
	case left.kind == number:
		c.dimensions(left, right)
	case ordered && left.kind == truth:
		c.fault(right.node, "conditions have no order", "compare them with == or !=")
	case ordered:
		c.fault(right.node, "texts have no order here", "compare them with == or !=")
	case left.kind == word:
		c.level(left, right)
		c.level(right, left)
	}
}

// unlike tells a comparison of a number with a text, and the like.
func (c *checker) unlike(left, right operand) {
	hint := ""
	for _, o := range []operand{left, right} {
		if o.kind == number && c.names.words[o.literal] {
			hint = `write "` + o.literal + `"`
		}
	}
	c.fault(right.node, fmt.Sprintf("%s can't be compared with %s", right.kind, left.kind), hint)
}

// level checks that a text compared with a factor is one of its levels.
func (c *checker) level(factor, text operand) {
	if factor.name == nil || text.name != nil {
		return
	}
	if factor.name.levels[text.literal] {
		return
	}
	hint := ""
	if near := nearest(text.literal, factor.name.some()); near != "" {
		hint = "did you mean " + short(near) + "?"
	}
	c.fault(text.node, short(text.literal)+" is no level of "+factor.name.name, hint)
}

// dimensions checks that both numbers measure the same.
func (c *checker) dimensions(left, right operand) bool {
	if left.what == right.what || left.zero && left.what == plain || right.zero && right.what == plain {
		return true // a bare 0 needs no unit
	}
	bare, with := right, left
	if left.what == plain {
		bare, with = left, right
	}
	subject := "the other side"
	if with.name != nil {
		subject = with.name.name
	}
	switch {
	case bare.what == plain && bare.literal != "":
		c.fault(bare.node, fmt.Sprintf("%s is a %s: %s needs a unit", subject, with.what, bare.literal), with.what.units(bare.literal))
	case with.literal != "" && bare.name != nil:
		c.fault(with.node, fmt.Sprintf("%s is a %s, this is a %s", bare.name.name, bare.what, with.what), shareOf(bare.name.name, with))
	default:
		c.fault(right.node, fmt.Sprintf("a %s can't be compared with a %s", right.what, left.what), "")
	}
	return false
}

// shareOf is the hint for a metric that is no share and compared with one.
func shareOf(metric string, limit operand) string {
	value, what, _ := quantity(limit.literal)
	switch {
	case metric == "errors" && what == share:
		return "write error_rate < " + limit.literal
	case metric == "ratio" && what == share:
		return "write " + strconv.FormatFloat(value, 'g', 6, 64)
	}
	return ""
}

// membership checks left in [a, b]: each member as if compared alone.
func (c *checker) membership(left operand, right ast.Node) {
	members, ok := right.(*ast.ArrayNode)
	if !ok {
		c.fault(right, "in needs a list", "write in [a, b]")
		return
	}
	if len(members.Nodes) == 0 {
		c.fault(right, "this list is empty", "")
	}
	for _, m := range members.Nodes {
		c.comparison("==", left, c.operand(m))
	}
}

// arithmetic checks units: sums need the same on both sides, products and
// quotients one side without.
func (c *checker) arithmetic(n *ast.BinaryNode) operand {
	left, right := c.operand(n.Left), c.operand(n.Right)
	if left.kind == unknown || right.kind == unknown {
		return operand{kind: unknown, node: n}
	}
	for _, o := range []operand{left, right} {
		if o.kind != number {
			return c.fault(o.node, fmt.Sprintf("%s needs a number, this is %s", n.Operator, o.kind), "")
		}
	}
	result := operand{kind: number, what: left.what, node: n}
	switch {
	case right.zero && (n.Operator == "/" || n.Operator == "%"):
		return c.fault(right.node, "division by zero", "")
	case n.Operator == "*" && left.what == plain:
		result.what = right.what
	case n.Operator == "*" && right.what != plain:
		return c.fault(n, fmt.Sprintf("a %s times a %s means nothing here", left.what, right.what), "")
	case n.Operator == "/" && left.what == right.what:
		result.what = plain
	case n.Operator == "/" && right.what != plain:
		return c.fault(n, fmt.Sprintf("a %s by a %s means nothing here", left.what, right.what), "")
	case n.Operator != "*" && n.Operator != "/" && !c.dimensions(left, right):
		result.kind = unknown
	}
	return result
}
