package report

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean makes a text that came from a server or a file safe to show: characters
// that would move the cursor, start an escape sequence, turn the direction of
// writing or not be seen at all are written like in a Go string, such as \x1b or
// \u202e, and so are bytes that are not UTF-8. What is left has a width on the
// screen and stays on its line.
func clean(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			b.WriteString(`\x`)
			b.WriteString(strconv.FormatUint(uint64(s[i])|0x100, 16)[1:])
		case hidden(r):
			q := strconv.QuoteRuneToASCII(r)
			b.WriteString(q[1 : len(q)-1])
		default:
			b.WriteRune(r)
		}
		i += n
	}
	return b.String()
}

// plain reports whether s is printable ASCII, as nearly all texts are.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// hidden reports whether r does something else than be seen: control characters
// (C0, C1, DEL), bidirectional and other format characters, variation selectors
// (they change the width of their neighbour), unassigned and private ones.
func hidden(r rune) bool {
	return r != '\u3000' && !strconv.IsPrint(r) || unicode.Is(unicode.Variation_Selector, r)
}
