package judge

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"runexp/config"
	"runexp/runner/vitals"
	"runexp/stats"
)

// warnings are what may be behind a difference besides what is to be compared.
func (w *weigher) warnings() []string {
	var all []string
	for k := range w.Candidates {
		for _, text := range append(w.aboutRuns(k), w.aboutCells(k)...) {
			if len(w.Candidates) > 1 {
				text = w.Candidates[k].Name + ": " + text
			}
			all = append(all, text)
		}
	}
	return all
}

// aboutRuns are the warnings about a candidate and the base as wholes.
func (w *weigher) aboutRuns(k int) []string {
	base, other := &w.Base, &w.Candidates[k]
	var all []string
	warn := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	switch same := !base.Taken.IsZero() && base.Taken.Equal(other.Taken); {
	case same:
		warn("%s and %s began at the same moment: they may be one and the same run", base.Name, other.Name)
	case !base.Taken.IsZero() && other.Taken.Before(base.Taken) && !other.Taken.IsZero():
		warn("%s was made before %s: a change for the worse means that the older run is the worse one", other.Name, base.Name)
	}
	if was, is := experimentOf(base), experimentOf(other); was != is {
		warn("another experiment: %s -> %s", was, is)
	}
	return append(append(all, means(base, other)...), orders(base, other)...)
}

// means warns of what the runs were measured with.
func means(base, other *Side) (all []string) {
	unknown := vitals.Machine{}
	switch how := base.Machine.Differs(other.Machine); {
	case base.Machine == unknown || other.Machine == unknown:
		for _, s := range []*Side{base, other} {
			if s.Machine == unknown {
				all = append(all, "the machine of "+s.Name+" is not known")
			}
		}
	case how != "":
		all = append(all, "another machine: "+how+"; a difference may be the machine's")
	}
	if none := (vitals.Build{}); base.Build != none && other.Build != none {
		if how := base.Build.Differs(other.Build); how != "" {
			all = append(all, "another build of runexp: "+how)
		}
	}
	return all
}

func experimentOf(s *Side) string {
	if s.Plan == nil {
		return ""
	}
	return s.Plan.Name
}

// orders warns of runs whose trials chance did not order.
func orders(sides ...*Side) (all []string) {
	for _, s := range sides {
		if s.Plan != nil && s.Plan.Order != string(config.RandomBlocks) {
			all = append(all, fmt.Sprintf("the order of %s was not drawn (%s): a drift within it falls on some points only", s.Name, s.Plan.Order))
		}
	}
	return all
}

// aboutCells are the warnings about what a candidate and the base measured, those
// that are the same at several points once.
func (w *weigher) aboutCells(k int) []string {
	var t talk
	points := 0
	suspect := [2]int{}
	for _, p := range w.pairs {
		if p.candidate != k {
			continue
		}
		points++
		for _, text := range differences(p.base, p.value) {
			t.say(text)
		}
		for i, c := range []*Cell{p.base, p.value} {
			if c.Verdict.Level != OK {
				suspect[i]++
			}
		}
	}
	all := t.texts(points)
	for i, s := range []*Side{&w.Base, &w.Candidates[k]} {
		if suspect[i] > 0 {
			all = append(all, fmt.Sprintf("%d of %s of %s suspect or invalid", suspect[i], count(points, "point"), s.Name))
		}
	}
	return append(all, w.failing(k)...)
}

// failing warns of points whose requests fail more often in one run than in the
// other.
func (w *weigher) failing(k int) []string {
	points, worst := 0, 1.0
	var example string
	for _, pair := range w.pairs {
		if pair.candidate != k {
			continue
		}
		b, v := pair.base, pair.value
		p := stats.FisherExact(b.Errors, b.OK, v.Errors, v.OK)
		if p >= differ {
			continue
		}
		if points++; p < worst {
			worst = p
			example = fmt.Sprintf("%d of %d -> %d of %d requests", b.Errors, b.Requests, v.Errors, v.Requests)
		}
	}
	if points == 0 {
		return nil
	}
	return []string{fmt.Sprintf("the failures differ at %s, the most certain: %s (p = %s)", count(points, "point"), example, number(worst))}
}

// talk is what was said, and how often.
type talk struct {
	order []string
	times map[string]int
}

func (t *talk) say(text string) {
	if t.times == nil {
		t.times = make(map[string]int)
	}
	if t.times[text] == 0 {
		t.order = append(t.order, text)
	}
	t.times[text]++
}

// mostTold is how many differences are told one by one.
const mostTold = 6

// texts are what was said at so many points in all.
func (t *talk) texts(points int) []string {
	var all []string
	for i, text := range t.order {
		if i == mostTold {
			return append(all, fmt.Sprintf("and %s of requests and loads", count(len(t.order)-i, "other difference")))
		}
		if n := t.times[text]; n < points {
			text += fmt.Sprintf(" (at %d of %s)", n, count(points, "point"))
		}
		all = append(all, text)
	}
	return all
}

// notes are what holds whatever was compared.
func (w *weigher) notes() []string {
	var all []string
	for _, metric := range w.metrics {
		if n := w.scarce[metric]; n > 0 {
			q, _ := quantileOf(metric)
			all = append(all, fmt.Sprintf("%s is not compared at %s: it needs %d requests on either side", metric, count(n, "point"), stats.NeedsRequests(q)))
		}
	}
	if len(w.Comparisons) == 0 {
		return append(all, "nothing is compared: the runs have no point in common")
	}
	when := "one after the other"
	if stamps := w.stamps(); len(stamps) > 1 {
		when += " (" + strings.Join(stamps, ", ") + ")"
	}
	return append(all, "the runs were made "+when+": a machine that drifted in between looks like a change, and no test can tell "+
		"(where runs of the same differ by 3 %, half of such comparisons alarm); to be sure, compare targets within one run")
}

// stamps are when the runs were made, where that is known of all.
func (w *weigher) stamps() []string {
	var all []string
	for _, s := range append([]Side{w.Base}, w.Candidates...) {
		if s.Taken.IsZero() {
			return nil
		}
		all = append(all, s.Taken.UTC().Format(time.DateOnly+" 15:04"))
	}
	return slices.Compact(all)
}
