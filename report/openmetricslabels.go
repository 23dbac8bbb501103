package report

import (
	"strconv"
	"strings"

	"runexp/runner"
)

// This file names the cells in labels of OpenMetrics.

// label is a label of a sample. What OpenMetrics would take for the end of the value
// is escaped, and nothing of it is hidden.
func label(name, value string) string {
	if value = clean(value); strings.ContainsAny(value, `\"#`) {
		value = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "#", "%23").Replace(value)
	}
	return name + `="` + value + `"`
}

// labelName is a name that a label may have: letters and digits of ASCII and _.
func labelName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_':
			return r
		}
		return '_'
	}, name)
}

// free is the name, or the name with the first number behind it that makes it one
// that is not taken. It is taken then.
func free(name, separator string, taken map[string]bool) string {
	unique := name
	for n := 2; taken[unique]; n++ {
		unique = name + separator + strconv.Itoa(n)
	}
	taken[unique] = true
	return unique
}

// labelNames are the names of labels for fields; empty for the target, which has a
// label of its own.
func labelNames(fields []runner.Field) []string {
	taken := map[string]bool{"experiment": true, targetField: true, "point": true, "quantile": true, "bound": true, "class": true, verdictName: true, "reasons": true}
	names := make([]string, len(fields))
	for i, f := range fields {
		if f.Name == targetField && !f.Param {
			continue
		}
		name := labelName(f.Name)
		if f.Param || name == "" || name[0] >= '0' && name[0] <= '9' || strings.HasPrefix(name, "__") {
			name = "param_" + name
		}
		names[i] = free(name, "_", taken)
	}
	return names
}

// labels are those of each cell, in the order of the cells. No two cells share
// theirs: where the values alone do not tell them apart, their point does.
func (v *view) labels() []string {
	names := labelNames(v.swept)
	all := make([]string, len(v.cells))
	seen := make(map[string]bool)
	for i, c := range v.cells {
		labels := []string{label("experiment", v.Plan.Name)}
		if c.Target != "" {
			labels = append(labels, label(targetField, c.Target))
		}
		for k, f := range v.swept {
			if value := valueOf(c, f); names[k] != "" && value != "" {
				labels = append(labels, label(names[k], value))
			}
		}
		all[i] = strings.Join(labels, ",")
		if seen[all[i]] {
			all[i] += "," + label("point", strconv.Itoa(c.Point.Number))
		}
		seen[all[i]] = true
	}
	return all
}
