//go:build unix

package client

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// text reads the report that a client writes for people. The first thing that
// is not found is its error.
type text struct {
	body string
	err  error
}

// number is what the first group of a pattern matches; 0 if it is not there.
// A line may begin with blanks.
func (t *text) number(pattern string) float64 {
	m := regexp.MustCompile(`(?m)^\s*` + pattern).FindStringSubmatch(t.body)
	if m == nil {
		return 0
	}
	n, err := strconv.ParseFloat(m[1], 64)
	if err != nil && t.err == nil {
		t.err = fmt.Errorf("%q: %w", m[0], err)
	}
	return n
}

// sum adds up what the first group of a pattern matches, wherever it does.
func (t *text) sum(pattern string) float64 {
	total := 0.0
	for _, m := range regexp.MustCompile(`(?m)^\s*`+pattern).FindAllStringSubmatch(t.body, -1) {
		n, err := strconv.ParseFloat(m[1], 64)
		if err != nil && t.err == nil {
			t.err = fmt.Errorf("%q: %w", m[0], err)
		}
		total += n
	}
	return total
}

// must is a number that has to be there.
func (t *text) must(pattern string) float64 {
	if t.err == nil && !regexp.MustCompile(`(?m)^\s*`+pattern).MatchString(t.body) {
		t.err = fmt.Errorf("nothing matches %s in\n%s", pattern, t.body)
	}
	return t.number(pattern)
}

// duration is a number with a unit, such as 0.90ms or 1.02s, in two groups of a
// pattern; 0 if it is not there.
func (t *text) duration(pattern string) time.Duration {
	m := regexp.MustCompile(`(?m)^\s*` + pattern).FindStringSubmatch(t.body)
	if m == nil {
		return 0
	}
	d, err := time.ParseDuration(m[1] + m[2])
	if err != nil && t.err == nil {
		t.err = err
	}
	return d
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

func milliseconds(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }
