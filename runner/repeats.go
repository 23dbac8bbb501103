package runner

import (
	"time"

	"runexp/config"
)

// This file says how many passes a plan makes over its points.

// leastGated is how many repeats a gate needs to tell anything: fewer have no
// p-value below 0.05.
const leastGated = 5

// repeat sets how often each point is measured: as often as the file says, or as
// the budget has room for where it is known how long the trials take. A budget
// leaves at least one repeat, and five where a gate needs them.
func (p *Plan) repeat(e *config.Experiment, specs []Spec) {
	p.Repeats, p.Least, p.WarmupBlocks = e.Repeats.Max, e.Repeats.Min, e.Warmup.Blocks
	if len(e.Targets) > 0 && e.Order != config.Sequential {
		p.Pairing = string(e.Pairing)
	}
	least := 1
	if e.Gate != nil {
		least = leastGated
	}
	room, ok := p.room(specs)
	if room = max(room, least); !ok || room >= p.Repeats {
		return
	}
	p.Asked, p.Repeats, p.Least = p.Repeats, room, min(p.Least, room)
}

// room is how many repeats the budget has room for, after the passes that warm up.
// It is false where there is no budget, or a trial's time is not known.
func (p *Plan) room(specs []Spec) (int, bool) {
	var pass, pause time.Duration
	for i := range specs {
		d, ok := specs[i].Expected()
		if !ok {
			return 0, false
		}
		pause = specs[i].Cooldown
		pass = plus(pass, plus(d, pause))
	}
	if p.Budget <= 0 || pass <= 0 {
		return 0, false
	}
	return int(plus(p.Budget, pause)/pass) - p.WarmupBlocks, true // no pause after the last trial
}
