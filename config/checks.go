package config

// This file reads the limits of the validity verdict.

// DefaultChecks are the limits where a file gives none.
func DefaultChecks() Checks {
	return Checks{Lag: 0.10, CPU: 0.70, Ceiling: 0.50, Pressure: 0.25, Steal: 0.02, GC: 0.01, Errors: 0.01, Reruns: 2}
}

// maxReruns bounds how often a block is measured again.
const maxReruns = 10

func checkFields() []field {
	limit := func(name string, of func(*Checks) *float64) field {
		return field{name: name, set: func(d *decoder, n *node) {
			if value, ok := d.share(n, "checks."+name, 0, 1); ok {
				*of(&d.experiment.Checks) = value
			}
		}}
	}
	return []field{
		limit("lag", func(c *Checks) *float64 { return &c.Lag }),
		limit("cpu", func(c *Checks) *float64 { return &c.CPU }),
		limit("ceiling", func(c *Checks) *float64 { return &c.Ceiling }),
		limit("psi", func(c *Checks) *float64 { return &c.Pressure }),
		limit("steal", func(c *Checks) *float64 { return &c.Steal }),
		limit("gc", func(c *Checks) *float64 { return &c.GC }),
		limit("errors", func(c *Checks) *float64 { return &c.Errors }),
		{name: "reruns", set: func(d *decoder, n *node) {
			if reruns, ok := d.whole(n, "checks.reruns", 0, maxReruns); ok {
				d.experiment.Checks.Reruns = int(reruns)
			}
		}},
	}
}

// aboutResponses tells a key of checks that is about responses, which expect
// judges.
func (d *decoder) aboutResponses(e entry) bool {
	switch e.key.text {
	case "status", "status_code", "body", "body_contains", "body_matches", "min_bytes", "sha256", "max_latency":
	default:
		return false
	}
	hint := "what a response must be goes under expect"
	if e.value.shape == scalarShape && (e.key.text == "status" || e.key.text == "status_code") {
		hint = "did you mean expect: {status: " + short(e.value.text) + "}?"
	}
	d.fault(e.key.at, "checks judges the measurement: unknown field "+quoted(e.key.text), hint)
	return true
}
