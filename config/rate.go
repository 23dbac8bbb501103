package config

import (
	"math/big"
	"strconv"
	"strings"
)

// This file reads rates: so many per second, minute or hour. They are kept in
// thousandths per hour, so that 0.1/s, 6/m and 360/h are the same level.

// perSecond and perMinute are one per second and one per minute, in thousandths
// per hour.
const (
	perSecond = 3600 * 1000
	perMinute = 60 * 1000
	perHour   = 1000
)

// maxRate bounds rates: a million per second.
const maxRate = 1_000_000 * perSecond

// perUnit is a rate of one per that unit; 0 for what is no unit.
func perUnit(name string) int64 {
	switch name {
	case "s":
		return perSecond
	case "m":
		return perMinute
	case "h":
		return perHour
	}
	return 0
}

// parseRate reads a rate such as 50/s or 2.5/m. What is finer than a thousandth
// per hour is none, and neither is what is above all bounds.
func parseRate(text string) (int64, bool) {
	number, unit, ok := strings.Cut(text, "/")
	if !ok || perUnit(unit) == 0 || !decimal(number) || len(number) > 30 {
		return 0, false
	}
	r, ok := new(big.Rat).SetString(number)
	if !ok {
		return 0, false
	}
	r.Mul(r, new(big.Rat).SetInt64(perUnit(unit)))
	if !r.IsInt() || r.Cmp(new(big.Rat).SetInt64(1000*maxRate)) > 0 {
		return 0, false
	}
	return r.Num().Int64(), true
}

// formatRate writes a rate per second if three decimals hold it, else per minute
// or per hour: 50/s, 0.5/s, 100/m.
func formatRate(n int64) string {
	unit := "h"
	switch {
	case n%(perSecond/1000) == 0:
		unit = "s"
	case n%(perMinute/1000) == 0:
		unit = "m"
	}
	return strconv.FormatFloat(float64(n)/float64(perUnit(unit)), 'f', -1, 64) + "/" + unit
}

// rate is a rate from low to high, in thousandths per hour.
func (d *decoder) rate(n *node, key string, low, high int64) (int64, bool) {
	text, ok := d.scalar(n, key, "a rate such as 50/s", true)
	if !ok {
		return 0, false
	}
	value, ok := parseRate(text)
	number, unit, _ := strings.Cut(text, "/")
	switch {
	case ok && value == 0:
		d.fault(n.at, key+" must be more than 0", "")
	case ok && value < low:
		d.faultf(n.at, "", "%s must be %s or more", key, formatRate(low))
	case ok && value > high:
		d.faultf(n.at, "write at most "+formatRate(high), "%s is too large", key)
	case ok:
		return value, true
	case decimal(text):
		d.fault(n.at, key+" needs a unit", rate.units(short(text)))
	case strings.HasPrefix(text, "-") && decimal(strings.TrimPrefix(number, "-")):
		d.fault(n.at, key+" can't be negative", "")
	case decimal(number) && perUnit(unit) > 0 && len(text) <= 30:
		d.fault(n.at, key+": finer than a thousandth per hour, or too large", "write fewer digits")
	default:
		d.faultf(n.at, "write 50/s, 90/m or 10/h", "%s is a rate, %s is none", key, quoted(text))
	}
	return 0, false
}
