package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Form says how a placeholder writes its value: ${delay.us}, ${q.url}.
type Form string

// The forms.
const (
	// Seconds writes a duration in seconds.
	Seconds Form = "s"
	// Microseconds writes a duration in whole microseconds.
	Microseconds Form = "us"
	// GoDuration writes a duration as Go does, such as 1.5s.
	GoDuration Form = "go"
	// URLForm percent-encodes everything but letters, digits and -._~.
	URLForm Form = "url"
	// JSONForm writes a JSON string, quotes included.
	JSONForm Form = "json"
	// JSONText writes the inside of a JSON string, without the quotes.
	JSONText Form = "jsontext"
)

func (f Form) known() bool {
	switch f {
	case Seconds, Microseconds, GoDuration, URLForm, JSONForm, JSONText:
		return true
	default:
		return false
	}
}

// ofDuration reports whether only durations have the form.
func (f Form) ofDuration() bool { return f == Seconds || f == Microseconds || f == GoDuration }

var errOnlyDurations = errors.New("only a duration has the forms .s, .us and .go")

// Write is what a placeholder with this value and form writes. A duration
// without a form is written in whole milliseconds.
func (v Value) Write(form Form) (string, error) {
	if form.ofDuration() {
		if v.kind != Duration {
			return "", errOnlyDurations
		}
		return writeDuration(v.Duration(), form)
	}
	text := v.String()
	if v.kind == Duration {
		d := v.Duration()
		if d%time.Millisecond != 0 {
			return "", fmt.Errorf("%s is not a whole number of milliseconds", v)
		}
		text = strconv.FormatInt(d.Milliseconds(), 10)
	}
	return Escape(text, form), nil
}

func writeDuration(d time.Duration, form Form) (string, error) {
	switch form {
	case Seconds:
		return strconv.FormatFloat(d.Seconds(), 'f', -1, 64), nil
	case Microseconds:
		if d%time.Microsecond != 0 {
			return "", fmt.Errorf("%s is not a whole number of microseconds", d)
		}
		return strconv.FormatInt(d.Microseconds(), 10), nil
	default:
		// GoDuration
	}
	// Go reads both signs for micro; only one of them may stand in a URL.
	return strings.Replace(d.String(), "µ", "u", 1), nil
}

// Escape writes text in a form that any text has.
func Escape(text string, form Form) string {
	switch form {
	case URLForm:
		return strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
	case JSONForm:
		return jsonString(text)
	case JSONText:
		whole := jsonString(text)
		return whole[1 : len(whole)-1]
	default:
		return text
	}
}

// jsonString is text as a JSON string. Unlike Go's default it leaves <, > and &
// alone: a body is no HTML.
func jsonString(text string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil { // a string and a Builder do not fail
		return strconv.Quote(text)
	}
	return strings.TrimSuffix(b.String(), "\n")
}
