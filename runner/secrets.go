package runner

import (
	"strconv"
	"strings"

	"runexp/config"
)

// Mask stands where a secret was.
const Mask = "***"

// Secrets are the values that a trial's requests carry, to be kept out of what
// the trial leaves behind: an error may repeat what was sent, or what a server
// answered.
type Secrets []string

// shortestWord is the least length of a word of a secret that is hidden on its
// own.
const shortestWord = 4

// Add notes a value in all the forms that a request or an error gives it, and
// its words, where an error may take it apart.
func (s *Secrets) Add(value string) {
	if value == "" {
		return
	}
	quoted := strconv.Quote(value)
	*s = append(*s, value, config.Escape(value, config.URLForm), config.Escape(value, config.JSONText), quoted[1:len(quoted)-1])
	for word := range strings.FieldsSeq(value) {
		if len(word) >= shortestWord {
			*s = append(*s, word)
		}
	}
}

// Hide puts the mask over every secret in a text.
func (s Secrets) Hide(text string) string {
	for _, secret := range s {
		text = strings.ReplaceAll(text, secret, Mask)
	}
	return text
}
