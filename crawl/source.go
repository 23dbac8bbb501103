package crawl

// Field is one header field of a request.
type Field struct {
	Name  string
	Value []byte
}

// Request is what a slot sends. Its buffers belong to the slot and are reused
// for the next request: nothing may keep a reference to them.
type Request struct {
	// Method is the request method, such as GET.
	Method string
	// URL is absolute: scheme, host, path and query.
	URL []byte
	// Header holds the fields in the order in which they are sent. A field
	// named Host replaces the host of the URL.
	Header []Field
	// Body is the payload; an empty one is not sent.
	Body []byte
}

// Source says what the requests of a crawl are. Request i is a pure function
// of the source and i, so the same requests come out on any slot, in any order
// and on any machine.
type Source interface {
	// Len is the number of requests, or -1 when only the clock or the context
	// ends the crawl.
	Len() int
	// Fill writes request i into r, reusing r's buffers. It is called from
	// many goroutines at once, takes no lock and allocates nothing once the
	// buffers have grown.
	Fill(r *Request, i int)
}
