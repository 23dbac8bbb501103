package report

import "strings"

// cellText is a text as a spreadsheet may be given it: on one line, and not a
// formula. A number stays one, though it may begin with a sign.
func cellText(s string) string {
	s = clean(s)
	if s == "" || !strings.ContainsAny(firstLetter(s), "=+-@＝＋－＠") || isDecimal(s) {
		return s
	}
	return "'" + s
}

func firstLetter(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}

// isDecimal reports whether s is a plain number, such as -1.5.
func isDecimal(s string) bool {
	s = strings.TrimLeft(s[:1], "+-") + s[1:]
	whole, part, point := strings.Cut(s, ".")
	return allDigits(whole) && (!point || allDigits(part))
}

func allDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}
