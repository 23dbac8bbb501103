package config

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// wholeNumber reports whether text is a whole number as everybody writes it:
// digits, the first of several not 0.
func wholeNumber(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool { return r < '0' || r > '9' }) &&
		(text == "0" || text[0] != '0')
}

// decimal reports whether text is a whole number, or one with a fraction.
func decimal(text string) bool {
	whole, fraction, hasPoint := strings.Cut(text, ".")
	return wholeNumber(whole) && (!hasPoint || wholeNumber("1"+fraction) && fraction != "")
}

var pythonRange = regexp.MustCompile(`^range\((\d{1,18}), *(\d{1,18}), *(\d{1,18})\)$`)

// notWhole says what is wrong with a number and what was probably meant.
func notWhole(text, key string) (message, hint string) {
	const message0 = "not a whole number"
	if text == "all" && key == "iterations" {
		return "iterations: all is not supported yet", "write a number"
	}
	if m := pythonRange.FindStringSubmatch(text); m != nil {
		return message0, fmt.Sprintf("write {from: %s, to: %s, step: %s} (to is included)", m[1], m[2], m[3])
	}
	if digits, octal := leadingZero(text); digits != "" {
		if octal != "" && octal != digits {
			message = fmt.Sprintf("%s: %s is %s to some and %s to others", message0, text, octal, digits)
			return message, "write " + digits
		}
		return message0, "write " + digits
	}
	if joined := strings.NewReplacer("_", "", ",", "").Replace(text); wholeNumber(joined) {
		return message0, "write " + short(joined)
	}
	if n, err := strconv.ParseUint(text, 0, 53); err == nil { // 0x10
		return message0, fmt.Sprintf("write %d", n)
	}
	if f, err := strconv.ParseFloat(text, 64); err == nil && f >= 0 && f < 1<<53 {
		if down := int64(f); float64(down) == f {
			return message0, fmt.Sprintf("write %d", down)
		}
		return message0, fmt.Sprintf("write %d or %d", int64(f), int64(f)+1)
	}
	if strings.HasPrefix(text, "-") {
		return message0 + " from 0 on", ""
	}
	return message0, ""
}

// leadingZero reads a number such as 017 both ways: as decimal digits, and, if
// it is one, as an octal number.
func leadingZero(text string) (digits, octal string) {
	if len(text) < 2 || len(text) > 18 || text[0] != '0' || !wholeNumber("1"+text) {
		return "", ""
	}
	digits = strings.TrimLeft(text, "0")
	if digits == "" {
		digits = "0"
	}
	if n, err := strconv.ParseInt(text, 8, 64); err == nil {
		octal = strconv.FormatInt(n, 10)
	}
	return digits, octal
}

// isCount reports whether n looks like a number of something.
func isCount(n *node) bool {
	if n.shape == listShape && len(n.items) > 0 {
		n = n.items[0]
	}
	return n.shape == scalarShape && wholeNumber(n.text)
}
