package config

import (
	"fmt"
	"strconv"
	"strings"
)

// Statuses is a set of accepted status codes.
type Statuses struct {
	words []string // 2xx or 404, as written
}

// ParseStatuses reads a comma-separated list of codes and classes, such as
// 2xx or 200,404.
func ParseStatuses(text string) (Statuses, error) {
	var s Statuses
	for word := range strings.SplitSeq(text, ",") {
		if !statusWord(word) {
			return Statuses{}, fmt.Errorf("%q is no status: write 200 or 2xx", word)
		}
		s.words = append(s.words, word)
	}
	return s, nil
}

func statusWord(word string) bool {
	if len(word) != 3 || word[0] < '1' || word[0] > '5' {
		return false
	}
	if word[1:] == "xx" {
		return true
	}
	_, err := strconv.ParseUint(word, 10, 16)
	return err == nil
}

// String is the list that ParseStatuses reads.
func (s Statuses) String() string { return strings.Join(s.words, ",") }

// Accepts reports whether a response with that status is a success.
func (s Statuses) Accepts(status int) bool {
	code := strconv.Itoa(status)
	for _, word := range s.words {
		if word == code || len(code) == 3 && word[1:] == "xx" && word[0] == code[0] {
			return true
		}
	}
	return false
}
