package config

import (
	"fmt"
	"math"
	"regexp"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// evaluation is a condition under evaluation for one cell.
type evaluation struct {
	expression *Expression
	point      func(name string) (Value, bool)
	metric     func(name string) (float64, bool)
	claim      func(Claim) Truth
	err        error
}

// Values are float64, string and bool, and these two.
type (
	// unmeasured is the value of what depends on a metric that is not known.
	unmeasured struct{}
	// unused is the value of what depends on a factor that the point does not use.
	unused struct{}
)

func truthOf(yes bool) Truth {
	if yes {
		return Yes
	}
	return No
}

// truth is the answer of a part that is a condition.
func (v *evaluation) truth(n ast.Node) Truth {
	switch n := n.(type) {
	case *ast.UnaryNode:
		return -v.truth(n.Node)
	case *ast.BinaryNode:
		return v.binary(n)
	}
	switch value := v.value(n).(type) {
	case bool:
		return truthOf(value)
	case unmeasured:
		return Unsure
	}
	return No
}

func (v *evaluation) binary(n *ast.BinaryNode) Truth {
	switch n.Operator {
	case "and", "&&":
		return min(v.truth(n.Left), v.truth(n.Right))
	case "or", "||":
		return max(v.truth(n.Left), v.truth(n.Right))
	case "in":
		return v.membership(n)
	}
	left, right, op := n.Left, n.Right, n.Operator
	if c, limit := v.expression.scope.claim(n); c.Metric != "" && v.claim != nil {
		switch value := v.value(limit).(type) {
		case float64:
			if c.Limit = value; math.IsNaN(value) {
				return Unsure
			}
			return v.claim(c)
		case unmeasured:
			return Unsure
		}
		return No
	}
	return v.compare(op, v.value(left), v.value(right))
}

// membership is whether the left side is equal to any item of the right one.
func (v *evaluation) membership(n *ast.BinaryNode) Truth {
	answer := No
	left := v.value(n.Left)
	if list, ok := n.Right.(*ast.ArrayNode); ok {
		for _, item := range list.Nodes {
			answer = max(answer, v.compare("==", left, v.value(item)))
		}
	}
	return answer
}

// compare holds two values against each other.
func (v *evaluation) compare(op string, left, right any) Truth {
	if left == (unused{}) || right == (unused{}) {
		return No
	}
	if left == (unmeasured{}) || right == (unmeasured{}) {
		return Unsure
	}
	switch a := left.(type) {
	case float64:
		b, _ := right.(float64)
		return compareNumbers(op, a, b)
	case string:
		b, _ := right.(string)
		return v.compareTexts(op, a, b)
	}
	return truthOf((left == right) == (op == "=="))
}

// compareNumbers is Unsure where one of them came of a division of nothing by
// nothing.
func compareNumbers(op string, a, b float64) Truth {
	if math.IsNaN(a) || math.IsNaN(b) {
		return Unsure
	}
	switch op {
	case "<":
		return truthOf(a < b)
	case "<=":
		return truthOf(a <= b)
	case ">":
		return truthOf(a > b)
	case ">=":
		return truthOf(a >= b)
	case "!=":
		return truthOf(a != b)
	}
	return truthOf(a == b)
}

func (v *evaluation) compareTexts(op, a, b string) Truth {
	switch op {
	case "contains":
		return truthOf(strings.Contains(a, b))
	case "startsWith":
		return truthOf(strings.HasPrefix(a, b))
	case "endsWith":
		return truthOf(strings.HasSuffix(a, b))
	case "matches":
		yes, err := regexp.MatchString(b, a)
		if err != nil {
			v.fail("%v", err)
		}
		return truthOf(yes)
	case "!=":
		return truthOf(a != b)
	}
	return truthOf(a == b)
}

// value is what a part of the condition comes to.
func (v *evaluation) value(n ast.Node) any {
	switch n := n.(type) {
	case *ast.FloatNode:
		return n.Value
	case *ast.StringNode:
		return n.Value
	case *ast.BoolNode:
		return n.Value
	case *ast.IdentifierNode:
		return v.named(n.Value)
	case *ast.UnaryNode:
		if n.Operator == "-" || n.Operator == "+" {
			return v.signed(n)
		}
	case *ast.BinaryNode:
		if strings.Contains("+-*/%", n.Operator) {
			return v.arithmetic(n)
		}
	}
	switch v.truth(n) {
	case Yes:
		return true
	case No:
		return false
	case Unsure:
	}
	return unmeasured{}
}

// named is the value of a factor or metric.
func (v *evaluation) named(name string) any {
	known := v.expression.scope.variables[name]
	if known.metric {
		if x, ok := v.metric(name); ok {
			return x
		}
		return unmeasured{}
	}
	x, ok := v.point(name)
	switch {
	case !ok:
		v.fail("there is no %s", name)
		return unmeasured{}
	case x.kind == None:
		return unused{}
	}
	return known.value(x)
}

func (v *evaluation) signed(n *ast.UnaryNode) any {
	value := v.value(n.Node)
	if x, ok := value.(float64); ok && n.Operator == "-" {
		return -x
	}
	return value
}

func (v *evaluation) arithmetic(n *ast.BinaryNode) any {
	left, right := v.value(n.Left), v.value(n.Right)
	a, isNumber := left.(float64)
	if !isNumber {
		return left
	}
	b, isNumber := right.(float64)
	if !isNumber {
		return right
	}
	switch n.Operator {
	case "+":
		return a + b
	case "-":
		return a - b
	case "*":
		return a * b
	case "/":
		return a / b
	}
	return math.Mod(a, b)
}

// fail keeps the first error.
func (v *evaluation) fail(format string, args ...any) {
	if v.err == nil {
		v.err = fmt.Errorf(v.expression.Source+": "+format, args...)
	}
}
