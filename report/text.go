package report

import (
	"slices"
	"strings"

	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

// width is the number of columns that s takes on the screen. It is the library's
// own, so that both agree on every cell.
func width(s string) int { return twwidth.WidthNoCache(s) }

// cut shortens s to at most n columns: mark stands for its end.
func cut(s string, n int, mark string) string { return cutKeeping(s, n, mark, 0) }

// cutKeeping shortens s to at most n columns; of what is left, the given share
// comes from its end.
func cutKeeping(s string, n int, mark string, end float64) string {
	if width(s) <= n {
		return s
	}
	room := n - width(mark)
	if room <= 0 {
		return head(s, n)
	}
	endRoom := int(end * float64(room))
	return strings.TrimRight(head(s, room-endRoom), " ") + mark + tail(s, endRoom)
}

// cutAll shortens texts that tell rows apart, so that they still do: it takes away
// their ends, or else, if fewer different ones were left, their middles, or their
// beginnings.
func cutAll(texts []string, n int, mark string) []string {
	var best []string
	most := 0
	for _, end := range []float64{0, 0.4, 1} {
		shorter := make([]string, len(texts))
		different := make(map[string]bool)
		for i, s := range texts {
			shorter[i] = cutKeeping(s, n, mark, end)
			different[shorter[i]] = true
		}
		if len(different) > most {
			best, most = shorter, len(different)
		}
	}
	return best
}

// head is the longest beginning of s of at most n columns.
func head(s string, n int) string {
	used := 0
	for i, r := range s {
		if used += width(string(r)); used > n {
			return s[:i]
		}
	}
	return s
}

// tail is the longest end of s of at most n columns. It does not begin with a
// mark that belongs to the letter before.
func tail(s string, n int) string {
	runes := []rune(s)
	used, from := 0, len(runes)
	for i, r := range slices.Backward(runes) {
		w := width(string(r))
		if used += w; used > n {
			break
		}
		if w > 0 {
			from = i
		}
	}
	return string(runes[from:])
}

// fold breaks words into lines of at most n columns, joined by sep within a line
// and indented from the second line on. A word that is longer than a line is
// broken at its spaces, else anywhere. n = 0 is no limit.
func fold(words []string, sep, indent string, n int) []string {
	if n == 0 {
		return []string{strings.Join(words, sep)}
	}
	var lines []string
	line, used := "", 0
	for _, w := range words {
		if used > 0 && used+width(sep)+width(w) <= n {
			line += sep + w
			used += width(sep) + width(w)
			continue
		}
		if used > 0 {
			lines = append(lines, line)
		}
		first := indent
		if len(lines) == 0 {
			first = ""
		}
		broken := breakWord(w, first, indent, n)
		lines = append(lines, broken[:len(broken)-1]...)
		line = broken[len(broken)-1]
		used = width(line)
	}
	return append(lines, line)
}

// breakWord puts w on as many lines of at most n columns as it needs, the first
// and the others with an indent of their own.
func breakWord(w, first, indent string, n int) []string {
	var lines []string
	line := first
	for w != "" {
		room := n - width(line)
		part := head(w, room)
		if part == w {
			return append(lines, line+w)
		}
		if i := strings.LastIndexByte(part, ' '); i > 0 && w[len(part)] != ' ' {
			part = part[:i]
		}
		if part == "" { // not even one letter: the width is absurd
			part = string([]rune(w)[:1])
		}
		lines = append(lines, line+strings.TrimRight(part, " "))
		w = strings.TrimLeft(w[len(part):], " ")
		line = indent
	}
	return append(lines, line)
}

// foldText folds a sentence at its spaces.
func foldText(s, indent string, n int) []string {
	if n == 0 || width(s) <= n {
		return []string{s}
	}
	return breakWord(s, "", indent, n)
}
