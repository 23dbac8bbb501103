package report

import "slices"

// This file gives columns what room is left on the screen once they are chosen.

// restoreLabels gives labels the room that is left once the columns are chosen,
// intervals of precise columns counted.
func restoreLabels(fitted, long []column, n int, mark string) {
	limits := make([]int, len(fitted))
	others := 0
	for i, c := range fitted {
		switch {
		case c.label:
			short := long[i].shortened()
			limits[i] = short.width()
		case c.precise:
			rich := c.withIntervals()
			others += rich.width() + gap
		default:
			others += c.width() + gap
		}
	}
	shrink(limits, 0, n-others)
	for i := range fitted {
		if w := fitted[i].width(); fitted[i].label && limits[i] > w {
			fitted[i] = long[i].shortened().limited(limits[i], mark)
		}
	}
}

// enrich gives columns their intervals where there is room left: precise columns,
// for which it was kept free, then the others by importance.
func enrich(fitted []column, n int) {
	room := n - total(fitted)
	order := byImportance(fitted)
	slices.SortStableFunc(order, func(a, b int) int { return precedence(&fitted[a]) - precedence(&fitted[b]) })
	for _, i := range order {
		rich := fitted[i].withIntervals()
		if grown := rich.width() - fitted[i].width(); grown <= room {
			room -= grown
			fitted[i] = rich
		}
	}
}

func precedence(c *column) int {
	if c.precise {
		return 0
	}
	return 1
}

// restoreHeadings gives columns their full heading back where there is room left.
func restoreHeadings(fitted, long []column, n int) {
	room := n - total(fitted)
	for i := range fitted {
		c := &fitted[i]
		if c.label && c.heading != c.short {
			continue // cut
		}
		before := c.width()
		short := c.heading
		c.heading = long[i].heading
		if grown := c.width() - before; grown <= room {
			room -= grown
		} else {
			c.heading = short
		}
	}
}
