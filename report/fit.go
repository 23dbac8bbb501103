package report

import (
	"cmp"
	"slices"
)

// gap is what a column takes beside its text: a space on either side.
const gap = 2

// Labels that are too long are cut: to fairLabel columns so that the essential
// quantities stay, and to leastLabel before the rows give up standing side by side.
const (
	fairLabel  = 16
	leastLabel = 8
)

// fit chooses and cuts columns so that they take at most n columns of the screen.
// hidden are those that found no room. It is false when not even the labels and
// the quantities of rank 0 do. Intervals are shown where they fit beside what is
// shown without them; those of precise columns come before further columns.
func fit(columns []column, n int, mark string) (fitted, hidden []column, ok bool) {
	rich := allRich(columns)
	if n == 0 || total(rich) <= n {
		return rich, nil, true
	}
	long := columns
	columns = slices.Clone(columns)
	for i := range columns {
		columns[i] = columns[i].shortened()
	}
	limits, ok := labelLimits(columns, n)
	if !ok {
		return nil, nil, false
	}
	for i := range columns {
		columns[i] = columns[i].limited(limits[i], mark)
	}
	keep := mostImportant(columns, n)
	var kept []column
	for i := range columns {
		if keep[i] {
			fitted = append(fitted, columns[i])
			kept = append(kept, long[i])
		} else {
			hidden = append(hidden, long[i])
		}
	}
	restoreLabels(fitted, kept, n, mark)
	enrich(fitted, n)
	restoreHeadings(fitted, kept, n)
	return fitted, hidden, true
}

// total is the width of a table of these columns.
func total(columns []column) int {
	sum := 0
	for i := range columns {
		sum += columns[i].width() + gap
	}
	return sum
}

// title is what stands over a column.
func (c *column) title() string {
	if c.enriched {
		return c.heading + c.suffix
	}
	return c.heading
}

// width is the width of the widest text.
func (c *column) width() int {
	w := width(c.title())
	for _, s := range c.cells {
		w = max(w, width(s))
	}
	return w
}

// withIntervals is the column with its intervals, where it has some.
func (c column) withIntervals() column {
	if c.rich != nil {
		c.cells, c.rich, c.enriched = c.rich, nil, true
	}
	return c
}

func allRich(columns []column) []column {
	rich := make([]column, len(columns))
	for i := range columns {
		rich[i] = columns[i].withIntervals()
	}
	return rich
}

// shortened is the column with its short heading.
func (c column) shortened() column {
	if c.short != "" {
		c.heading = c.short
	}
	return c
}

// limited cuts the texts of a label; numbers are never cut.
func (c column) limited(n int, mark string) column {
	if !c.label || c.width() <= n {
		return c
	}
	c.heading = cut(c.heading, n, mark)
	c.cells = cutAll(c.cells, n, mark)
	return c
}

// labelLimits says how wide each label may be at most. The widest give way first.
func labelLimits(columns []column, n int) (limits []int, ok bool) {
	limits = make([]int, len(columns))
	essentials, core := 0, 0
	for i := range columns {
		w := columns[i].width()
		switch {
		case columns[i].label:
			limits[i] = w
			continue
		case columns[i].rank == 0:
			core += w + gap
		}
		if columns[i].rank <= essential {
			essentials += w + gap
		}
	}
	shrink(limits, fairLabel, n-essentials)
	return limits, shrink(limits, leastLabel, n-core)
}

// shrink takes from the largest limits, which stay at least as large as floor,
// until they and their gaps take no more than room. It is false where they still
// do.
func shrink(limits []int, floor, room int) bool {
	for {
		sum, widest := 0, 0
		for i, w := range limits {
			if w > 0 {
				sum += w + gap
			}
			if w > limits[widest] {
				widest = i
			}
		}
		if sum <= room {
			return true
		}
		if len(limits) == 0 || limits[widest] <= floor {
			return false
		}
		limits[widest]--
	}
}

// mostImportant says which columns to keep: by rank, each that still finds room.
func mostImportant(columns []column, n int) []bool {
	keep := make([]bool, len(columns))
	for _, i := range byImportance(columns) {
		w := columns[i].width() + gap
		if columns[i].precise {
			if rich := columns[i].withIntervals(); rich.width()+gap <= n {
				w = rich.width() + gap
			}
		}
		if w <= n {
			keep[i] = true
			n -= w
		}
	}
	return keep
}

// byImportance lists the places of columns, the most important first: labels, then
// by rank.
func byImportance(columns []column) []int {
	order := make([]int, len(columns))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(columns[a].importance(), columns[b].importance())
	})
	return order
}

// importance orders labels before the rank 0, and these before the others.
func (c *column) importance() int {
	if c.label {
		return -1
	}
	return c.rank
}
