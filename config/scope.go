package config

import (
	"maps"
	"slices"
	"strings"
)

// scope is the names that an expression may use, and the words.
type scope struct {
	variables map[string]*variable
	order     []string // of the names, as the file gives them
	words     map[string]bool
	// wordless says that a factor of words is faulty in the file: any word
	// may be a level of it.
	wordless bool
	// measured says that metrics are among the names.
	measured bool
	searched string // the field that a search finds
}

// variable is a name with what it measures and, if its values are words, those
// words.
type variable struct {
	name   string
	what   dimension
	isText bool
	isBool bool
	metric bool // measured, not a factor
	levels map[string]bool
	broken bool // faulty in the file: nothing is known of it
}

// scope is the factors as expressions see them.
func (d *decoder) scope() *scope {
	s := &scope{variables: make(map[string]*variable), words: make(map[string]bool), searched: d.searched()}
	for i := range d.experiment.Factors {
		s.add(variableOf(&d.experiment.Factors[i]))
	}
	for _, name := range slices.Sorted(maps.Keys(d.broken)) {
		if d.broken[name] {
			s.add(&variable{name: name, broken: true})
			l, load := loadFieldNamed(name)
			s.wordless = s.wordless || !load || l.kind == Word
		}
	}
	return s
}

// measuredScope is the names of conditions on what is measured: factors, the one
// that is searched, the target and metrics.
func (d *decoder) measuredScope() *scope {
	if d.measured != nil {
		return d.measured
	}
	s := d.scope()
	s.measured = true
	switch find := d.searched(); {
	case find != "":
		l, _ := loadFieldNamed(find)
		s.add(&variable{name: find, what: dimensionOfKind(l.kind)})
	case d.root.find("search") != nil: // and a faulty one: it may find either
		for _, name := range []string{"concurrency", "rate"} {
			if s.variables[name] == nil {
				s.add(&variable{name: name, broken: true})
			}
		}
	}
	if d.root.find("targets") != nil {
		target := &variable{name: "target", isText: true, levels: make(map[string]bool), broken: len(d.experiment.Targets) == 0}
		for _, name := range d.targetNames() {
			target.levels[name] = true
		}
		s.add(target)
		s.wordless = s.wordless || target.broken
	}
	for _, m := range measured() {
		s.add(&variable{name: m.name, what: m.what, metric: true})
	}
	d.measured = s
	return s
}

// dimensionOfKind is what the values of a load field measure.
func dimensionOfKind(k Kind) dimension {
	switch k {
	case Duration:
		return span
	case Rate:
		return rate
	default:
		return plain
	}
}

func (s *scope) add(v *variable) {
	if s.variables[v.name] == nil {
		s.order = append(s.order, v.name)
	}
	s.variables[v.name] = v
	if v.isText {
		for word := range v.levels {
			s.words[word] = true
		}
	}
}

// near is the name or word that was probably meant.
func (s *scope) near(name string) string {
	candidates := slices.Clone(s.order)
	for _, known := range s.order {
		candidates = append(candidates, s.variables[known].some()...)
	}
	return nearest(name, candidates)
}

// some lists the levels of a text variable, unless they are too many to search
// for one that was meant.
func (v *variable) some() []string {
	if len(v.levels) > 100 {
		return nil
	}
	return slices.Sorted(maps.Keys(v.levels))
}

// compared is how a level is written as a condition.
func (s *scope) compared(level string) string {
	for _, name := range s.order {
		if s.variables[name].levels[level] {
			return name + " == " + level
		}
	}
	return ""
}

// longestWord is the longest level of a text factor that text begins with, such
// as BRK.B, which is no word of the language.
func (s *scope) longestWord(text string) string {
	for end := min(len(text), 64); end > 0; end-- {
		if s.words[text[:end]] && (end == len(text) || strings.ContainsRune(" )],", rune(text[end]))) {
			return text[:end]
		}
	}
	return ""
}

// variableOf describes a factor to expressions. Params are text; they count as
// numbers when each level is one, of the same dimension, and no two levels are
// the same number (1.1 and 1.10 stay texts).
func variableOf(f *Factor) *variable {
	v := &variable{name: f.Name, what: dimensionOfKind(f.Levels[0].Value.kind)}
	switch f.Levels[0].Value.kind {
	case Bool:
		v.isBool = true
	case Text, Word:
		if v.what, v.isText = numeric(f.Levels); v.isText {
			v.levels = make(map[string]bool, len(f.Levels))
			for _, l := range f.Levels {
				v.levels[l.Value.s] = true
			}
		}
	default:
		// a number
	}
	return v
}

// numeric is the dimension that all levels share as numbers; isText when they
// do not. A bare 0 is of any dimension.
func numeric(levels []Level) (what dimension, isText bool) {
	seen := make(map[float64]bool)
	for _, l := range levels {
		value, d, ok := quantity(l.Value.s)
		switch {
		case !ok || seen[value]:
			return plain, true
		case value == 0 && d == plain:
		case len(seen) == 0 || len(seen) == 1 && seen[0]:
			what = d
		case d != what:
			return plain, true
		}
		seen[value] = true
	}
	return what, false
}

// value is the value of a variable as expressions see it.
func (v *variable) value(x Value) any {
	switch {
	case v.isText:
		return x.s
	case v.isBool:
		return x.Bool()
	case x.kind == Rate:
		return x.PerSecond()
	case x.kind == Text:
		n, _, _ := quantity(x.s)
		return n
	}
	return float64(x.n)
}
