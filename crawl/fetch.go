package crawl

import "time"

// Fetch is one request and what came of it. It is a plain value: no pointer
// into a buffer, so it may be kept.
//
// All instants are measured since the crawl's start on a monotonic clock.
type Fetch struct {
	// Index is the request's place in its source.
	Index int64
	// Bytes counts the body bytes received, also those of a failed fetch.
	Bytes int64

	// Intended is when the request should have started. A closed loop has no
	// plan: there it equals Start.
	Intended time.Duration
	// Start is when the slot took the request up, before any dialling.
	Start time.Duration
	// First is when the first byte of the response arrived; 0 when none did.
	First time.Duration
	// End is when the last byte arrived or the fetch failed.
	End time.Duration

	// DNS, Connect and TLS are what name lookup, TCP connect and the TLS
	// handshake of this fetch took; 0 when a kept connection served it.
	DNS, Connect, TLS time.Duration

	// Status is the response's status code; 0 when no response head came.
	Status int16
	// Class says whether the fetch is a success and, if not, why.
	Class Class
	// Dials counts the connections this fetch opened. Where connections are
	// kept, one after the slot's first fetch replaces another that the server
	// had closed or that a failure had cost. One that was opened ahead, see
	// [Crawl.Preconnect], counts nowhere.
	Dials uint8
	// Redials counts the dials that were given up unanswered and begun anew.
	Redials uint8
}

// OK reports whether the fetch is a success.
func (f Fetch) OK() bool { return f.Class == OK }

// Service is the time from the slot taking the request up until the last byte.
func (f Fetch) Service() time.Duration { return f.End - f.Start }

// Latency is the time from when the request should have started until the last
// byte. In a closed loop it is the service time.
func (f Fetch) Latency() time.Duration { return f.End - f.Intended }
