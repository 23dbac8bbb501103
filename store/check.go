package store

import (
	"errors"
	"fmt"
	"slices"

	"runexp/runner"
)

// This file says whether what is stored and what is planned belong together.

// errOtherPlan says that a plan differs from the stored one.
var errOtherPlan = errors.New("the experiment has a gate, and its plan is part of the test: start a new run")

// Common counts the finished trials that a plan has, those that it has not, and the
// plan's trials that have no result. The trials of a search follow from its results:
// there missing is -1, and a finished trial is the plan's if a level of its could be
// tried. A trial of a block that was measured again is the plan's if the first is.
func (r *Run) Common(plan *runner.Plan) (same, gone, missing int) { return r.journal.common(plan) }

// Common counts as [Run.Common] does.
func (r *Record) Common(plan *runner.Plan) (same, gone, missing int) { return r.journal.common(plan) }

func (j *journal) common(plan *runner.Plan) (same, gone, missing int) {
	known := make(digests)
	planned := make(map[string]bool, len(plan.Trials))
	for i := range plan.Trials {
		id := known.identity(&plan.Trials[i])
		planned[id] = true
		if _, done := j.places[id]; !done {
			missing++
		}
	}
	stems := stemsOf(plan)
	for i := range j.entries {
		e := &j.entries[i]
		if planned[first(e, known)] || stems.holds(&e.Result.Trial, e.Identity, known) {
			same++
		} else {
			gone++
		}
	}
	if plan.Search != nil {
		missing = -1
	}
	return same, gone, missing
}

// first is the identity of the first attempt at the trial of an entry.
func first(e *Entry, known digests) string {
	if e.Result.Trial.Attempt == 0 {
		return e.Identity
	}
	t := e.Result.Trial
	t.Attempt = 0
	return known.identity(&t)
}

// stems are the places of the stems of a search by their settings.
type stems struct {
	plan   *runner.Plan
	places map[string]int
}

func stemsOf(plan *runner.Plan) *stems {
	if plan.Search == nil {
		return nil
	}
	s := &stems{plan: plan, places: make(map[string]int, len(plan.Search.Stems))}
	for i, stem := range plan.Search.Stems {
		s.places[runner.Point{Settings: stem.Settings}.Key()] = i
	}
	return s
}

// holds reports whether the search may try a trial.
func (s *stems) holds(t *runner.Trial, identity string, known digests) bool {
	if s == nil {
		return false
	}
	find := s.plan.Search.Find
	settings := slices.DeleteFunc(slices.Clone(t.Point.Settings), func(x runner.Setting) bool { return x.Name == find && !x.Param })
	stem, ok := s.places[runner.Point{Settings: settings}.Key()]
	if !ok {
		return false
	}
	level := t.Spec.Load.Rate
	if find != "rate" {
		level = float64(t.Spec.Load.Concurrency)
	}
	probe := s.plan.Probe(stem, level, t.Repeat, t.Seq)
	probe.Attempt = t.Attempt
	return known.identity(&probe) == identity
}

// Check says whether the run may go on with a plan in its present session. The error
// says why not: no finished trial is among the plan's, or the experiment has a gate
// and anything has changed. The warnings say what has changed since.
func (r *Run) Check(plan *runner.Plan) (warnings []string, err error) {
	if len(r.journal.entries) == 0 {
		return nil, nil // there is nothing to be pooled with
	}
	warnings = r.changes()
	if len(warnings) > 0 && r.manifest.Gated {
		return nil, fmt.Errorf("%s: the experiment has a gate, and what it compares must be measured alike: start a new run", warnings[0])
	}
	differs := difference(r.plan, plan)
	if differs != "" && r.manifest.Gated {
		return nil, fmt.Errorf("%s: %w", differs, errOtherPlan)
	}
	same, gone, missing := r.Common(plan)
	switch {
	case same == 0 && gone > 0 && differs != "":
		return nil, fmt.Errorf("none of its %s is in this plan (%s)", count(gone, "finished trial"), differs)
	case same == 0 && gone > 0:
		return nil, fmt.Errorf("none of its %s is in this plan", count(gone, "finished trial"))
	case gone > 0:
		warnings = append(warnings, fmt.Sprintf("%s not in this plan and left out (%s); %s to run", areOf(gone, "finished trial"), differs, toRun(missing)))
	case differs != "":
		warnings = append(warnings, fmt.Sprintf("the plan has changed (%s); %s to run", differs, toRun(missing)))
	}
	return warnings, nil
}

