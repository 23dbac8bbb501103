package live

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/clipperhouse/displaywidth"
)

// replacement stands for what is not shown.
const replacement = '\ufffd'

// printable makes a text from outside safe for a terminal: what would move the
// cursor, start an escape sequence, turn the direction of writing or not be seen is
// replaced, and so are bytes that are not UTF-8. A tab is a space.
func printable(text string) string {
	if plain(text) {
		return text
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case r == '\u3000' || strconv.IsPrint(r) && !unicode.Is(unicode.Variation_Selector, r):
			return r
		}
		return replacement
	}, text)
}

// plain reports whether text is printable ASCII, as nearly all texts are.
func plain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// width is how many columns a printable text takes. It counts rune by rune, as the
// simplest terminals do: one that draws several runes as one sign leaves room, and no
// line is ever too long.
func width(text string) int {
	if plain(text) {
		return len(text)
	}
	n := 0
	for _, r := range text {
		n += displaywidth.Rune(r)
	}
	return n
}

// shortened is a text of at most so many columns: … stands for its end.
func shortened(text string, most int) string {
	if width(text) <= most {
		return text
	}
	return strings.TrimRight(head(text, most-1), " ") + "…"
}

// head is the longest beginning of a text of at most so many columns.
func head(text string, most int) string {
	used := 0
	for i, r := range text {
		if used += displaywidth.Rune(r); used > most {
			return text[:i]
		}
	}
	return text
}

// ascii is a printable text where nothing but ASCII is wanted.
func ascii(text string) string {
	if plain(text) {
		return text
	}
	return strings.Map(substitute, text)
}

// substitute is what stands in ASCII for another rune.
func substitute(r rune) rune {
	switch {
	case ' ' <= r && r <= '~':
		return r
	case r == '…':
		return '~'
	}
	return '?'
}
