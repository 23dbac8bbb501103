package config

import (
	"strconv"
	"time"
)

// Kind is the type of a [Value].
type Kind uint8

// The kinds of values.
const (
	// None is no value at all: the kind of the zero Value.
	None Kind = iota
	// Text is a text as it was written: params.
	Text
	// Int is a whole number.
	Int
	// Duration is a span of time.
	Duration
	// Bool is true or false.
	Bool
	// Word is one of a closed set of words, such as a discipline.
	Word
	// Rate is so many per second, minute or hour.
	Rate
)

// Value is the value of a field at one level. It is comparable.
type Value struct {
	kind Kind
	n    int64
	s    string
}

// TextValue is a text, kept as written.
func TextValue(s string) Value { return Value{kind: Text, s: s} }

// IntValue is a whole number.
func IntValue(n int) Value { return Value{kind: Int, n: int64(n)} }

// DurationValue is a span of time.
func DurationValue(d time.Duration) Value { return Value{kind: Duration, n: int64(d)} }

// WordValue is a word of a closed set.
func WordValue(s string) Value { return Value{kind: Word, s: s} }

// RateValue is a rate, in thousandths per hour: the unit in which all rates of
// files are whole numbers. 50/s is 180,000,000.
func RateValue(thousandthsPerHour int64) Value { return Value{kind: Rate, n: thousandthsPerHour} }

// BoolValue is true or false.
func BoolValue(b bool) Value {
	if b {
		return Value{kind: Bool, n: 1}
	}
	return Value{kind: Bool}
}

// Kind is the value's type.
func (v Value) Kind() Kind { return v.kind }

// Int is the number of an Int value.
func (v Value) Int() int { return int(v.n) }

// Duration is the span of a Duration value.
func (v Value) Duration() time.Duration { return time.Duration(v.n) }

// PerSecond is the rate of a Rate value, per second.
func (v Value) PerSecond() float64 { return float64(v.n) / perSecond }

// Bool is the truth of a Bool value.
func (v Value) Bool() bool { return v.n != 0 }

// String is the value's canonical text, such as 500, 50ms, 20/s, true or window. It
// is the same for equal values, however they were written.
func (v Value) String() string {
	switch v.kind {
	case Int:
		return strconv.FormatInt(v.n, 10)
	case Duration:
		return FormatDuration(time.Duration(v.n))
	case Bool:
		return strconv.FormatBool(v.n != 0)
	case Rate:
		return formatRate(v.n)
	case Text, Word:
		return v.s
	case None:
	}
	return ""
}
