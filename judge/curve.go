package judge

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"runexp/runner"
	"runexp/stats"
)

// leastLoads is how many different loads make a curve.
const leastLoads = 2

// curves are throughput against load, one for each combination of the other
// fields: against the rate where that is swept, else against the concurrency.
func (e *evidence) curves() []Curve {
	load := e.load()
	if load == "" {
		return nil
	}
	along := append(e.lengths(load), load)
	groups, order := make(map[place][]*Cell), []place(nil)
	for i := range e.cells {
		c := &e.cells[i]
		if _, ok := c.Point.Value(load); !ok || c.loadOf(load) <= 0 {
			continue
		}
		key := place{without(c.Point, along).Key(), c.Target}
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], c)
	}
	var curves []Curve
	for _, key := range order {
		if cells := groups[key]; len(cells) >= leastLoads {
			curves = append(curves, e.curve(load, along, cells))
		}
	}
	return curves
}

// load is the field along the curves; empty where there are none.
func (e *evidence) load() string {
	load := ""
	for _, f := range e.plan.Swept() {
		if !f.Param && (f.Name == "rate" || f.Name == "concurrency" && load == "") {
			load = f.Name
		}
	}
	if e.plan.Search != nil {
		return ""
	}
	return load
}

// loadOf is the level of the field along a curve.
func (c *Cell) loadOf(field string) float64 {
	if field == "rate" {
		return c.Spec.Load.Rate
	}
	return float64(c.Spec.Load.Concurrency)
}

// lengths are the fields that say how long a trial is and go with the load, one
// value for each level, as in a zip: they do not part a curve, since throughput is
// per second.
func (e *evidence) lengths(load string) []string {
	var lengths []string
	for _, name := range []string{"iterations", "duration"} {
		values := make(map[string]string) // by load
		goes := true
		for i := range e.cells {
			level, _ := e.cells[i].Point.Value(load)
			value, _ := e.cells[i].Point.Value(name)
			known, again := values[level]
			goes = goes && (!again || known == value)
			values[level] = value
		}
		if goes {
			lengths = append(lengths, name)
		}
	}
	return lengths
}

// without is a point that lacks load fields.
func without(p runner.Point, fields []string) runner.Point {
	p.Settings = slices.DeleteFunc(slices.Clone(p.Settings), func(s runner.Setting) bool { return !s.Param && slices.Contains(fields, s.Name) })
	return p
}

// curve judges the throughput of cells that differ in their load, and in the other
// fields along it.
func (e *evidence) curve(load string, along []string, cells []*Cell) Curve {
	c := Curve{Rest: e.distinguishing(cells[0], along), Load: load, Levels: len(cells)}
	slices.SortStableFunc(cells, func(a, b *Cell) int { return cmp.Compare(a.loadOf(load), b.loadOf(load)) })
	kept := slices.DeleteFunc(slices.Clone(cells), func(c *Cell) bool { return c.Unusable() || c.bent() })
	c.Left = len(cells) - len(kept)
	blocks := blocksOf(kept)
	levels := make([]stats.Level, len(kept))
	for i, cell := range kept {
		levels[i] = stats.Level{Load: cell.loadOf(load), Throughput: cell.byBlock(blocks)}
	}
	c.Shape = stats.Scale(levels, e.rules.confidence())
	c.Next = next(&c, levels)
	return c
}

// distinguishing are the settings of a cell that tell its curve from others: those
// of the fields that differ between points, and the target.
func (e *evidence) distinguishing(c *Cell, along []string) []runner.Setting {
	var rest []runner.Setting
	if c.Target != "" {
		rest = append(rest, runner.Setting{Name: "target", Value: c.Target})
	}
	for _, f := range e.plan.Swept() {
		if value, ok := c.Point.Value(f.Name); ok && (f.Param || !slices.Contains(along, f.Name)) {
			rest = append(rest, runner.Setting{Name: f.Name, Param: f.Param, Value: value})
		}
	}
	return rest
}

// bent reports whether the client held the cell's throughput down in half of its
// trials or more: the curve would bend where the client does, not the server.
func (c *Cell) bent() bool {
	limited := 0
	for i := range c.verdicts {
		if c.verdicts[i].Has(ClientLimited) {
			limited++
		}
	}
	return 2*limited >= max(c.Repeats, 1)
}

// blocksOf lists the blocks that hold any of the cells, rising.
func blocksOf(cells []*Cell) []int {
	var blocks []int
	for _, c := range cells {
		for _, r := range c.valid {
			blocks = append(blocks, r.Trial.Block)
		}
	}
	slices.Sort(blocks)
	return slices.Compact(blocks)
}

// byBlock is the throughput in each of the blocks, NaN where the cell has no valid
// trial in it.
func (c *Cell) byBlock(blocks []int) []float64 {
	xs := make([]float64, len(blocks))
	for i := range xs {
		xs[i] = math.NaN()
	}
	for _, r := range c.valid {
		if i, ok := slices.BinarySearch(blocks, r.Trial.Block); ok {
			xs[i] = r.Throughput()
		}
	}
	return xs
}

// fairLevels is how many levels tell a peak from a plateau.
const fairLevels = 6

// next are the loads worth measuring to know a curve better.
func next(c *Curve, levels []stats.Level) []float64 {
	loads := make([]float64, len(levels))
	for i, l := range levels {
		loads[i] = l.Load
	}
	s := &c.Shape
	var wanted []float64
	switch s.Shape {
	case stats.ShapeRising:
		wanted = []float64{2 * s.Tested, 4 * s.Tested}
	case stats.ShapePeak:
		wanted = []float64{s.Lo, s.At, s.Hi}
	case stats.ShapeSaturated:
		wanted = []float64{s.At}
		if i, _ := slices.BinarySearch(loads, s.At); i > 0 && i < len(loads) {
			wanted = []float64{math.Sqrt(loads[i-1] * s.At), s.At, math.Sqrt(s.At * loads[i])}
		}
	case stats.ShapeUnknown, stats.ShapeNone:
		wanted = between(loads, fairLevels-len(loads))
	}
	return fresh(wanted, loads, c.Load)
}

// between fills the widest gaps of a range of loads with so many more.
func between(loads []float64, missing int) []float64 {
	var added []float64
	loads = slices.Clone(loads)
	for range max(missing, 0) {
		at, widest := 0, 1.0
		for i := 1; i < len(loads); i++ {
			if gap := loads[i] / loads[i-1]; gap > widest {
				at, widest = i, gap
			}
		}
		if at == 0 {
			break
		}
		middle := math.Sqrt(loads[at-1] * loads[at])
		loads = slices.Insert(loads, at, middle)
		added = append(added, middle)
	}
	return added
}

// fresh are the loads that were not measured yet, rounded to what can be: whole
// slots, or three digits of a rate.
func fresh(wanted, loads []float64, field string) []float64 {
	var kept []float64
	for _, load := range wanted {
		if field == "concurrency" {
			load = math.Round(load)
		} else {
			load, _ = strconv.ParseFloat(strconv.FormatFloat(load, 'g', 3, 64), 64)
		}
		if load > 0 && !slices.Contains(loads, load) && !slices.Contains(kept, load) {
			kept = append(kept, load)
		}
	}
	slices.Sort(kept)
	return kept
}
