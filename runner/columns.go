package runner

import "runexp/config"

// This file turns the rows of an expansion into what plans and trials hold.

// settings lists a row's fields as a point does: without load fields at their
// defaults.
func (t *points) settings(row []config.Value) []Setting {
	settings := make([]Setting, 0, len(t.fields))
	for i, f := range t.fields {
		if row[i] == (config.Value{}) {
			continue
		}
		if d, ok := t.defaults(row, f.Name); ok && !f.Param && d == row[i] {
			continue
		}
		settings = append(settings, Setting{Name: f.Name, Param: f.Param, Value: row[i].String()})
	}
	return settings
}

// columns lists the fields with the values that occur.
func (t *points) columns() []Field {
	var fields []Field
	for _, f := range t.fields {
		if values := t.occurring(f); len(values) > 0 {
			fields = append(fields, Field{Name: f.Name, Param: f.Param, Values: values})
		}
	}
	return fields
}

// occurring lists the values of a field among the rows: in the order of its
// levels, then those that serial or an included point has set.
func (t *points) occurring(f config.Factor) []string {
	left := make(map[config.Value]bool)
	for _, row := range t.rows {
		if v, ok := t.value(row, f.Name); ok {
			left[v] = true
		}
	}
	var values []string
	take := func(v config.Value) {
		if left[v] {
			delete(left, v)
			values = append(values, v.String())
		}
	}
	for _, l := range f.Levels {
		take(l.Value)
	}
	for _, row := range t.rows {
		v, _ := t.value(row, f.Name)
		take(v)
	}
	return values
}

// load is a row's load.
func (t *points) load(row []config.Value) Load {
	value := func(name string) config.Value { v, _ := t.value(row, name); return v }
	l := Load{
		Iterations:  value("iterations").Int(),
		Duration:    value("duration").Duration(),
		Concurrency: value("concurrency").Int(),
		Discipline:  value("discipline").String(),
		Rate:        value("rate").PerSecond(),
		Arrivals:    value("arrivals").String(),
		ThinkTime:   value("think_time").Duration(),
		Timeout:     value("timeout").Duration(),
		Redial:      value("redial").Duration(),
		KeepAlive:   value("keepalive").Bool(),
		Connections: value("connections").String(),
		Protocol:    value("protocol").String(),
		Engine:      value("engine").String(),
	}
	if d, ok := t.value(row, "delay"); ok {
		delay := d.Duration()
		l.Delay = &delay
	}
	return l
}
