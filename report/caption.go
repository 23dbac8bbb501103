package report

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// longestValue is how much of a value a caption shows.
const longestValue = 60

// caption lists what is the same for all rows: the name, how many points and
// trials there are, the fields with one level, where the requests went, the seed.
func (v *view) caption() []string {
	words := []string{clean(v.Plan.Name), v.size()}
	discipline := ""
	for _, f := range v.Plan.Fields {
		switch {
		case f.Swept() || len(f.Values) == 0:
		case f.Name == "discipline" && !f.Param:
			discipline = clean(f.Values[0])
		default:
			words = append(words, clean(f.Name)+" "+cut(clean(f.Values[0]), longestValue, "..."))
		}
	}
	if s, ok := v.givenService(); ok {
		words = append(words, "service_time "+s.String())
	}
	if discipline == "" && !v.isSwept("discipline") && len(v.Plan.Trials) > 0 {
		discipline = clean(v.Plan.Trials[0].Spec.Load.Discipline)
	}
	if discipline != "" && (discipline != "rate" || v.loops() != openLoop) {
		words = append(words, discipline)
	}
	switch {
	case len(v.Plan.Trials) == 0:
	case v.loops() == openLoop:
		words = append(words, "open loop (response times)")
	case v.loops() == closedLoop:
		words = append(words, "closed loop (service times)")
	}
	words = append(words, v.servers()...)
	return append(words, "seed "+strconv.FormatUint(v.Plan.Seed, 10))
}

// servers says where the requests went.
func (v *view) servers() []string {
	if len(v.Plan.Targets) == 0 {
		if v.Plan.BaseURL == "" || v.Plan.BaseURL == "demo" {
			return nil
		}
		return []string{urlText(v.Plan.BaseURL)}
	}
	var words []string
	for i, t := range v.Plan.Targets {
		if i == mostTargets {
			return append(words, plural(len(v.Plan.Targets)-i, "more target"))
		}
		word := cut(clean(t.Name), longestValue, "...") + " " + urlText(t.BaseURL)
		if i == 0 {
			word += " (reference)"
		}
		words = append(words, word)
	}
	return words
}

// mostTargets is how many targets a caption names.
const mostTargets = 4

func urlText(url string) string { return cut(clean(bareURL(url)), longestValue, "...") }

// size counts points, targets, repeats and trials. A search has what it needed.
func (v *view) size() string {
	points, targets, repeats, trials := len(v.Plan.Points), max(len(v.Plan.Targets), 1), v.Plan.Repeats, v.trials()
	if s := v.Plan.Search; s != nil {
		under := ""
		if found := v.found(); len(found) > 0 && found[0].Under != "" {
			under = " under " + cut(clean(found[0].Under), longestDemand, "...")
		}
		return fmt.Sprintf("search %s %s..%s%s, %s", clean(s.Find), levelText(s.From), levelText(s.To), under, plural(trials, "trial"))
	}
	words := []string{plural(points, "point")}
	if targets > 1 {
		words = append(words, plural(targets, "target"))
	}
	switch least := v.Plan.Least; {
	case least > 0 && least < repeats:
		return strings.Join(append(words, fmt.Sprintf("%d to %d repeats", least, repeats)), " x ") + ", " + plural(len(v.counted()), "trial")
	case points*targets*repeats != trials:
		return strings.Join(words, " x ") + ", " + plural(trials, "trial")
	case trials == 1:
		return "1 trial"
	}
	return strings.Join(append(words, plural(repeats, "repeat")), " x ") + " = " + plural(trials, "trial")
}

// givenService is the service time that the file gives for all points. One that
// comes from delay is not said twice.
func (v *view) givenService() (time.Duration, bool) {
	var given *time.Duration
	for i := range v.Plan.Trials {
		s := v.Plan.Trials[i].Spec.ServiceTime
		switch {
		case s == nil || v.Plan.Trials[i].Spec.Load.Delay != nil && *v.Plan.Trials[i].Spec.Load.Delay == *s:
			return 0, false
		case given != nil && *given != *s:
			return 0, false
		}
		given = s
	}
	if given == nil {
		return 0, false
	}
	return *given, true
}

// bareURL is a URL without what may be private in it: user, password and query.
func bareURL(s string) string {
	s, _, _ = strings.Cut(s, "?")
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok {
		return s
	}
	authority, path, slash := strings.Cut(rest, "/")
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		authority = authority[i+1:]
	}
	if slash {
		path = "/" + path
	}
	return scheme + "://" + authority + path
}
