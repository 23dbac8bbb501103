package config

import (
	"math"
	"slices"

	"github.com/expr-lang/expr/ast"
)

// This file answers a condition that measurements may leave open.

// Decide answers the condition for a cell by three-valued logic: a part that is
// Unsure leaves the whole Unsure only where it matters.
//
// A comparison of a metric with what is constant in the cell, such as
// p99 < 900ms or p99 < 2 * delay, is put to claim, the limit worked out; all of
// them are, even where the answer no longer depends on them. Any other part is
// evaluated on the values that point and metric give, and is Unsure where a metric
// in it is not known. With a nil claim comparisons are evaluated too. A comparison
// with a factor that the point does not use, whose [Value] is of the kind None, is
// No. A factor that point does not know at all is an error.
//
// Metrics are in base units: nanoseconds, per second, bytes, a share.
func (e *Expression) Decide(point func(name string) (Value, bool), metric func(name string) (float64, bool), claim func(Claim) Truth) (Truth, error) {
	v := evaluation{expression: e, point: point, metric: metric, claim: claim}
	answer := v.truth(e.node)
	if v.err != nil {
		return Unsure, v.err
	}
	return answer, nil
}

// Claims lists the comparisons of a metric with a number that the condition
// makes, from left to right.
func (e *Expression) Claims() []Claim {
	var claims []Claim
	v := evaluation{expression: e}
	eachNode(e.node, func(n ast.Node) {
		b, ok := n.(*ast.BinaryNode)
		if !ok {
			return
		}
		c, limit := e.scope.claim(b)
		if c.Metric == "" || len(namesIn(limit)) > 0 {
			return
		}
		if c.Limit, ok = v.value(limit).(float64); ok && !math.IsNaN(c.Limit) {
			claims = append(claims, c)
		}
	})
	return claims
}

// Metrics lists the metrics that the condition names, each once, from left to
// right.
func (e *Expression) Metrics() []string {
	var names []string
	for _, name := range namesIn(e.node) {
		if e.scope.isMetric(name) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// claim takes a comparison of a metric with something else apart, the metric
// turned to its left. Metric is empty where n is none, or where the other side
// is measured as well.
func (s *scope) claim(n *ast.BinaryNode) (c Claim, limit ast.Node) {
	flipped := map[string]string{"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
	if flipped[n.Operator] == "" {
		return Claim{}, nil
	}
	measured := func(name string) bool { return s.isMetric(name) }
	for _, side := range []struct {
		metric, limit ast.Node
		op            string
	}{{n.Left, n.Right, n.Operator}, {n.Right, n.Left, flipped[n.Operator]}} {
		id, ok := side.metric.(*ast.IdentifierNode)
		if ok && measured(id.Value) && !slices.ContainsFunc(namesIn(side.limit), measured) {
			return Claim{Metric: id.Value, Op: side.op}, side.limit
		}
	}
	return Claim{}, nil
}

func (s *scope) isMetric(name string) bool {
	v := s.variables[name]
	return v != nil && v.metric
}

// namesIn lists the names in a part of an expression, from left to right.
func namesIn(n ast.Node) []string {
	var names []string
	eachNode(n, func(n ast.Node) {
		if id, ok := n.(*ast.IdentifierNode); ok {
			names = append(names, id.Value)
		}
	})
	return names
}

// eachNode calls f with a part of an expression and all parts of it, from left to
// right.
func eachNode(n ast.Node, f func(ast.Node)) {
	f(n)
	switch n := n.(type) {
	case *ast.UnaryNode:
		eachNode(n.Node, f)
	case *ast.BinaryNode:
		eachNode(n.Left, f)
		eachNode(n.Right, f)
	case *ast.ArrayNode:
		for _, item := range n.Nodes {
			eachNode(item, f)
		}
	}
}
