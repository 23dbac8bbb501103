package live

// sign is how a mark looks; its meaning never hangs on the colour alone.
func (m mark) sign(ascii bool) rune {
	unicode, plain := [marks]rune{'·', '▶', '●', '◐', '✗', '○'}, [marks]rune{'.', '>', '+', '?', 'x', 'o'}
	if ascii {
		return plain[m]
	}
	return unicode[m]
}

// style is the colour of a mark.
func (m mark) style() style {
	return [marks]style{dimly, cyan, green, yellow, red, green}[m]
}

// word is what a legend calls a mark.
func (m mark) word() string {
	return [marks]string{"to do", "running", "ok", "suspect", "invalid", "begun"}[m]
}

// bar is the signs of a bar: what is done and what is not.
func bar(ascii bool) (done, left rune) {
	if ascii {
		return '=', '-'
	}
	return '━', '─'
}

// heights are the signs of a sparkline, from nothing to the most.
func heights(ascii bool) []rune {
	if ascii {
		return []rune("_.:-=+*#")
	}
	return []rune("▁▂▃▄▅▆▇█")
}

// spark draws the last values as far as there is room, from 0 to the largest.
func (p *painter) spark(s *series, most int, color style) {
	values := s.values[max(0, s.n-most):s.n]
	top := 0.0
	for _, x := range values {
		top = max(top, x)
	}
	signs := heights(p.ascii)
	for _, x := range values {
		i := 0
		if top > 0 && x > 0 {
			i = min(int(x/top*float64(len(signs))), len(signs)-1)
		}
		p.repeat(color, signs[i], 1)
	}
}
