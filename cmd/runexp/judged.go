package main

import (
	"fmt"

	"runexp/config"
	"runexp/judge"
)

// This file turns what the judge says into warnings and an exit code.

// forewarn tells on stderr what can be seen to stay undecided before anything is
// sent.
func (s *session) forewarn() {
	if s.options.quiet {
		return
	}
	for _, w := range s.rules.Warnings(s.plan) {
		fmt.Fprintf(s.process.stderr, "%s\n", printable(w.Error()))
	}
}

// outcome is the exit code of a judgement, and what to say about it on stderr.
func (s *session) outcome(j *judge.Judgement) (code int, warning string) {
	switch j.Outcome() {
	case judge.Failed:
		return exitFailed, ""
	case judge.Nothing:
		return exitUndecided, "nothing could be judged"
	case judge.Undecided:
		if s.experiment.Inconclusive == config.InconclusiveFails {
			return exitUndecided, "something could not be decided, and the file says inconclusive: fail"
		}
		return exitOK, "something could not be decided; inconclusive: fail makes that exit code 3"
	case judge.Passed:
	}
	return exitOK, ""
}

// falseAlarms notes what this machine's own rate of false alarms is, where it was
// measured and targets are compared.
func (s *session) falseAlarms() {
	if s.known == nil || s.known.SelfTest == nil || len(s.plan.Targets) == 0 {
		return
	}
	t := s.known.SelfTest
	s.notes = append(s.notes, fmt.Sprintf("A/A rate of this machine: %d of %s of the same with itself raised an alarm",
		t.Alarms, plural(t.Comparisons, "comparison")))
}
