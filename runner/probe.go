package runner

import (
	"slices"

	"runexp/config"
)

// Search is the part of a plan that grows with its results: at each stem, levels
// of one field are tried until the answer is known.
type Search struct {
	// Find is the field, concurrency or rate. From and To bound its levels, in
	// slots or per second.
	Find string  `json:"find"`
	From float64 `json:"from"`
	To   float64 `json:"to"`
	// Trials bounds the trials at one stem.
	Trials int `json:"trials"`
	// Samples is none, chronology for the first repeat of each level, or all.
	Samples string `json:"samples,omitempty"`
	Stems   []Stem `json:"stems"`
}

// Stem is a point that lacks the level that is searched.
type Stem struct {
	// Settings are those of the point, the searched field left out.
	Settings []Setting `json:"settings"`
	// Spec lacks the level as well: its texts still hold a placeholder where they
	// write it.
	Spec Spec `json:"spec"`
}

// Probe is a trial of a search: a level of the searched field at the stem of that
// index. The level is the one that [Search.Level] makes of it; the trial's Load
// has it. Number, seed and requests follow from stem, level and repeat alone. Each
// repeat is a block of its own. The plan must have a Search.
func (p *Plan) Probe(stem int, level float64, repeat, seq int) Trial {
	s := p.Search
	k, value := s.grid(level)
	from := &s.Stems[stem]
	t := Trial{
		Seq: seq, Repeat: repeat, Block: repeat,
		Point: Point{Number: stem*s.stride() + int(k), Settings: p.settingsAt(from, value)},
		Spec:  s.spec(from, value),
	}
	t.Spec.Samples = sampled(config.Samples(s.Samples), repeat)
	t.Seed = trialSeed(p.Seed, t.Point, repeat)
	return t
}

// settingsAt adds the level to a stem's settings, in its place in the order of the
// plan's fields.
func (p *Plan) settingsAt(stem *Stem, level config.Value) []Setting {
	place := func(name string) int {
		return slices.IndexFunc(p.Fields, func(f Field) bool { return f.Name == name })
	}
	own := place(p.Search.Find)
	i := slices.IndexFunc(stem.Settings, func(s Setting) bool { return place(s.Name) > own })
	if i < 0 {
		i = len(stem.Settings)
	}
	settings := make([]Setting, 0, len(stem.Settings)+1)
	settings = append(settings, stem.Settings[:i]...)
	settings = append(settings, Setting{Name: p.Search.Find, Value: level.String()})
	return append(settings, stem.Settings[i:]...)
}

// spec is a stem's at a level.
func (s *Search) spec(stem *Stem, level config.Value) Spec {
	spec := stem.Spec
	if s.Find == "rate" {
		spec.Load.Rate = level.PerSecond()
	} else {
		spec.Load.Concurrency = level.Int()
	}
	fill := func(text string) string { return filled(text, s.Find, level) }
	spec.BaseURL = fill(spec.BaseURL)
	spec.Request.Path = fill(spec.Request.Path)
	spec.Request.Body = fill(spec.Request.Body)
	spec.Request.Header = slices.Clone(spec.Request.Header)
	for i := range spec.Request.Header {
		spec.Request.Header[i].Value = fill(spec.Request.Header[i].Value)
	}
	return spec
}

// filled is template text with the placeholders of one name written out. Text that
// is no template stays, for whoever binds the rest to refuse.
func filled(text, name string, value config.Value) string {
	t, err := config.ParseTemplate(text)
	if err != nil || !t.Uses(name) {
		return text
	}
	t, err = t.Bind(func(n string) (config.Value, bool) { return value, n == name })
	if err != nil {
		return text
	}
	return t.String()
}
