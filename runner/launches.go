package runner

// Launches reports whether the plan starts servers or runs hooks.
func (p *Plan) Launches() bool {
	for _, t := range p.served() {
		if t.Start != nil {
			return true
		}
	}
	h := p.Hooks
	return h != nil && (h.BeforeAll != nil || h.BeforeTrial != nil || h.AfterTrial != nil || h.AfterAll != nil)
}
