package judge

import "runexp/stats"

// Outcome is what the rulings come to.
type Outcome uint8

// The outcomes.
const (
	// Passed is a run whose demands are all met, or that has none.
	Passed Outcome = iota
	// Failed is one with a demand that is not met.
	Failed
	// Undecided is one with a demand that is neither met nor missed for certain.
	Undecided
	// Nothing is one with demands, none of which could be judged: there was nothing
	// to judge by.
	Nothing
)

// String names the outcome in lower case.
func (o Outcome) String() string {
	switch o {
	case Passed:
		return "passed"
	case Failed:
		return "failed"
	case Undecided:
		return "undecided"
	case Nothing:
		return "nothing judged"
	}
	return "unknown"
}

// Outcome is that of all rulings: failed before nothing, before undecided, before
// passed.
func (j *Judgement) Outcome() Outcome {
	outcome, judged := Passed, len(j.Rulings) == 0
	for i := range j.Rulings {
		r := &j.Rulings[i]
		judged = judged || r.judged()
		switch r.Verdict {
		case stats.Fail:
			return Failed
		case stats.Undecided, stats.Invalid:
			outcome = Undecided
		case stats.Pass:
		}
	}
	if !judged {
		return Nothing
	}
	return outcome
}
