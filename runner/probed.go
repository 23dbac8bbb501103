package runner

import (
	"cmp"
	"maps"
	"slices"
)

// Probed is a copy of the plan of a search that holds what was really run: the
// trials as they are given, their points by stem, then level, numbered as the
// trials have them, and the fields with the values that occur among them. Trials
// of other plans must not be among them.
func (p *Plan) Probed(trials []Trial) *Plan {
	q := *p
	q.Trials = slices.Clone(trials)
	q.Points = nil
	for i := range trials {
		q.Points = append(q.Points, trials[i].Point)
	}
	byNumber := func(a, b Point) int { return cmp.Compare(a.Number, b.Number) }
	slices.SortFunc(q.Points, byNumber)
	q.Points = slices.CompactFunc(q.Points, func(a, b Point) bool { return a.Number == b.Number })
	q.Fields = nil
	for _, f := range p.Fields {
		if f.Name == p.Search.Find {
			f.Values = q.tried(f.Name)
		} else {
			f.Values = q.occurring(f)
		}
		q.Fields = append(q.Fields, f)
	}
	return &q
}

// tried lists the levels of the searched field that were tried, rising.
func (p *Plan) tried(field string) []string {
	stride := p.Search.stride()
	texts := make(map[int]string)
	for i := range p.Points {
		texts[p.Points[i].Number%stride], _ = p.Points[i].Value(field)
	}
	levels := make([]string, 0, len(texts))
	for _, place := range slices.Sorted(maps.Keys(texts)) {
		levels = append(levels, texts[place])
	}
	return levels
}

// occurring lists the values of another field among the points. Where a point does
// not name it, that is the one value that no stem names either: the default.
func (p *Plan) occurring(f Field) []string {
	named, ran, byDefault := make(map[string]bool), make(map[string]bool), false
	for i := range p.Search.Stems {
		if v, ok := (Point{Settings: p.Search.Stems[i].Settings}).Value(f.Name); ok {
			named[v] = true
		}
	}
	for i := range p.Points {
		v, ok := p.Points[i].Value(f.Name)
		ran[v] = ran[v] || ok
		byDefault = byDefault || !ok
	}
	return slices.DeleteFunc(slices.Clone(f.Values), func(v string) bool {
		return !ran[v] && (named[v] || !byDefault)
	})
}
