package config

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/clipperhouse/displaywidth"
)

// This file makes text from outside fit to be shown: on a terminal, on one
// line, in little room.

// quoteWidth is how many columns of the user's own text a message repeats.
const quoteWidth = 40

// screenWidth is how wide, in columns, a terminal is taken to be.
const screenWidth = 80

// short is a text as messages name it: in one line, harmless, cut.
func short(text string) string {
	return cut(visible(prefix(text, 4*quoteWidth)), quoteWidth)
}

// quoted is a text in quotes as messages repeat it.
func quoted(text string) string {
	inside := strconv.Quote(prefix(text, 4*quoteWidth))
	return `"` + cut(visible(inside[1:len(inside)-1]), quoteWidth) + `"`
}

// long is a text as hints repeat it: in one line, harmless, less cut.
func long(text string) string {
	return cut(visible(prefix(text, 4*screenWidth)), screenWidth-20)
}

// inQuotes is a text as YAML's double quotes hold it, for hints.
func inQuotes(text string) string {
	return `"` + long(strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(prefix(text, 4*screenWidth))) + `"`
}

// prefix bounds a text to about n bytes before it is looked at more closely.
func prefix(text string, n int) string {
	if len(text) <= n {
		return text
	}
	return strings.ToValidUTF8(text[:n], "") + "…"
}

// cut shortens text to a width in terminal columns.
func cut(s string, width int) string {
	return displaywidth.TruncateString(s, width, "…")
}

// printable makes a text of several lines safe for a terminal: characters that
// control it or change the direction of writing are written as escapes.
func printable(s string) string {
	return escaped(s, func(r rune) bool { return r != '\n' && unsafeRune(r) })
}

// visible makes a text safe for one line of a terminal, where each character
// has its width: tabs become blanks, everything unsafe an escape.
func visible(s string) string {
	return escaped(strings.ReplaceAll(s, "\t", "    "), unsafeRune)
}

func escaped(s string, unsafe func(rune) bool) string {
	if !strings.ContainsFunc(s, unsafe) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case !unsafe(r):
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

func unsafeRune(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) || r == unicode.ReplacementChar
}
