package live

// words are a part of a line. Where a line is too long, its parts of the highest
// rank are left out.
type words struct {
	style style
	text  string
	rank  int
}

// mostBar is the longest bar.
const mostBar = 40

// chosen are the parts that have room side by side, and how many columns they take.
func chosen(all []words, columns int) (kept []words, taken int) {
	limit := 0
	for _, w := range all {
		limit = max(limit, w.rank)
	}
	for ; ; limit-- {
		kept, taken = kept[:0], 0
		for _, w := range all {
			if w.rank > limit {
				continue
			}
			if len(kept) > 0 {
				taken += gap
			}
			taken += width(w.text)
			kept = append(kept, w)
		}
		if taken <= columns || limit == 0 {
			return kept, taken
		}
	}
}

// packed draws the parts that have room in so many columns.
func (p *painter) packed(all []words, columns int) {
	kept, _ := chosen(all, columns)
	for i, w := range kept {
		if i > 0 {
			p.space(p.used + gap)
		}
		p.put(w.style, w.text)
	}
}

// barred draws a line of a label, a bar and what stands beside it.
func (p *painter) barred(label string, part float64, beside []words, color style) {
	p.put(plainly, label)
	kept, taken := chosen(beside, p.room()-leastBar-gap)
	if n := min(mostBar, p.room()-taken-gap); n >= leastBar {
		done, left := bar(p.ascii)
		long := min(n, max(0, int(part*float64(n))))
		p.repeat(color, done, long)
		p.repeat(dimly, left, n-long)
		p.space(p.used + gap)
	}
	p.packed(kept, p.room())
	p.end()
}
