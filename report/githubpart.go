package report

import (
	"fmt"
	"html"
	"strings"
)

// This file makes Markdown that may be cut anywhere between two lines.

// part is a table or a list. Any number of its rows can be left out at the end.
type part struct {
	// before comes first, after last; both stand only where there are rows.
	before string
	rows   []string
	after  string
	// what the rows are, for the line that tells how many are missing.
	what string
}

// fitted puts a head, parts and an end together in at most room bytes, or gives
// nothing where not even head and end fit. A part takes at most half of the room that
// is left, so that there is some for those after it. Rows without room are counted; a
// part without room for a single row is left out, and the last line tells so.
func fitted(head string, parts []part, end string, room int) string {
	const (
		reserve  = len("\n- and 1000000000 more demands\n") // a part's own last line
		leftOut  = "\n- more is left out: there is no room for it in this summary\n"
		headroom = len(leftOut)
	)
	room -= len(head) + len(end) + headroom
	if room < 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(head)
	missing := false
	for i, p := range parts {
		if len(p.rows) == 0 {
			continue
		}
		share := room / 2
		if i == len(parts)-1 {
			share = room
		}
		left := share - len(p.before) - len(p.after) - reserve
		n := 0
		for n < len(p.rows) && left >= len(p.rows[n]) {
			left -= len(p.rows[n])
			n++
		}
		if n == 0 {
			missing = true
			continue
		}
		text := p.before + strings.Join(p.rows[:n], "")
		if n < len(p.rows) {
			text += fmt.Sprintf("\n- and %d more %s\n", len(p.rows)-n, p.what)
		}
		text += p.after
		room -= len(text)
		b.WriteString(text)
	}
	if missing {
		b.WriteString(leftOut)
	}
	b.WriteString(end)
	return b.String()
}

// tablePart is a block as a table. Its cells are not padded: what a reader does not
// see should not use up the room.
func tablePart(what string, b block) part {
	p := part{what: what}
	if len(b.columns) == 0 {
		return p
	}
	var head, rule strings.Builder
	for _, c := range b.columns {
		head.WriteString("| " + inert(c.title()) + " ")
		if c.right {
			rule.WriteString("|--:")
		} else {
			rule.WriteString("|:--")
		}
	}
	p.before = "\n" + head.String() + "|\n" + rule.String() + "|\n"
	if b.caption != "" {
		p.before = "\n" + inert(b.caption) + "\n" + p.before
	}
	for i := range b.columns[0].cells {
		var row strings.Builder
		for _, c := range b.columns {
			text := inert(c.cells[i])
			if text != "" && c.alarm != nil && c.alarm[i] {
				text = "**" + text + "**"
			}
			row.WriteString("| " + text + " ")
		}
		p.rows = append(p.rows, row.String()+"|\n")
	}
	return p
}

// notesPart is a list of notes.
func notesPart(what string, notes []note) part {
	p := part{before: "\n", what: what}
	for _, n := range notes {
		row := "- "
		if n.mark != "" {
			row += codeSpan(n.mark) + " "
		}
		row += inert(n.text)
		if n.quote != "" {
			row += " (" + codeSpan(n.quote) + ")"
		}
		p.rows = append(p.rows, row+"\n")
	}
	return p
}

// folded is a part that is shown when its title is clicked. The title stands within
// HTML, where there is no Markdown.
func folded(p part, title string) part {
	p.before = "\n<details><summary>" + unlinked(html.EscapeString(clean(title))) + "</summary>\n" + p.before
	p.after = "\n</details>\n"
	return p
}

// inert makes a text plain in Markdown as GitHub shows it: no markup, no link, no
// mention.
func inert(s string) string { return unlinked(escape(strings.TrimSpace(clean(s)))) }

// unlinked breaks what GitHub makes links of without any markup: addresses, mentions
// and numbers of issues. A space of no width stands in them, written as an entity, so
// that it can be seen in the text.
func unlinked(s string) string {
	const gap = "&#8203;"
	var b strings.Builder
	for i := range len(s) {
		rest := s[i:]
		b.WriteByte(s[i])
		switch {
		case s[i] == '@', strings.HasPrefix(rest, "://"), s[i] == '#' && len(rest) > 1 && rest[1] >= '0' && rest[1] <= '9' && !strings.HasSuffix(s[:i], "&"):
			b.WriteString(gap)
		case (s[i] == 'w' || s[i] == 'W') && len(rest) > 1 && rest[1] == '.':
			b.WriteString(gap)
		}
	}
	return b.String()
}
