package main

import (
	"strconv"
	"strings"
)

// again is the command that repeats the run with the same order and URLs.
func (s *session) again() string {
	words := []string{"runexp", "run", s.file}
	add := func(flag string, values []string) {
		for _, v := range values {
			words = append(words, flag, v)
		}
	}
	add("--set", s.options.set)
	add("--unset", s.options.unset)
	add("--yes-i-may-load", s.options.hosts)
	if s.options.baseline != "" {
		words = append(words, "--baseline", s.options.baseline)
	}
	if s.options.quick {
		words = append(words, "--quick")
	}
	for _, f := range []struct {
		name string
		set  bool
	}{
		{"--keep-going", s.options.keepGoing},
		{"--keep-samples", s.options.keepSamples},
		{"--require-baseline", s.options.requireBaseline},
	} {
		if f.set {
			words = append(words, f.name)
		}
	}
	words = append(words, "--seed", strconv.FormatUint(s.plan.Seed, 10))
	for i, w := range words {
		words[i] = shellQuote(w)
	}
	return strings.Join(words, " ")
}

// shellQuote makes a word that a POSIX shell reads back as it is.
func shellQuote(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./,:=@%+", r)
	}
	if word != "" && !strings.ContainsFunc(word, func(r rune) bool { return !plain(r) }) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
