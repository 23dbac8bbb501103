package config

import (
	"slices"
	"strings"
)

// properties reads what may stand before a value, an anchor and a tag, moves
// the node's place behind the anchor and returns the tag. It looks at the text,
// for the library does not tell of a lone !.
func (c *converter) properties(n *node) (tag string) {
	for {
		text := c.src.from(n.at.Line, n.at.Column)
		if text == "" || text[0] != '!' && text[0] != '&' {
			return ""
		}
		word, rest, _ := strings.Cut(text[:min(len(text), maxKey)], " ")
		switch {
		case strings.HasPrefix(word, "!") && tag == "":
			tag = word
			if k := strings.IndexAny(word, ",[]{}"); k > 0 {
				tag = word[:k]
			}
			return tag
		case strings.HasPrefix(word, "&") && strings.TrimSpace(rest) != "" && !strings.HasPrefix(strings.TrimSpace(rest), "#"):
			blanks := len(rest) - len(strings.TrimLeft(rest, " "))
			n.at.Column += len([]rune(word)) + 1 + blanks
		default:
			return ""
		}
	}
}

// tagged refuses a tag: there is no type that a value would need it for, and a
// condition that begins with ! is taken for one.
func (c *converter) tagged(n *node, tag string) {
	n.at.width = len([]rune(tag))
	value := strings.TrimSpace(strings.TrimPrefix(c.src.from(n.at.Line, n.at.Column), tag))
	if n.shape == scalarShape && n.plain {
		value = n.text
	}
	const message = "YAML reads ! as a tag"
	word := strings.TrimPrefix(tag, "!")
	discipline, _ := loadFieldNamed("discipline")
	switch isWhere := strings.HasPrefix(strings.TrimSpace(c.src.line(n.at.Line)), "where:"); {
	case isWhere && slices.Contains(discipline.words, word):
		c.fail(n.at, message+"; quote the expression", "where: discipline != "+word+" "+long(value))
	case isWhere:
		c.fail(n.at, message+"; quote the expression", "where: not "+strings.TrimSpace(word+" "+long(value)))
	case n.shape == scalarShape && !strings.HasPrefix(tag, "!!"):
		c.fail(n.at, message, "write "+inQuotes(strings.TrimSpace(tag+" "+value))+" if you mean the text")
	default:
		c.fail(n.at, message, "remove it")
	}
}
