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
	if v.Plan.BaseURL != "" && v.Plan.BaseURL != "demo" {
		words = append(words, cut(clean(bareURL(v.Plan.BaseURL)), longestValue, "..."))
	}
	return append(words, "seed "+strconv.FormatUint(v.Plan.Seed, 10))
}

// size counts points, repeats and trials.
func (v *view) size() string {
	points, repeats, trials := len(v.Plan.Points), v.Plan.Repeats, len(v.Plan.Trials)
	switch {
	case points*repeats != trials:
		return plural(points, "point") + ", " + plural(trials, "trial")
	case trials == 1:
		return "1 trial"
	}
	return fmt.Sprintf("%s x %s = %s", plural(points, "point"), plural(repeats, "repeat"), plural(trials, "trial"))
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