func toRun(missing int) string {
	if missing < 0 {
		return "what is missing has"
	}
	return count(missing, "trial")
}

func areOf(n int, what string) string {
	if n == 1 {
		return "1 " + what + " is"
	}
	return count(n, what) + " are"
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// changes says what is not as it was in the sessions before this one.
func (r *Run) changes() []string {
	n := len(r.manifest.Sessions)
	if n < 2 {
		return nil
	}
	is := &r.manifest.Sessions[n-1]
	var all []string
	for i := range n - 1 {
		was := &r.manifest.Sessions[i]
		if d := was.Machine.Differs(is.Machine); d != "" {
			all = append(all, "machine: "+d)
		}
		if d := was.Build.Differs(is.Build); d != "" {
			all = append(all, "build: "+d)
		}
		all = append(all, serversDiffer(was.Servers, is.Servers)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// serversDiffer says what sets later servers apart.
func serversDiffer(was, is []Server) []string {
	var all []string
	for _, s := range was {
		at := slices.IndexFunc(is, func(x Server) bool { return x.Target == s.Target })
		if at < 0 {
			all = append(all, s.word()+" is gone")
		} else if d := s.differs(&is[at]); d != "" {
			all = append(all, s.word()+": "+d)
		}
	}
	for _, s := range is {
		if !slices.ContainsFunc(was, func(x Server) bool { return x.Target == s.Target }) {
			all = append(all, s.word()+" is new")
		}
	}
	return all
}

func (s *Server) word() string {
	if s.Target == "" {
		return "server"
	}
	return fmt.Sprintf("server %.100q", s.Target)
}

// shortSum is how much of a checksum is shown.
const shortSum = 12

func (s *Server) differs(later *Server) string {
	short := func(sum string) string { return sum[:min(len(sum), shortSum)] }
	switch {
	case s.BaseURL != later.BaseURL:
		return fmt.Sprintf("%.200q -> %.200q", s.BaseURL, later.BaseURL)
	case s.Command != later.Command:
		return fmt.Sprintf("command %.200q -> %.200q", s.Command, later.Command)
	case s.Executable != later.Executable && s.Executable != "" && later.Executable != "":
		return fmt.Sprintf("program %.12q -> %.12q (SHA-256)", short(s.Executable), short(later.Executable))
	}
	return ""
}

// difference says in a few words what sets a later plan apart; empty where nothing
// does but numbers.
func difference(was, is *runner.Plan) string {
	switch {
	case was.Seed != is.Seed:
		return fmt.Sprintf("seed %d -> %d", was.Seed, is.Seed)
	case was.BaseURL != is.BaseURL:
		return fmt.Sprintf("base_url %.200q -> %.200q", was.BaseURL, is.BaseURL)
	case (was.Search == nil) != (is.Search == nil):
		return "a search is no sweep"
	case was.Order != is.Order:
		return fmt.Sprintf("order %.40q -> %.40q", was.Order, is.Order)
	}
	if d := targetsDiffer(was.Targets, is.Targets); d != "" {
		return d
	}
	if was.Search != nil {
		return searchesDiffer(was, is)
	}
	return trialsDiffer(was.Trials, is.Trials)
}

func targetsDiffer(was, is []runner.Target) string {
	if len(was) != len(is) {
		return fmt.Sprintf("%d -> %d targets", len(was), len(is))
	}
	for i := range was {
		if was[i].Name != is[i].Name {
			return fmt.Sprintf("target %.100q -> %.100q", was[i].Name, is[i].Name)
		}
		if was[i].BaseURL != is[i].BaseURL {
			return fmt.Sprintf("target %.100q: base_url %.200q -> %.200q", was[i].Name, was[i].BaseURL, is[i].BaseURL)
		}
	}
	return ""
}
