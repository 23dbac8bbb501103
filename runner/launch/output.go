package launch

import (
	"bytes"
	"slices"
	"strings"
	"sync"
)

// output is what one process writes. It goes to the log line by line, and the
// last lines are kept for an error.
type output struct {
	log  *Log
	hide func(string) string
	// prefix begins the line that is announced, and not logged; empty for none.
	prefix    string
	announced chan string

	mu   sync.Mutex
	last []string
}

const (
	// lastLines is how many lines are kept.
	lastLines = 10
	// longestKept bounds each of them, in bytes.
	longestKept = 4096
	// longestPiece bounds a line; a longer one is taken in pieces.
	longestPiece = 64 << 10
)

func newOutput(c *Command, prefix string) *output {
	o := &output{log: c.Log, hide: c.Hide, prefix: prefix, announced: make(chan string, 1)}
	if o.hide == nil {
		o.hide = func(line string) string { return line }
	}
	return o
}

// stream is one of the streams of an output.
type stream struct {
	output *output
	// announces says that the announced line may come here.
	announces bool
	piece     []byte // of a line
}

// Write takes lines apart. It does not fail.
func (s *stream) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		line, rest, whole := bytes.Cut(p, []byte{'\n'})
		if room := longestPiece - len(s.piece); len(line) > room {
			line, rest, whole = p[:room], p[room:], true
		}
		s.piece = append(s.piece, line...)
		p = rest
		if whole {
			s.flush()
		}
	}
	return n, nil
}

// flush hands on the line that there is.
func (s *stream) flush() {
	s.output.line(strings.TrimSuffix(string(s.piece), "\r"), s.announces)
	s.piece = s.piece[:0]
}

// close hands on a last line that nothing ended.
func (s *stream) close() {
	if len(s.piece) > 0 {
		s.flush()
	}
}

func (o *output) line(text string, announces bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if said, ok := strings.CutPrefix(text, o.prefix); ok && announces && o.prefix != "" {
		o.prefix = "" // the first one counts
		o.announced <- strings.TrimSpace(said)
		return
	}
	text = o.hide(text)
	_, _ = o.log.Write([]byte(text + "\n")) // it does not fail
	if len(o.last) == lastLines {
		o.last = slices.Delete(o.last, 0, 1)
	}
	o.last = append(o.last, text[:min(len(text), longestKept)])
}

// tail is the last lines, fit to be shown.
func (o *output) tail() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	var lines []string
	for _, line := range o.last {
		if line = strings.TrimRight(printable(line, longestLine), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}
