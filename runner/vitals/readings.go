package vitals

import "time"

// readings are what the system tells at one instant. What it does not tell is
// nil.
type readings struct {
	at        time.Time
	pressure  *pressure
	jiffies   *jiffies
	throttled []*time.Duration // of each cgroup
	quota     *float64         // the least
}

// until puts what came since into a report.
func (b readings) until(now readings, r *Report) {
	if b.pressure != nil && now.pressure != nil {
		wall := now.at.Sub(b.at)
		r.PressureBefore = new(share(b.pressure.average, 100))
		r.Pressure = new(share(float64(now.pressure.waited-b.pressure.waited), float64(wall)))
	}
	if b.jiffies != nil && now.jiffies != nil && now.jiffies.all > b.jiffies.all {
		// A counter may step back a little; it is none of ours then.
		r.Steal = new(share(float64(now.jiffies.steal)-float64(b.jiffies.steal), float64(now.jiffies.all-b.jiffies.all)))
	}
	for i, after := range now.throttled {
		if before := b.throttled[i]; before != nil && after != nil {
			// A cgroup and one above it may be held back at the same time.
			most := max(*after-*before, 0)
			if r.Throttled != nil {
				most = max(most, *r.Throttled)
			}
			r.Throttled = &most
		}
	}
}

// share is a part of a whole, between 0 and 1.
func share(part, whole float64) float64 {
	if whole <= 0 {
		return 0
	}
	return min(max(part/whole, 0), 1)
}
