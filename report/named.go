package report

import (
	"fmt"
	"slices"
	"strings"

	"runexp/runner"
)

// This file finds columns by the names that people give them.

// named makes exactly the columns that are asked for.
func (v *view) named(names []string) ([]column, error) {
	var columns []column
	for _, name := range names {
		c, ok := v.columnNamed(strings.TrimSpace(name))
		if !ok {
			return nil, fmt.Errorf("unknown column %q: the columns are %s", name, strings.Join(v.columnNames(), ", "))
		}
		c.rank = 0
		columns = append(columns, c)
	}
	return columns, nil
}

func (v *view) columnNamed(name string) (column, bool) {
	if q, ok := quantityNamed(name); ok {
		return v.quantity(q), true
	}
	for _, f := range v.fields() {
		if f.Name == name {
			return v.label(f), true
		}
	}
	return column{}, false
}

// fields are those of the plan, and the target where there are several.
func (v *view) fields() []runner.Field {
	fields := slices.Clone(v.Plan.Fields)
	for _, f := range v.swept {
		if f.Name == targetField && !f.Param {
			fields = append(fields, f)
		}
	}
	return fields
}

// columnNames lists all columns that can be asked for.
func (v *view) columnNames() []string {
	var names []string
	for _, f := range v.fields() {
		names = append(names, clean(f.Name))
	}
	for _, q := range quantities() {
		names = append(names, q.name)
	}
	return names
}

// metricsNamed looks up the metrics of an experiment file.
func metricsNamed(names []string) ([]quantity, error) {
	var found []quantity
	for _, name := range names {
		q, ok := quantityNamed(name)
		if !ok || !q.metric {
			return nil, fmt.Errorf("unknown metric %q: the metrics are %s", name, strings.Join(Metrics(), ", "))
		}
		found = append(found, q)
	}
	return found, nil
}
