package judge

import (
	"cmp"
	"slices"
)

// best compares the disciplines where they are swept: the fastest of all, at its
// concurrency, with the others there. A discipline that was not measured at that
// concurrency, as serial, stands with the fastest of its own cells. Where other
// fields are swept as well, one discipline may be best here and another there:
// then there is no best one.
func (e *evidence) best() *Best {
	if !e.onlyDisciplines() {
		return nil
	}
	byDiscipline, order := make(map[string][]*Cell), []string(nil)
	var top *Cell
	for i := range e.cells {
		c := &e.cells[i]
		if c.Unusable() {
			continue
		}
		name := c.Spec.Load.Discipline
		if byDiscipline[name] == nil {
			order = append(order, name)
		}
		byDiscipline[name] = append(byDiscipline[name], c)
		if top == nil || c.Throughput.Center > top.Throughput.Center {
			top = c
		}
	}
	if len(order) < 2 {
		return nil
	}
	b := &Best{Discipline: top.Spec.Load.Discipline, Concurrency: top.Spec.Load.Concurrency}
	for _, name := range order {
		if name != b.Discipline {
			b.Others = append(b.Others, e.beside(top, rival(byDiscipline[name], b.Concurrency), name))
		}
	}
	return b
}

// onlyDisciplines reports whether disciplines are swept, and nothing else but the
// concurrency.
func (e *evidence) onlyDisciplines() bool {
	swept := false
	for _, f := range e.plan.Swept() {
		switch {
		case !f.Param && f.Name == "discipline":
			swept = true
		case f.Param || f.Name != "concurrency":
			return false
		}
	}
	return swept && e.plan.Search == nil && len(e.plan.Targets) == 0
}

// rival is the cell of a discipline that stands against the best one.
func rival(cells []*Cell, concurrency int) *Cell {
	if i := slices.IndexFunc(cells, func(c *Cell) bool { return c.Spec.Load.Concurrency == concurrency }); i >= 0 {
		return cells[i]
	}
	return slices.MaxFunc(cells, func(a, b *Cell) int { return cmp.Compare(a.Throughput.Center, b.Throughput.Center) })
}

// beside compares the throughput of another discipline with that of the best.
func (e *evidence) beside(top, other *Cell, name string) Comparison {
	const metric = "throughput"
	c := Comparison{
		Point: other.Point, Metric: metric, HigherIsBetter: true,
		Reference: top.Spec.Load.Discipline, Candidate: name, Tolerance: tolerated,
	}
	c.Base, _ = top.Metric(metric)
	c.Value, _ = other.Metric(metric)
	e.test(&c, top, other)
	return c
}
