package report

import (
	"math"
	"time"

	"runexp/stats"
)

// unit says how the numbers of a quantity are written. Base units are nanoseconds,
// per second, shares of one and bytes.
type unit uint8

const (
	unitCount unit = iota
	unitSeconds
	unitMillis
	unitRate
	unitShare
	unitRatio
	unitBytes
)

// text writes a number in base units for a column whose heading names the unit.
func (u unit) text(x float64) string {
	switch u {
	case unitSeconds:
		return seconds(x / float64(time.Second))
	case unitMillis:
		return millis(nanoseconds(x))
	case unitRate:
		return tiered(x)
	case unitShare:
		return percentOf(100 * x)
	case unitRatio:
		return tiered(x) + "x"
	case unitCount, unitBytes:
	}
	return count(math.Round(10*x) / 10)
}

// prose writes a number in base units with its unit, for a sentence.
func (u unit) prose(x float64) string { return u.text(x) + u.suffix() }

// suffix is the unit as a sentence has it, after the number.
func (u unit) suffix() string {
	switch u {
	case unitSeconds:
		return " s"
	case unitMillis:
		return " ms"
	case unitRate:
		return "/s"
	case unitShare:
		return " %"
	case unitBytes:
		return " bytes"
	case unitRatio, unitCount:
	}
	return ""
}

// nanoseconds is x as a duration, the longest or shortest one where x is beyond.
func nanoseconds(x float64) time.Duration {
	const most = float64(math.MaxInt64 / 2)
	if x != x {
		return 0
	}
	return time.Duration(max(min(x, most), -most))
}

// within writes the ends of an interval in base units, such as 22 to 26.
func (u unit) within(lo, hi float64) string { return u.text(lo) + " to " + u.text(hi) }

// prosaic writes an estimate for a sentence: 312.0 ms (305.1 to 319.2).
func (u unit) prosaic(e stats.Estimate) string {
	s := u.prose(e.Value)
	if e.Hi > e.Lo {
		s += " (" + u.within(e.Lo, e.Hi) + ")"
	}
	return s
}

// mostHalf is the largest half width of an interval that is written as a number.
const mostHalf = 9.99

// halfOf is the half width of the interval of a sample's center, such as 2%; empty
// where it has none.
func halfOf(s stats.Summary) string {
	if s.N < 2 || s.Min <= 0 {
		return ""
	}
	return half(s.Half)
}

// halfOfEstimate is the half width of an interval on the scale of the logarithm.
func halfOfEstimate(e stats.Estimate) string {
	if e.N < 2 || e.Lo <= 0 || e.Hi < e.Lo {
		return ""
	}
	return half(math.Sqrt(e.Hi/e.Lo) - 1)
}

func half(share float64) string {
	switch {
	case share != share || share < 0:
		return ""
	case share > mostHalf:
		return ">999%"
	}
	return fixed(100*share, 0) + "%"
}
