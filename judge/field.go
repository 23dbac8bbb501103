package judge

import (
	"math"
	"time"

	"runexp/config"
	"runexp/runner"
)

// This file gives the fields of a point to expressions.

// value is a field of the cell's point as expressions know it. What the point does
// not use is of no kind.
func (c *Cell) value(name string) (config.Value, bool) {
	return valueOf(&c.Point, c.Target, &c.Spec, name), true
}

// valueOf is a field of a point. Params and load fields have different names.
func valueOf(p *runner.Point, target string, s *runner.Spec, name string) config.Value {
	for _, setting := range p.Settings {
		if setting.Param && setting.Name == name {
			return config.TextValue(setting.Value)
		}
	}
	if name == "target" {
		return config.TextValue(target)
	}
	return loadValue(&s.Load, name)
}

// loadValue is a load field; of no kind where the load does not use it.
func loadValue(l *runner.Load, name string) config.Value {
	switch name {
	case "iterations":
		return whole(l.Iterations)
	case "concurrency":
		return whole(l.Concurrency)
	case "duration":
		return lasting(l.Duration)
	case "rate":
		if l.Open() {
			return config.RateValue(int64(math.Round(l.Rate * thousandthsPerHour)))
		}
	case "delay":
		if l.Delay != nil {
			return config.DurationValue(*l.Delay)
		}
	case "think_time":
		if !l.Open() {
			return config.DurationValue(l.ThinkTime)
		}
	case "timeout":
		return config.DurationValue(l.Timeout)
	case "redial":
		return config.DurationValue(l.Redial)
	case "keepalive":
		return config.BoolValue(l.KeepAlive)
	default:
		return word(l, name)
	}
	return config.Value{}
}

// thousandthsPerHour is how many thousandths per hour make one per second.
const thousandthsPerHour = 3600 * 1000

// word is a load field that holds a word.
func word(l *runner.Load, name string) config.Value {
	text := map[string]string{
		"discipline": l.Discipline, "arrivals": l.Arrivals, "connections": l.Connections,
		"protocol": l.Protocol, "engine": l.Engine,
	}[name]
	if text == "" {
		return config.Value{}
	}
	return config.WordValue(text)
}

// whole is a number of requests or slots; of no kind where there is none.
func whole(n int) config.Value {
	if n == 0 {
		return config.Value{}
	}
	return config.IntValue(n)
}

// lasting is a duration that ends a trial; of no kind where there is none.
func lasting(d time.Duration) config.Value {
	if d == 0 {
		return config.Value{}
	}
	return config.DurationValue(d)
}
