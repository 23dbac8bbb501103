package origin

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/valyala/fasthttp"
)

// maxReports is the most answers to /stats under way at once: each holds a name's records and may be taken slowly.
const maxReports = 4

// stats answers /stats.
func (s *Server) stats(c *fasthttp.RequestCtx) {
	if !c.IsGet() && !c.IsHead() {
		c.Response.Header.Set(fasthttp.HeaderAllow, "GET, HEAD")
		s.refuse(c, fasthttp.StatusMethodNotAllowed, "/stats takes GET and HEAD")
		return
	}
	records := true
	if value := c.QueryArgs().Peek("records"); value != nil {
		switch string(value) {
		case "0":
			records = false
		case "1":
		default:
			s.refuse(c, fasthttp.StatusBadRequest, "records is 0 or 1")
			return
		}
	}
	accounts := s.ledger.accounts()
	if c.QueryArgs().Has("name") {
		a := s.ledger.find(string(c.QueryArgs().Peek("name")))
		if a == nil {
			s.refuse(c, fasthttp.StatusNotFound, "no request had this name")
			return
		}
		accounts = []*account{a}
	}
	select {
	case s.reports <- struct{}{}:
	default:
		c.Response.Header.Set(fasthttp.HeaderRetryAfter, "1")
		s.refuse(c, fasthttp.StatusServiceUnavailable, "the statistics are being read by others")
		return
	}
	s.common(c, fasthttp.StatusOK)
	c.SetContentType("application/json")
	c.Response.Header.Set(fasthttp.HeaderXContentTypeOptions, "nosniff")
	c.Response.Header.Set(fasthttp.HeaderCacheControl, "no-store")
	r := &report{head: s.head(), accounts: accounts, records: records, done: s.reports}
	if c.Request.Header.IsHTTP11() {
		c.Response.SetBodyStream(r, -1) // in chunks, and closed by the library
		return
	}
	text, err := io.ReadAll(r) // HTTP/1.0 knows no chunks
	_ = r.Close()
	if err != nil {
		s.refuse(c, fasthttp.StatusInternalServerError, err.Error())
		return
	}
	c.Response.SetBodyRaw(text)
}

// head returns the statistics without their names.
func (s *Server) head() Stats {
	h := Stats{
		Started: s.started,
		Unnamed: s.ledger.unnamed.Load(),
		Dropped: s.ledger.dropped.Load(),
		Names:   make(map[string]Tally),
	}
	h.Requests = h.Unnamed + h.Dropped
	for _, a := range s.ledger.accounts() {
		h.Requests += a.requests.Load()
	}
	return h
}

// report is the statistics as a body: one name after the other, so that a million records are never in memory twice.
type report struct {
	head     Stats
	accounts []*account
	records  bool
	done     <-chan struct{} // gives its place to the next

	begun  bool
	ended  bool
	buffer bytes.Buffer
}

// Read reads the next part.
func (r *report) Read(p []byte) (int, error) {
	for r.buffer.Len() == 0 {
		if r.ended {
			return 0, io.EOF
		}
		if err := r.fill(); err != nil {
			return 0, err
		}
	}
	return r.buffer.Read(p)
}

// Close ends the report, read to its end or not.
func (r *report) Close() error {
	if r.done != nil {
		<-r.done
		r.done = nil
	}
	return nil
}

// fill puts the next part into the buffer: the head, a name, or the end.
func (r *report) fill() error {
	if !r.begun {
		r.begun = true
		text, err := json.Marshal(r.head)
		r.buffer.Write(bytes.TrimSuffix(text, []byte("}}"))) // the names, empty still, and the whole
		return err
	}
	if len(r.accounts) == 0 {
		r.ended = true
		r.buffer.WriteString("}}\n")
		return nil
	}
	a := r.accounts[0]
	name, err := json.Marshal(a.name)
	if err != nil {
		return err
	}
	tally, err := json.Marshal(a.tally(r.records))
	if err != nil {
		return err
	}
	r.buffer.Write(name)
	r.buffer.WriteByte(':')
	r.buffer.Write(tally)
	if r.accounts = r.accounts[1:]; len(r.accounts) > 0 {
		r.buffer.WriteByte(',')
	}
	return nil
}
