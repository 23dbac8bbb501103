package crawl

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
)

var (
	errMethod = errors.New("the method is no token")
	errTarget = errors.New("the URL holds a space or a control character")
	errField  = errors.New("a field's name is no token, or its value holds a control character")
)

// compose writes the request for target into the slot's buffer.
func (s *rawSlot) compose(r *Request, target []byte) error {
	if !isToken(r.Method) {
		return errMethod
	}
	for _, c := range target {
		if c <= ' ' || c == 0x7f {
			return errTarget
		}
	}
	b := append(s.out[:0], r.Method...)
	b = append(b, ' ')
	if len(target) == 0 || target[0] == '?' {
		b = append(b, '/')
	}
	b = append(b, target...)
	b = append(b, " HTTP/1.1\r\nHost: "...)
	if host := hostOf(r); host != nil {
		b = append(b, host...)
	} else {
		b = append(b, s.site.host...)
	}
	b = append(b, '\r', '\n')
	b, err := s.appendFields(b, r)
	if err != nil {
		return err
	}
	if !s.engine.KeepAlive {
		b = append(b, "Connection: close\r\n"...)
	}
	if len(r.Body) > 0 || r.Method == http.MethodPost || r.Method == http.MethodPut || r.Method == http.MethodPatch {
		b = append(b, "Content-Length: "...)
		b = strconv.AppendInt(b, int64(len(r.Body)), 10)
		b = append(b, '\r', '\n')
	}
	b = append(b, '\r', '\n')
	s.out, s.body = b, nil
	if len(r.Body) <= receiveSize {
		s.out = append(b, r.Body...)
	} else {
		s.body = r.Body
	}
	return nil
}

// appendFields writes the fields that the request brings, and the user agent.
func (s *rawSlot) appendFields(b []byte, r *Request) ([]byte, error) {
	s.asksClose = !s.engine.KeepAlive
	agent := s.engine.UserAgent
	for i := range r.Header {
		name, value := r.Header[i].Name, r.Header[i].Value
		if !isToken(name) || !isFieldValue(value) {
			return nil, errField
		}
		switch roleOf(name) {
		case fieldHost, fieldFraming:
			continue // has been written; is the engine's
		case fieldAgent:
			if name, agent = "User-Agent", ""; len(value) == 0 {
				continue // asks for none
			}
		case fieldConnection:
			name = "Connection"
			s.asksClose = s.asksClose || strings.Contains(strings.ToLower(string(value)), "close")
		case fieldOther:
		}
		b = appendField(b, name, value)
	}
	if agent != "" {
		b = appendField(b, "User-Agent", agent)
	}
	return b, nil
}

// hostOf is the value of the last Host field; nil if there is none.
func hostOf(r *Request) (host []byte) {
	for i := range r.Header {
		if roleOf(r.Header[i].Name) == fieldHost {
			host = r.Header[i].Value
		}
	}
	return host
}

func appendField[Text ~string | ~[]byte](b []byte, name string, value Text) []byte {
	b = append(b, name...)
	b = append(b, ':', ' ')
	b = append(b, value...)
	return append(b, '\r', '\n')
}

// fieldRole is what a request's field means to the engine.
type fieldRole uint8

const (
	fieldOther      fieldRole = iota
	fieldFraming              // the length of the body: never a request's own
	fieldHost                 // replaces the URL's
	fieldAgent                // replaces the engine's
	fieldConnection           // may ask for the connection's end
)

func roleOf(name string) fieldRole {
	switch len(name) { // most names need no comparison
	case len("Host"):
		if strings.EqualFold(name, "Host") {
			return fieldHost
		}
	case len("Trailer"):
		if strings.EqualFold(name, "Trailer") {
			return fieldFraming
		}
	case len("User-Agent"): // and Connection
		if strings.EqualFold(name, "User-Agent") {
			return fieldAgent
		}
		if strings.EqualFold(name, "Connection") {
			return fieldConnection
		}
	case len("Content-Length"):
		if strings.EqualFold(name, "Content-Length") {
			return fieldFraming
		}
	case len("Transfer-Encoding"):
		if strings.EqualFold(name, "Transfer-Encoding") {
			return fieldFraming
		}
	}
	return fieldOther
}

// isToken reports whether s is a token (RFC 9110, section 5.6.2): what methods
// and field names are made of.
func isToken(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c|0x20 < 'a' || c|0x20 > 'z') && c != '-' && (c < '0' || c > '9') &&
			strings.IndexByte("!#$%&'*+.^_`|~", c) < 0 {
			return false
		}
	}
	return s != ""
}

// isFieldValue reports whether v can be written as a field's value.
func isFieldValue(v []byte) bool {
	for _, c := range v {
		if c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}
