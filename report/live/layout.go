package live

import (
	"strconv"
	"time"
)

// room is what of a view has room in a window.
type room struct {
	form   form
	grid   int // lines
	legend bool
	trial  int // lines: the bar, the caption, the numbers, the sparklines
	recent int // lines
	gaps   bool
}

// Lines of the trial under way, in the order in which they get room.
const (
	trialBar = 1 + iota
	trialCaption
	trialNumbers
	trialSparks
)

// The lines that are kept free for the last trials and the sparklines before the
// cells take more, from the most wanted on.
func spares() []int { return []int{4, 1, 0} }

// mostRecent is how many of the last trials are shown.
const mostRecent = 5

// furnish shares the lines out.
func (p *painter) furnish(lines, recent int) room {
	var r room
	left := lines - 1 // the sweep
	for r.trial < trialNumbers && left > 0 {
		r.trial++
		left--
	}
	if left > 0 {
		r.legend = true
		left--
	}
	r.form, r.grid = p.best(left)
	left -= r.grid
	if left > 0 && r.trial == trialNumbers {
		r.trial++
		left--
	}
	r.recent = min(left, recent, mostRecent)
	r.gaps = left >= r.recent+2
	return r
}

// best is the most telling form of the cells that has room, and how many lines it
// takes: of equal ones that which leaves the most.
func (p *painter) best(left int) (form, int) {
	best, keep := nothing, 0
	for _, spare := range spares() {
		if f, _ := p.choose(left - spare); f != nothing && (best == nothing || f < best) {
			best, keep = f, spare
		}
	}
	return p.choose(left - keep)
}

// compose draws the view into so many lines.
func (s *screen) compose(p *painter, lines int, now time.Time) {
	r := p.furnish(lines, len(s.recent))
	if r.legend {
		p.legend(r)
	}
	p.grid(r.form, r.grid)
	if r.gaps && r.recent > 0 {
		p.end()
	}
	for _, done := range s.recent[len(s.recent)-r.recent:] {
		p.mark(done.mark)
		p.put(plainly, " ")
		p.packed(done.words, p.room())
		p.end()
	}
	if r.gaps {
		p.end()
	}
	p.trial(&s.course, r.trial)
	s.sweep(p, now)
}

// legend tells the signs, and how many repeats have each. Where not all words have
// room there are none.
func (p *painter) legend(r room) {
	all := p.entries(r, true)
	if kept, _ := chosen(all, p.room()); len(kept) < len(all) {
		all = p.entries(r, false)
	}
	p.packed(all, p.room())
	p.end()
}

func (p *painter) entries(r room, wordy bool) []words {
	t := p.board.tally
	all := make([]words, 0, marks+1)
	entry := func(m mark, number string, rank int) {
		text := string(m.sign(p.ascii)) + number
		if wordy || number == "" {
			text += " " + m.word()
		}
		all = append(all, words{m.style(), text, rank})
	}
	for m := ok; m <= invalid; m++ {
		entry(m, " "+strconv.Itoa(t[m]), int(m-ok))
	}
	each := p.each(r.grid)
	if r.form == matrix || r.form == counted || r.form == strip && each > 1 {
		entry(begun, "", 6)
	}
	entry(running, "", 5)
	if p.board.plan.Search == nil {
		entry(toDo, " "+strconv.Itoa(t[toDo]-t[running]), 3)
	}
	if r.form == strip && each > 1 {
		all = append(all, words{dimly, strconv.Itoa(each) + " a sign", 4})
	}
	return all
}
