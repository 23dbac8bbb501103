package store

import (
	"fmt"
	"slices"

	"runexp/runner"
)

// trialsDiffer says what sets later trials apart, as to what they measure and their
// order.
func trialsDiffer(was, is []runner.Trial) string {
	a, b := identities(was), identities(is)
	if slices.Equal(a, b) {
		return ""
	}
	gone, added := without(a, b), without(b, a)
	switch {
	case gone == 0 && added == 0:
		return "the order of the trials"
	case gone == len(a) && len(b) > 0:
		return "all trials: " + specsDiffer(&was[0], nearest(&was[0], is))
	case gone == 0:
		return count(added, "trial") + " more"
	case added == 0:
		return count(gone, "trial") + " fewer"
	}
	return fmt.Sprintf("%s fewer, %d others", count(gone, "trial"), added)
}

func identities(trials []runner.Trial) []string {
	known := make(digests)
	all := make([]string, len(trials))
	for i := range trials {
		all[i] = known.identity(&trials[i])
	}
	return all
}

// without counts those of a that are not in b.
func without(a, b []string) int {
	has := make(map[string]bool, len(b))
	for _, x := range b {
		has[x] = true
	}
	n := 0
	for _, x := range a {
		if !has[x] {
			n++
		}
	}
	return n
}

// nearest is the trial of the same point and repeat, else the first one.
func nearest(t *runner.Trial, among []runner.Trial) *runner.Trial {
	key := t.Point.Key()
	for i := range among {
		o := &among[i]
		if o.Target == t.Target && o.Repeat == t.Repeat && o.Discarded == t.Discarded && o.Point.Key() == key {
			return o
		}
	}
	return &among[0]
}

// specsDiffer says what sets a trial apart from the one that it was.
func specsDiffer(was, is *runner.Trial) string {
	a, b := &was.Spec, &is.Spec
	differ := func(what, was, is string) string { return fmt.Sprintf("%s %.200q -> %.200q", what, was, is) }
	switch {
	case was.Target != is.Target:
		return differ("target", was.Target, is.Target)
	case a.BaseURL != b.BaseURL:
		return differ("base_url", a.BaseURL, b.BaseURL)
	case was.Point.Key() != is.Point.Key():
		return differ("settings", was.Point.Key(), is.Point.Key())
	case a.Request.Method != b.Request.Method:
		return differ("method", a.Request.Method, b.Request.Method)
	case a.Request.Path != b.Request.Path:
		return differ("path", a.Request.Path, b.Request.Path)
	case !slices.Equal(a.Request.Header, b.Request.Header):
		return "other headers"
	case a.Request.Body != b.Request.Body || string(a.Request.Raw) != string(b.Request.Raw):
		return "another body"
	case was.Seed != is.Seed:
		return "other seeds"
	case a.Accept != b.Accept:
		return differ("accepted statuses", a.Accept, b.Accept)
	}
	return "another load"
}

// searchesDiffer says what sets a later search apart.
func searchesDiffer(was, is *runner.Plan) string {
	a, b := was.Search, is.Search
	if a.Find != b.Find {
		return fmt.Sprintf("search for %.40q -> %.40q", a.Find, b.Find)
	}
	if a.From != b.From || a.To != b.To {
		return fmt.Sprintf("search from %g to %g -> from %g to %g", a.From, a.To, b.From, b.To)
	}
	if a.Trials != b.Trials {
		return fmt.Sprintf("%d -> %d trials of a search", a.Trials, b.Trials)
	}
	x, y := identities(stemTrials(was)), identities(stemTrials(is))
	if slices.Equal(x, y) {
		return ""
	}
	return fmt.Sprintf("%d of %d points of the search", without(x, y)+without(y, x), max(len(x), len(y)))
}

// stemTrials is a trial at the lowest level of each stem.
func stemTrials(plan *runner.Plan) []runner.Trial {
	all := make([]runner.Trial, len(plan.Search.Stems))
	for i := range all {
		all[i] = plan.Probe(i, plan.Search.From, 1, 1)
	}
	return all
}
