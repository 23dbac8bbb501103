package launch

import (
	"os"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Failure is a command that did not do what was asked of it.
type Failure struct {
	// Command is the command in words.
	Command string
	// What says what went wrong, such as exit 1.
	What string
	// Hint says what may help; empty if nothing is known to.
	Hint string
	// Last are the last lines that it wrote, fit to be shown.
	Last []string
}

// Error is the failure in several lines: the last ones that the command wrote
// and the hint are indented below the first.
func (f *Failure) Error() string {
	var b strings.Builder
	b.WriteString(f.Command + ": " + f.What)
	for _, line := range f.Last {
		b.WriteString("\n    " + line)
	}
	if f.Hint != "" {
		b.WriteString("\n  " + f.Hint)
	}
	return b.String()
}

const (
	longestCaption = 100 // in runes
	longestWhat    = 400
	longestLine    = 200
)

// printable makes text from outside fit to be shown: on one line, without control
// characters or such as turn the direction of writing, cut to so many runes.
func printable(text string, most int) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		if n == most {
			return b.String() + "…"
		}
		n++
		switch {
		case r == '\t':
			r = ' '
		case !unicode.IsPrint(r):
			r = utf8.RuneError
		}
		b.WriteRune(r)
	}
	return b.String()
}

// ended says how a process ended: exit 1, or signal: killed.
func ended(s *os.ProcessState) string {
	if s == nil {
		return "it is not known how"
	}
	if code := s.ExitCode(); code >= 0 {
		return "exit " + strconv.Itoa(code)
	}
	return s.String()
}

// words is a duration as files write it: 60s, not 1m0s.
func words(d time.Duration) string {
	if d%time.Second == 0 && d < 2*time.Minute {
		return strconv.Itoa(int(d/time.Second)) + "s"
	}
	return d.String()
}
