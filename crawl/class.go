package crawl

import "fmt"

// Class says what came of a fetch. The set is closed: each fetch is in exactly
// one class, and none is dropped.
type Class uint8

// The classes. Everything but OK is a failure.
const (
	// OK is a complete response with an accepted status.
	OK Class = iota
	// DNS is a host name that could not be resolved.
	DNS
	// Connect is a TCP connection that could not be opened.
	Connect
	// TLS is a handshake or certificate that was refused.
	TLS
	// Timeout is a total deadline that passed, in whichever phase.
	Timeout
	// Reset is a connection that ended before any byte of the response.
	Reset
	// Truncated is a response cut short after its first byte.
	Truncated
	// Protocol is a response that is not well-formed HTTP/1.1.
	Protocol
	// HeaderLimit is a response head above the cap.
	HeaderLimit
	// BodyLimit is a response body above the cap.
	BodyLimit
	// Status is a complete response whose status is not accepted.
	Status
	// Expect is a complete response whose content is not what was expected.
	Expect
	// Local is a failure of this machine: no descriptor or no port left.
	Local
	// Canceled is a fetch given up because the crawl was stopped.
	Canceled
)

// Classes lists all classes, OK first.
func Classes() []Class {
	all := make([]Class, Canceled+1)
	for i := range all {
		all[i] = Class(i)
	}
	return all
}

// String is the word that files and tables use, such as "header_limit".
func (c Class) String() string {
	switch c {
	case OK:
		return "ok"
	case DNS:
		return "dns"
	case Connect:
		return "connect"
	case TLS:
		return "tls"
	case Timeout:
		return "timeout"
	case Reset:
		return "reset"
	case Truncated:
		return "truncated"
	case Protocol:
		return "protocol"
	case HeaderLimit:
		return "header_limit"
	case BodyLimit:
		return "body_limit"
	case Status:
		return "status"
	case Expect:
		return "expect"
	case Local:
		return "local"
	case Canceled:
		return "canceled"
	}
	return fmt.Sprintf("Class(%d)", uint8(c))
}
