package crawl

// tlsRecords follows the records of TLS as they come from the network
// (RFC 8446, section 5.1). TLS itself does not tell that it holds the beginning
// of one, and what then completes it would be new data: a response that a server
// had begun before it got the request would pass for the answer.
type tlsRecords struct {
	header [tlsRecordHeader]byte
	seen   int // how much of a header has come
	left   int // of the record behind it
}

// tlsRecordHeader is the size of the header before a record: its type, its
// version and, in two bytes, its length.
const tlsRecordHeader = 5

// take notes what comes.
func (r *tlsRecords) take(p []byte) {
	for len(p) > 0 {
		if r.left > 0 {
			n := min(r.left, len(p))
			r.left -= n
			p = p[n:]
			continue
		}
		n := copy(r.header[r.seen:], p)
		r.seen += n
		p = p[n:]
		if r.seen == tlsRecordHeader {
			r.seen, r.left = 0, int(r.header[3])<<8|int(r.header[4])
		}
	}
}

// within reports whether a record has begun and is not complete.
func (r *tlsRecords) within() bool { return r.seen > 0 || r.left > 0 }
