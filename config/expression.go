package config

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"
)

// Expression is a compiled condition over the fields of a point.
type Expression struct {
	// Source is the expression as it was written.
	Source  string
	At      Pos
	program *vm.Program
	scope   *scope
	node    ast.Node // what Decide walks
}

// keyword reports whether the library gives word a meaning of its own.
func keyword(word string) bool {
	switch word {
	case "and", "or", "not", "in", "true", "false", "nil", "matches", "contains", "startsWith", "endsWith", "let", "if", "else":
		return true
	}
	return false
}

// compile reads the condition that is part of a text. All faults are found that
// can be told at once.
func compile(whole *passage, from, to int, names *scope) (*Expression, []*Fault) {
	source, at := whole.text[from:to], whole.at
	if to-from < len(whole.text) {
		from += len(source) - len(strings.TrimLeft(source, blanks))
		source = strings.Trim(source, blanks)
		to = from + len(source)
		at = whole.part(from, max(to, from+1))
	}
	text := tokenize(whole, from, to, names)
	if text.fault != nil {
		return nil, []*Fault{text.fault}
	}
	if strings.Trim(source, blanks) == "" {
		return nil, []*Fault{at.Fault("this expression is empty", "write a condition such as concurrency > 1")}
	}
	tree, err := parser.Parse(text.expr.String())
	if err != nil {
		return nil, []*Fault{parseFault(err, text)}
	}
	check := &checker{names: names, text: text}
	check.condition(tree.Node)
	if len(check.faults) > 0 || check.blind {
		return nil, check.faults
	}
	env := make(map[string]any, len(names.variables))
	for name, v := range names.variables {
		env[name] = v.value(Value{})
	}
	program, err := expr.Compile(text.expr.String(), expr.Env(env), expr.AsBool(), expr.DisableAllBuiltins(),
		expr.Function("remainder of", remainder, new(func(float64, float64) float64)), expr.Operator("%", "remainder of"))
	if err != nil {
		return nil, []*Fault{parseFault(err, text)}
	}
	return &Expression{Source: source, At: at, program: program, scope: names, node: tree.Node}, nil
}

// remainder is % for floats, which the library has for integers only.
func remainder(operands ...any) (any, error) {
	a, _ := operands[0].(float64)
	b, _ := operands[1].(float64)
	return math.Mod(a, b), nil
}

// parseFault tells an error of the expression library at its place.
func parseFault(err error, text *tokens) *Fault {
	located, ok := errors.AsType[*file.Error](err)
	if !ok {
		return text.source.at.Fault("this is no expression", "")
	}
	l := text.at(located.From)
	where := text.place(located.From, max(located.To, located.From+1))
	switch piece := text.source.text[l.sourceFrom:l.sourceTo]; {
	case strings.HasPrefix(located.Message, "unexpected token EOF"):
		return where.Fault("this expression ends too early", "")
	case piece == "when":
		return where.Fault("when does not fit here", "it stands once, in thresholds, behind a condition")
	case strings.HasPrefix(located.Message, "unexpected token"):
		return where.Fault(quoted(piece)+" does not fit here", "")
	case strings.Contains(located.Message, "escape"):
		return where.Fault("a \\ in quotes starts an escape, and this is none", `write \\`)
	}
	return where.Fault("in this expression: "+short(located.Message), "")
}

// Match evaluates the condition for a point.
func (e *Expression) Match(point func(name string) (Value, bool)) (bool, error) {
	env := make(map[string]any, len(e.scope.variables))
	for name, v := range e.scope.variables {
		if x, ok := point(name); ok {
			env[name] = v.value(x)
		}
	}
	answer, err := expr.Run(e.program, env)
	if err != nil {
		return false, fmt.Errorf("%s: %w", e.Source, err)
	}
	yes, _ := answer.(bool)
	return yes, nil
}
