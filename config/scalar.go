package config

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// scalar returns the text of a scalar with environment variables filled in. A
// list, a map or an empty value is a fault; what is wanted goes into its text.
func (d *decoder) scalar(n *node, key, want string, refuse bool) (string, bool) {
	switch {
	case n.shape != scalarShape:
		d.faultf(n.at, "", "%s is %s, this is a %s", key, want, n.shape)
		return "", false
	case n.null:
		d.empty(n, key)
		return "", false
	}
	text, f := d.env.expandText(&passage{at: n.at, text: n.text}, key, refuse)
	if f != nil {
		d.faults = append(d.faults, f)
		return "", false
	}
	return text, true
}

// text is a scalar that is taken as it is written. Placeholders would be taken
// so too, and are refused.
func (d *decoder) text(n *node, key string) (string, bool) { return d.scalar(n, key, "text", true) }

// prose is a text that is only shown, and may speak of placeholders.
func (d *decoder) prose(n *node, key string) (string, bool) { return d.scalar(n, key, "text", false) }

// number is a whole number from 0 on.
func (d *decoder) number(n *node, key string) (int64, bool) {
	text, ok := d.scalar(n, key, "a whole number", true)
	switch {
	case !ok:
	case !wholeNumber(text):
		message, hint := notWhole(text, key)
		d.fault(n.at, message, hint)
	case !n.plain && !strings.Contains(n.text, "${env:"):
		d.faultf(n.at, "write "+short(text)+" without quotes", "%s is a whole number, this is text", key)
	default:
		value, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			d.faultf(n.at, fmt.Sprintf("write at most %d", math.MaxInt64), "%s is too large", key)
		}
		return value, err == nil
	}
	return 0, false
}

// whole is a whole number from low to high.
func (d *decoder) whole(n *node, key string, low, high int64) (int64, bool) {
	value, ok := d.number(n, key)
	switch {
	case !ok:
	case value > high:
		d.faultf(n.at, fmt.Sprintf("write at most %d", high), "%s is too large", key)
	case value < low:
		d.faultf(n.at, fmt.Sprintf("write %d or more", low), "%s starts at %d", key, low)
	default:
		return value, true
	}
	return 0, false
}

// span is a duration of at least low.
func (d *decoder) span(n *node, key string, low time.Duration) (time.Duration, bool) {
	text, ok := d.scalar(n, key, "a duration such as 100ms", true)
	if !ok {
		return 0, false
	}
	value, err := parseDuration(text)
	switch {
	case strings.HasPrefix(text, "-") && err == nil:
		d.fault(n.at, key+" can't be negative", "")
	case decimal(text) && text != "0":
		d.fault(n.at, key+" needs a unit", span.units(short(text)))
	case err != nil:
		d.faultf(n.at, "write 100ms, 1.5s or 2m", "%s is a duration, %s is none", key, quoted(text))
	case value < low && low == 1:
		d.fault(n.at, key+" must be more than 0", "")
	case value < low:
		d.faultf(n.at, "", "%s must be %s or more", key, FormatDuration(low))
	default:
		return value, true
	}
	return 0, false
}

// truth is true or false, without quotes.
func (d *decoder) truth(n *node, key string) (value, ok bool) {
	text, ok := d.scalar(n, key, "true or false", true)
	if !ok {
		return false, false
	}
	if n.plain || strings.Contains(n.text, "${env:") {
		switch text {
		case "true":
			return true, true
		case "false":
			return false, true
		}
	}
	hint := "write true or false"
	switch strings.ToLower(text) {
	case "yes", "on", "y", "true", "1":
		hint = "write true"
	case "no", "off", "n", "false", "0":
		hint = "write false"
	}
	if text == "true" || text == "false" {
		hint += " without quotes"
	}
	d.fault(n.at, key+" is true or false", hint)
	return false, false
}

// word is one of a closed set.
func (d *decoder) word(n *node, key string, words ...string) (string, bool) {
	want := "a word"
	if len(words) <= 5 {
		want = "one of " + strings.Join(words, ", ")
	}
	text, ok := d.scalar(n, key, want, true)
	if !ok || slices.Contains(words, text) {
		return text, ok
	}
	d.faultf(n.at, wordHint(text, words), "%s can't be %s", key, quoted(text))
	return "", false
}

// wordHint names the word that was probably meant, or all of them.
func wordHint(text string, words []string) string {
	if near := nearest(text, words); near != "" {
		return "did you mean " + near + "?"
	}
	return "write " + strings.Join(words, ", ")
}

// bytes is a size such as 64KiB.
func (d *decoder) bytes(n *node, key string) (int64, bool) {
	text, ok := d.scalar(n, key, "a size such as 64KiB", true)
	if !ok {
		return 0, false
	}
	size, ok := parseSize(text)
	switch {
	case ok && size > 0:
		return size, true
	case ok:
		d.fault(n.at, key+" must be more than 0", "")
	case wholeNumber(text):
		d.fault(n.at, key+" needs a unit", bytes.units(short(text)))
	default:
		d.faultf(n.at, "write 64KiB or 1MB", "%s is a size, %s is none", key, quoted(text))
	}
	return 0, false
}
