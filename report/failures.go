package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"runexp/crawl"
	"runexp/judge"
)

// This file tells what failed, and which trials are missing.

// failures counts failed requests by class, the most frequent first, with the
// cause of one of each.
func (v *view) failures(shown []column) []note {
	classes := make(map[string]int64)
	for _, c := range v.cells {
		for class, n := range c.Classes {
			if class != crawl.OK.String() && n > 0 {
				classes[class] += n
			}
		}
	}
	var notes []note
	names := slices.Sorted(maps.Keys(classes))
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(classes[b], classes[a]) })
	for _, class := range names {
		notes = append(notes, note{
			text:  fmt.Sprintf("errors: %s x %s", prose(classes[class]), clean(class)),
			quote: v.cause(class),
		})
	}
	comparing := func(q quantity) bool { return q.name == "ideal" || q.name == "ratio" }
	if slices.ContainsFunc(quantitiesOf(shown), comparing) && v.errors() > 0 {
		notes = append(notes, note{text: "ideal and ratio are empty where requests failed"})
	}
	return notes
}

// cause is the error text of the first failure of a class, in the order of the
// trials.
func (v *view) cause(class string) string {
	for i := range v.Results {
		if s := v.Results[i].Causes[class]; s != "" {
			return cut(clean(s), longestCause, "...")
		}
	}
	return ""
}

// statuses counts the responses by status, if there is any beside 2xx.
func (v *view) statuses() []note {
	counts := make(map[int]int64)
	for _, c := range v.cells {
		for status, n := range c.Statuses {
			counts[status] += n
		}
	}
	codes := slices.Sorted(maps.Keys(counts))
	if !slices.ContainsFunc(codes, func(code int) bool { return code/100 != 2 }) {
		return nil
	}
	words := make([]string, len(codes))
	for i, code := range codes {
		words[i] = fmt.Sprintf("%s x %d", prose(counts[code]), code)
	}
	return []note{{text: "statuses: " + strings.Join(words, ", ")}}
}

// incomplete tells which trials are missing.
func (v *view) incomplete() []note {
	var notes []note
	var partial []*judge.Cell
	missing := 0
	for i := range v.all {
		switch c := &v.all[i]; {
		case c.Repeats == 0:
			missing++
		case c.Repeats < c.Planned:
			partial = append(partial, c)
		}
	}
	if v.Interrupted {
		notes = append(notes, note{text: fmt.Sprintf("interrupted: %s of %s have a result", prose(int64(len(v.counted()))), plural(v.trials(), "trial"))})
	}
	if missing > 0 {
		notes = append(notes, note{text: fmt.Sprintf("no result: %s of %s", prose(int64(missing)), plural(len(v.all), "point"))})
	}
	if len(partial) > mostRows {
		return append(notes, note{text: fmt.Sprintf("incomplete: %s with fewer trials than planned", plural(len(partial), "row"))})
	}
	for _, c := range partial {
		notes = append(notes, note{text: fmt.Sprintf("incomplete: %d of %s", c.Repeats, plural(c.Planned, "trial")), quote: v.where(c)})
	}
	return notes
}

// where names a cell by its swept fields.
func (v *view) where(c *judge.Cell) string {
	words := make([]string, len(v.swept))
	for i, f := range v.swept {
		words[i] = clean(f.Name) + " " + cut(valueOf(c, f), fairLabel*2, "...")
	}
	return strings.Join(words, ", ")
}
