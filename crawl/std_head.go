package crawl

// stdHead watches the bytes of response heads: their number is capped, and the
// first must begin like HTTP. It is used by one goroutine at a time: net/http's
// reader for heads, then the slot for the body.
type stdHead struct {
	limit int64
	left  int64 // what the cap leaves
	seen  int   // how much of the beginning has been checked
	past  bool  // a body is being read
}

// begin prepares for the next response.
func (h *stdHead) begin() { *h = stdHead{limit: h.limit, left: h.limit} }

// body ends the head: what comes now is not its business.
func (h *stdHead) body() { h.past = true }

// clip cuts p to what may still be read; false if that is nothing.
func (h *stdHead) clip(p []byte) ([]byte, bool) {
	if h.past {
		return p, true
	}
	return p[:min(int64(len(p)), h.left)], h.left > 0
}

// take counts bytes that came and reports whether they can be HTTP/1.
func (h *stdHead) take(p []byte) bool {
	const start = "HTTP/1."
	if h.past {
		return true
	}
	h.left -= int64(len(p))
	for i := 0; i < len(p) && h.seen < len(start); i++ {
		if p[i] != start[h.seen] {
			return false
		}
		h.seen++
	}
	return true
}
