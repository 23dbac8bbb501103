package live

import (
	"runexp/judge"
	"runexp/runner"
)

// mark is what became of a repeat.
type mark uint8

const (
	toDo mark = iota
	running
	ok
	suspect
	invalid
	// begun is a cell of which some repeats are to do, and nothing is wrong.
	begun
	marks // how many there are
)

// tally counts repeats by their marks.
type tally [marks]int

// done is how many have been measured.
func (t *tally) done() int { return t[ok] + t[suspect] + t[invalid] }

// all is how many there are.
func (t *tally) all() int { return t.done() + t[toDo] }

// sum is one mark for many repeats: what needs to be seen most.
func (t *tally) sum() mark {
	switch {
	case t[running] > 0:
		return running
	case t[invalid] > 0:
		return invalid
	case t[suspect] > 0:
		return suspect
	case t[ok] > 0 && t[toDo] > 0:
		return begun
	case t[ok] > 0:
		return ok
	}
	return toDo
}

// markOf is the mark of a verdict.
func markOf(v judge.Level) mark {
	switch v {
	case judge.OK:
		return ok
	case judge.Suspect:
		return suspect
	case judge.Invalid:
	}
	return invalid
}

// cell is the repeats of a point, against one target.
type cell struct {
	row, column string // their keys
	level       float64
	repeats     []mark
	tally       tally
	// Where it stands; that changes as a search finds new levels.
	x, y int
}

// cellKey tells cells apart.
type cellKey struct {
	point  int
	target string
}

// board is what became of the repeats of all cells.
type board struct {
	plan  *runner.Plan
	index map[cellKey]int
	cells []cell
	axes  axes
	tally tally
	// now is the cell and repeat under way.
	now struct {
		cell, repeat int
		known        bool
	}
	version int // counts changes of the axes
}

func newBoard(plan *runner.Plan) *board {
	b := &board{plan: plan, index: make(map[cellKey]int)}
	b.axes.choose(plan)
	b.line()
	for i := range plan.Trials {
		if t := &plan.Trials[i]; !t.Discarded {
			b.put(b.cellOf(t), t.Repeat-1, toDo)
		}
	}
	b.arrange()
	return b
}

// line adds the cells that the plan has trials of in the order of its points, the
// targets of a point side by side: trials come shuffled.
func (b *board) line() {
	first := make(map[cellKey]*runner.Trial)
	for i := range b.plan.Trials {
		if t := &b.plan.Trials[i]; !t.Discarded {
			first[cellKey{t.Point.Number, t.Target}] = t
		}
	}
	targets := []string{""}
	for _, t := range b.plan.Targets {
		targets = append(targets, t.Name)
	}
	for _, point := range b.plan.Points {
		for _, target := range targets {
			if t := first[cellKey{point.Number, target}]; t != nil {
				b.cellOf(t)
			}
		}
	}
}

// cellOf is the index of the trial's cell, which is added where there is none.
func (b *board) cellOf(t *runner.Trial) int {
	key := cellKey{t.Point.Number, t.Target}
	i, known := b.index[key]
	if !known {
		i = len(b.cells)
		b.index[key] = i
		c := cell{row: b.axes.rowKey(t), column: b.axes.columnKey(t), level: float64(t.Spec.Load.Concurrency)}
		if t.Spec.Load.Open() {
			c.level = t.Spec.Load.Rate
		}
		b.cells = append(b.cells, c)
		b.version++
	}
	return i
}

// put marks a repeat of a cell.
func (b *board) put(i, repeat int, m mark) {
	c := &b.cells[i]
	for len(c.repeats) <= repeat {
		c.repeats = append(c.repeats, toDo)
		c.tally[toDo]++
		b.tally[toDo]++
	}
	if c.x < len(b.axes.columns) { // else the axes are still to be arranged
		b.axes.columns[c.x].repeats = max(b.axes.columns[c.x].repeats, len(c.repeats))
	}
	for _, t := range []*tally{&c.tally, &b.tally} {
		t[c.repeats[repeat]]--
		t[m]++
	}
	c.repeats[repeat] = m
}

// start notes the trial under way. One before it that has no result by now will get
// none.
func (b *board) start(t *runner.Trial) {
	if t.Discarded {
		b.lose()
		return
	}
	i := b.find(t)
	if b.now.known && b.now.cell == i && b.now.repeat == t.Repeat-1 {
		return
	}
	b.lose()
	b.now.cell, b.now.repeat, b.now.known = i, t.Repeat-1, true
	b.cells[i].tally[running], b.tally[running] = 1, 1
	if n := t.Repeat; n > len(b.cells[i].repeats) {
		b.put(i, n-1, toDo)
	}
}

// stop says that no trial is under way.
func (b *board) stop() {
	if b.now.known {
		b.cells[b.now.cell].tally[running], b.tally[running] = 0, 0
	}
	b.now.known = false
}

// lose marks the trial under way as one without a result.
func (b *board) lose() {
	if b.now.known {
		b.put(b.now.cell, b.now.repeat, invalid)
	}
	b.stop()
}

// finish notes what became of a trial. Of the attempts of a block the last counts.
func (b *board) finish(t *runner.Trial, m mark) {
	b.stop()
	if !t.Discarded {
		b.put(b.find(t), max(t.Repeat, 1)-1, m)
	}
}

// find is [board.cellOf] with the axes in order.
func (b *board) find(t *runner.Trial) int {
	version := b.version
	i := b.cellOf(t)
	if b.version != version {
		b.arrange()
	}
	return i
}

// at is the mark of a repeat as it is shown.
func (b *board) at(cell, repeat int) mark {
	if b.now.known && b.now.cell == cell && b.now.repeat == repeat {
		return running
	}
	return b.cells[cell].repeats[repeat]
}
