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
}

// variable is a name with what it measures and, if its values are words, those
// words.
type variable struct {
	name   string
	what   dimension
	isText bool
	isBool bool
	levels map[string]bool
	broken bool // faulty in the file: nothing is known of it
}

// scope is the factors as expressions see them.
func (d *decoder) scope() *scope {
	s := &scope{variables: make(map[string]*variable), words: make(map[string]bool)}
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
	v := &variable{name: f.Name}
	switch f.Levels[0].Value.kind {
	case Duration:
		v.what = span
	case Rate:
		v.what = rate
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
		// Int: a plain number
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
