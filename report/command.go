package report

import "strings"

// foldCommand breaks a shell command into lines of at most n columns that can be
// pasted back as they are: a line ends in a backslash that joins it to the next.
// It breaks between words, and within one only where the word is longer than a
// line. n = 0 is no limit.
func foldCommand(lead, command string, n int) []string {
	if n == 0 || width(lead)+width(command) <= n {
		return []string{lead + command}
	}
	f := commandFolder{limit: n, line: lead}
	words := shellWords(command)
	for i := 0; i < len(words); i++ {
		w := words[i]
		if i+1 < len(words) && isFlag(w) && !isFlag(words[i+1]) {
			// A flag and its value look best on one line.
			if both := w + " " + words[i+1]; width(commandIndent+both+joined) <= n {
				w = both
				i++
			}
		}
		f.add(w, len(f.lines) == 0 && f.line == lead)
	}
	return append(f.lines, f.line)
}

// joined ends a line of a command that goes on; commandIndent begins the next.
const (
	joined        = ` \`
	commandIndent = "  "
)

func isFlag(word string) bool { return strings.HasPrefix(word, "-") }

type commandFolder struct {
	limit int
	lines []string
	line  string
}

// add puts a word on the line, or on the next one if there is no room for it and
// the backslash after it.
func (f *commandFolder) add(word string, first bool) {
	switch {
	case first:
	case width(f.line)+1+width(word)+len(joined) <= f.limit:
		f.line += " "
	default:
		f.lines = append(f.lines, f.line+joined)
		f.line = commandIndent
	}
	if width(f.line)+width(word)+len(joined) <= f.limit {
		f.line += word
		return
	}
	f.split(word)
}

// split breaks a word that is longer than a line. A backslash before the end of
// the line joins it to the next without a gap, but for single quotes, within which
// it stands for itself: they are closed before it and opened again after it.
func (f *commandFolder) split(word string) {
	var q quoting
	for _, a := range shellAtoms(word) {
		end := 3 // what may have to follow on this line: ' \ and a gap
		if width(f.line)+width(a)+end > f.limit {
			if q == single {
				f.lines = append(f.lines, f.line+`'\`)
				f.line = "'"
			} else {
				f.lines = append(f.lines, f.line+`\`)
				f.line = ""
			}
		}
		f.line += a
		q = q.after(a)
	}
}

// quoting says within which quotes of the shell a text stands.
type quoting byte

const (
	unquoted quoting = 0
	single   quoting = '\''
	double   quoting = '"'
)

// after is the state behind one atom.
func (q quoting) after(atom string) quoting {
	switch {
	case atom != `'` && atom != `"`:
		return q
	case q == unquoted:
		return quoting(atom[0])
	case q == quoting(atom[0]):
		return unquoted
	}
	return q
}

// shellWords splits a command at the spaces that stand outside of quotes.
func shellWords(command string) []string {
	var words []string
	var word strings.Builder
	var q quoting
	for _, a := range shellAtoms(command) {
		if a == " " && q == unquoted {
			if word.Len() > 0 {
				words = append(words, word.String())
				word.Reset()
			}
			continue
		}
		word.WriteString(a)
		q = q.after(a)
	}
	if word.Len() > 0 {
		words = append(words, word.String())
	}
	return words
}

// shellAtoms splits a text into what must not be torn apart: single characters,
// and a backslash with the character that it escapes.
func shellAtoms(s string) []string {
	var atoms []string
	var q quoting
	escaped := false
	for _, r := range s {
		a := string(r)
		switch {
		case escaped:
			atoms[len(atoms)-1] += a
			escaped = false
			continue
		case a == `\` && q != single:
			escaped = true
		default:
			q = q.after(a)
		}
		atoms = append(atoms, a)
	}
	return atoms
}
