package config

import (
	"strconv"
	"strings"
)

// aboveNothing is the least share where 0 is none.
const aboveNothing = 1e-9

// share is a part of a whole such as 5%, from low to high.
func (d *decoder) share(n *node, key string, low, high float64) (float64, bool) {
	text, ok := d.scalar(n, key, "a share such as 5%", true)
	if !ok {
		return 0, false
	}
	value, what, ok := quantity(text)
	switch {
	case strings.HasPrefix(text, "-") && decimal(strings.TrimSuffix(text[1:], "%")):
		d.fault(n.at, key+" can't be negative", "")
	case ok && what == plain && value != 0:
		d.fault(n.at, key+" needs a unit", share.units(short(text)))
	case !ok || what != share && value != 0:
		d.faultf(n.at, "write 5%", "%s is a share, %s is none", key, quoted(text))
	case value < low && value == 0:
		d.fault(n.at, key+" must be more than 0", "")
	case value < low:
		d.fault(n.at, key+" must be "+percent(low)+" or more", "")
	case value > high:
		d.fault(n.at, key+" is "+percent(high)+" at most", "")
	default:
		return value, true
	}
	return 0, false
}

// percent writes a share as files do.
func percent(share float64) string {
	return strconv.FormatFloat(share*100, 'g', 6, 64) + "%"
}

// shareUnits offers to read a bare number as percent, and as a part of 1.
func shareUnits(number string) string {
	hint := "write " + number + "%"
	if value, err := strconv.ParseFloat(number, 64); err == nil && value <= 1 {
		hint += " or " + percent(value)
	}
	return hint
}
