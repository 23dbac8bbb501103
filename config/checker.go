package config

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/expr-lang/expr/ast"
)

// checker walks an expression and refuses what would be silent nonsense: a
// time compared with a bare number, a word that is no level, a name that does
// not exist, and everything of the library's language that has no place here.
type checker struct {
	names  *scope
	text   *tokens
	faults []*Fault
	// blind says that a name is faulty in the file: nothing can be compiled.
	blind bool
}

// operand is what the checker knows of a part of an expression.
type operand struct {
	kind operandKind
	what dimension // of a number
	// name is set for a variable, literal for a bare number or a string.
	name    *variable
	literal string
	zero    bool
	node    ast.Node
}

type operandKind uint8

const (
	unknown operandKind = iota // already faulty: no further complaints
	number
	word
	truth
)

// String names the kind as messages do.
func (k operandKind) String() string {
	switch k {
	case number:
		return "a number"
	case word:
		return "a text"
	case truth:
		return "a condition"
	case unknown:
	}
	return "unknown"
}

func (c *checker) fault(n ast.Node, message, hint string) operand {
	loc := n.Location()
	c.faults = append(c.faults, c.text.place(loc.From, max(loc.To, loc.From+1)).Fault(message, hint))
	return operand{kind: unknown, node: n}
}

// condition checks that n is something true or false.
func (c *checker) condition(n ast.Node) operand {
	o := c.operand(n)
	if o.kind != truth && o.kind != unknown {
		hint := "compare it with something"
		if example := c.names.compared(o.literal); o.kind == word && example != "" {
			hint = "write " + short(example)
		}
		return c.fault(n, fmt.Sprintf("this is %s, not a condition", o.kind), hint)
	}
	return o
}

func (c *checker) operand(n ast.Node) operand {
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return c.identifier(n)
	case *ast.FloatNode:
		l := c.text.at(n.Location().From)
		literal := c.text.source.text[l.sourceFrom:l.sourceTo]
		return operand{kind: number, what: l.what, literal: literal, zero: n.Value == 0, node: n}
	case *ast.StringNode:
		return operand{kind: word, literal: n.Value, node: n}
	case *ast.BoolNode:
		return operand{kind: truth, node: n}
	case *ast.UnaryNode:
		return c.unary(n)
	case *ast.BinaryNode:
		return c.binary(n)
	case *ast.ArrayNode:
		return c.fault(n, "a list stands only after in", "")
	}
	return c.fault(n, "not part of this language", languageHint)
}

const languageHint = "it has and, or, not, in, comparisons and + - * / %"

func (c *checker) identifier(n *ast.IdentifierNode) operand {
	v := c.names.variables[n.Value]
	switch {
	case v == nil:
		return c.unknownName(n)
	case v.broken:
		c.blind = true
		return operand{kind: unknown, node: n}
	case v.isText:
		return operand{kind: word, name: v, node: n}
	case v.isBool:
		return operand{kind: truth, name: v, node: n}
	}
	return operand{kind: number, what: v.what, name: v, node: n}
}

func (c *checker) unknownName(n *ast.IdentifierNode) operand {
	if c.names.wordless {
		c.blind = true
		return operand{kind: unknown, node: n}
	}
	if f := c.column(n); f != nil {
		c.faults = append(c.faults, f)
		return operand{kind: unknown, node: n}
	}
	hint := ""
	_, load := loadFieldNamed(n.Value)
	from := c.text.at(n.Location().From).sourceFrom
	switch word, near := c.names.longestWord(c.text.source.text[from:c.text.to]), c.names.near(n.Value); {
	case word != "":
		hint = `write "` + word + `"`
	case load && n.Value == c.names.searched:
		hint = "search finds it; only factors are known beforehand"
	case load:
		hint = "give " + n.Value + " a value"
	case n.Value == "target" && c.names.measured:
		hint = "there are no targets"
	case n.Value == "target":
		hint = "every point is measured on all targets"
	case slices.Contains(Metrics(), n.Value):
		hint = "it is measured; only factors are known beforehand"
	case near != "":
		hint = "did you mean " + near + "?"
	}
	return c.fault(n, "unknown name "+short(n.Value), hint)
}

// bareNumber is a comparison with a number without a unit, as it follows a name.
var bareNumber = regexp.MustCompile(`^\s*(<=?|>=?|==|!=)\s*([0-9]+(?:\.[0-9]+)?)\b[^%/]`)

// column is the fault of a name that is a column of the CSV; nil where it is none.
func (c *checker) column(n *ast.IdentifierNode) *Fault {
	name, unit := columnNamed(n.Value)
	if name == "" || c.names.variables[name] == nil {
		return nil
	}
	hint := "here it is called " + short(name)
	l := c.text.at(n.Location().From)
	if unit != "" {
		hint += ", with a unit"
	}
	if m := bareNumber.FindStringSubmatch(c.text.source.text[l.sourceTo:c.text.to] + " "); m != nil {
		hint += ": " + short(name) + " " + m[1] + " " + short(m[2]) + unit
	}
	return c.text.place(n.Location().From, max(n.Location().To, n.Location().From+1)).Fault(short(n.Value)+" is a CSV column", hint)
}

func (c *checker) unary(n *ast.UnaryNode) operand {
	if n.Operator == "not" || n.Operator == "!" {
		return c.condition(n.Node)
	}
	o := c.operand(n.Node)
	if o.kind != number && o.kind != unknown {
		return c.fault(n, fmt.Sprintf("%s needs a number, this is %s", n.Operator, o.kind), "")
	}
	return operand{kind: o.kind, what: o.what, zero: o.zero, node: n}
}

func (c *checker) binary(n *ast.BinaryNode) operand {
	switch n.Operator {
	case "and", "or", "&&", "||":
		c.condition(n.Left)
		c.condition(n.Right)
	case "==", "!=", "<", "<=", ">", ">=":
		c.comparison(n.Operator, c.operand(n.Left), c.operand(n.Right))
	case "in":
		c.membership(c.operand(n.Left), n.Right)
	case "+", "-", "*", "/", "%":
		return c.arithmetic(n)
	case "matches", "contains", "startsWith", "endsWith":
		c.textual(n)
	default:
		return c.fault(n, n.Operator+" is not part of this language", languageHint)
	}
	return operand{kind: truth, node: n}
}

// textual checks a comparison of texts that goes by their characters.
func (c *checker) textual(n *ast.BinaryNode) {
	for _, side := range []ast.Node{n.Left, n.Right} {
		o := c.operand(side)
		if o.kind != word && o.kind != unknown {
			c.fault(side, fmt.Sprintf("%s needs a text, this is %s", n.Operator, o.kind), "")
		}
		if side == n.Left || n.Operator != "matches" || o.kind != word {
			continue
		}
		if o.name != nil {
			c.fault(side, "matches needs a pattern in quotes", "")
		} else if _, err := regexp.Compile(o.literal); err != nil {
			c.fault(side, "this is no regular expression", "")
		}
	}
}
