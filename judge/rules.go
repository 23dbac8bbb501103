package judge

import (
	"slices"

	"runexp/config"
	"runexp/runner"
)

// Rules are what an experiment demands of its results, and what is known beside
// them. The zero value demands nothing and checks with the default limits.
type Rules struct {
	// Checks are the limits of the verdicts; the zero value means the defaults.
	Checks     config.Checks
	Thresholds []config.Threshold
	// Gate and Search are nil where the file has none.
	Gate    *config.Gate
	Search  *config.Search
	Repeats config.Repetition
	// Reference is the target that others are compared with, and that thresholds are
	// not about; empty for the plan's first.
	Reference string

	// Ceilings tells the client's calibrated throughput under the load of a spec, 0
	// where it is not known; nil where nothing is calibrated. It is
	// [Calibration.Ceiling].
	Ceilings func(*runner.Spec) float64
	// History are the stored runs that a gate without a target for its baseline
	// compares with, in any order.
	History []Run
	// Advisory says why the stored runs are not to be trusted as a baseline, such as
	// "another machine than the baseline's (8 -> 4 CPUs)": the gate then fails
	// nothing. Empty where they are.
	Advisory string
}

// RulesOf are the rules of an experiment.
func RulesOf(e *config.Experiment) *Rules {
	r := &Rules{
		Checks: e.Checks, Thresholds: e.Thresholds, Gate: e.Gate, Search: e.Search, Repeats: e.Repeats,
	}
	for i, t := range e.Targets {
		if i == 0 || e.Gate != nil && t.Name == e.Gate.Baseline {
			r.Reference = t.Name
		}
	}
	return r
}

// reference is the target of a plan that others are compared with; empty where it
// has none.
func (r *Rules) reference(plan *runner.Plan) string {
	if len(plan.Targets) == 0 {
		return ""
	}
	if slices.ContainsFunc(plan.Targets, func(t runner.Target) bool { return t.Name == r.Reference }) {
		return r.Reference
	}
	return plan.Targets[0].Name
}

// limits are the checks with the defaults where nothing is given.
func limits(c config.Checks) config.Checks {
	if c == (config.Checks{}) {
		return config.DefaultChecks()
	}
	return c
}

// Inspect is the verdict on a result.
func (r *Rules) Inspect(result *runner.Result) Verdict {
	return Inspect(result, r.Checks, r.ceiling(&result.Trial.Spec))
}

// ceiling is the client's calibrated throughput; 0 where it is not known.
func (r *Rules) ceiling(s *runner.Spec) float64 {
	if r.Ceilings == nil {
		return 0
	}
	return r.Ceilings(s)
}

// confidence is that of all intervals.
func (r *Rules) confidence() float64 {
	if r.Gate != nil && r.Gate.Confidence > 0 && r.Gate.Confidence < 1 {
		return r.Gate.Confidence
	}
	return 0.95
}
