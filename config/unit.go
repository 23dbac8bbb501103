package config

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// dimension is what a quantity measures.
type dimension uint8

const (
	plain dimension = iota // a number without a unit
	span                   // a time, in nanoseconds
	share                  // a part of a whole
	bytes                  // a size, in bytes
	rate                   // an amount per second
)

// String names the dimension as messages do.
func (d dimension) String() string {
	switch d {
	case plain:
		return "number"
	case span:
		return "time"
	case share:
		return "share"
	case bytes:
		return "size"
	case rate:
		return "rate"
	}
	return ""
}

// units offers two ways to write a bare number of this dimension.
func (d dimension) units(number string) string {
	switch d {
	case span:
		return "write " + number + "ms or " + number + "s"
	case share:
		return shareUnits(number)
	case bytes:
		return "write " + number + "KiB or " + number + "MB"
	case rate:
		return "write " + number + "/s or " + number + "/m"
	case plain:
	}
	return ""
}

// parseDuration reads a time such as 100ms, 1.5s or 1m30s. Zero may stand
// without a unit.
func parseDuration(text string) (time.Duration, error) {
	if strings.HasPrefix(text, "+") {
		return 0, fmt.Errorf("%q is no duration", text)
	}
	return time.ParseDuration(text)
}

// FormatDuration is a duration in its shortest form: 50ms, 1.5s, 2m.
func FormatDuration(d time.Duration) string {
	text := d.String()
	if rest, ok := strings.CutSuffix(text, "m0s"); ok {
		text = rest + "m"
	}
	if rest, ok := strings.CutSuffix(text, "h0m"); ok {
		text = rest + "h"
	}
	return text
}

// sizeUnit is the number of bytes of a unit; 0 for what is no unit.
func sizeUnit(name string) int64 {
	switch name {
	case "B":
		return 1
	case "kB", "KB":
		return 1e3
	case "MB":
		return 1e6
	case "GB":
		return 1e9
	case "KiB":
		return 1 << 10
	case "MiB":
		return 1 << 20
	case "GiB":
		return 1 << 30
	}
	return 0
}

// maxSize bounds sizes: a pebibyte.
const maxSize = 1 << 50

// parseSize reads a size such as 64KiB; ambiguous units such as Mi are none,
// and neither are parts of a byte.
func parseSize(text string) (int64, bool) {
	number := strings.TrimRight(text, "BkKMGi")
	unit := sizeUnit(text[len(number):])
	if unit == 0 || !decimal(number) || len(number) > 30 {
		return 0, false
	}
	size, ok := new(big.Rat).SetString(number)
	if !ok {
		return 0, false
	}
	size.Mul(size, new(big.Rat).SetInt64(unit))
	if !size.IsInt() || size.Cmp(new(big.Rat).SetInt64(maxSize)) > 0 {
		return 0, false
	}
	return size.Num().Int64(), true
}

// quantity reads a number with or without a unit into base units.
func quantity(text string) (value float64, d dimension, ok bool) {
	if decimal(text) {
		value, err := strconv.ParseFloat(text, 64)
		return value, plain, err == nil
	}
	if d, err := parseDuration(text); err == nil {
		return float64(d), span, true
	}
	if n, ok := parseSize(text); ok {
		return float64(n), bytes, true
	}
	if number, ok := strings.CutSuffix(text, "%"); ok && decimal(number) {
		value, err := strconv.ParseFloat(number, 64)
		return value / 100, share, err == nil
	}
	if n, ok := parseRate(text); ok {
		return float64(n) / perSecond, rate, true // as a factor of rates has it
	}
	if number, unit, ok := strings.Cut(text, "/"); ok && decimal(number) && rateUnit(unit) > 0 {
		value, err := strconv.ParseFloat(number, 64)
		return value / rateUnit(unit), rate, err == nil
	}
	return 0, plain, false
}

// rateUnit is the number of seconds of the unit of a rate; 0 for what is none.
func rateUnit(name string) float64 {
	switch name {
	case "s":
		return 1
	case "m":
		return 60
	case "h":
		return 3600
	}
	return 0
}

// Thousands writes a number with commas, for messages.
func Thousands(n int64) string {
	text := strconv.FormatInt(n, 10)
	digits := strings.TrimPrefix(text, "-")
	sign := text[:len(text)-len(digits)]
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}
