package crawl

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// aim splits the request's URL into a site and a target. It drops a connection
// that leads elsewhere.
func (s *stdSlot) aim(x *stdExchange) error {
	prefix, target := cutURL(x.request.URL)
	x.target = string(target)
	if s.site.addr != "" && string(prefix) == s.site.prefix {
		return nil
	}
	site, err := parseSite(string(prefix))
	if err != nil {
		return err
	}
	if s.conn != nil && (site.addr != s.site.addr || site.secure != s.site.secure) {
		s.leave()
	}
	s.site = site
	return nil
}

// stdRequest is the http.Request of a connection, filled anew for each request.
// It belongs to the connection because net/http may look at it until that is
// closed.
type stdRequest struct {
	*http.Request
	fields  []stdField
	payload stdPayload
}

// stdField is a header field in the form of net/http, kept while it does not
// change from request to request.
type stdField struct {
	name  string
	value []string
}

func newStdRequest(ctx context.Context, keepAlive bool) stdRequest {
	r := &http.Request{
		URL: &url.URL{Scheme: "http"}, Header: make(http.Header),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Close: !keepAlive,
	}
	return stdRequest{Request: r.WithContext(ctx)}
}

// fill writes the exchange's request into the connection's http.Request. All
// text is copied, since the slot's buffers are reused.
func (s *stdSlot) fill(c *stdConn, x *stdExchange) *http.Request {
	r := c.request.Request
	r.Method = x.request.Method
	r.Host = s.site.host
	r.URL.Host = s.site.host
	setTarget(r.URL, x.target)

	clear(r.Header)
	r.Header["User-Agent"] = s.engine.userAgent
	if len(c.request.fields) != len(x.request.Header) {
		c.request.fields = make([]stdField, len(x.request.Header))
	}
	for i := range c.request.fields {
		c.request.fields[i].set(&x.request.Header[i])
		c.request.fields[i].add(r)
	}

	r.Body, r.ContentLength = nil, int64(len(x.request.Body))
	c.request.payload.done = nil
	if r.ContentLength > 0 {
		c.request.payload.Reset(x.request.Body)
		c.request.payload.done = make(chan struct{})
		r.Body = &c.request.payload
	}
	return r
}

// setTarget makes target the request target, byte for byte. net/url would take
// an opaque part that begins with two slashes for an authority.
func setTarget(u *url.URL, target string) {
	u.Opaque, u.Path, u.RawPath, u.RawQuery, u.ForceQuery = "", "", "", "", false
	switch {
	case target == "" || target[0] == '?':
		u.Opaque = "/" + target
	case strings.HasPrefix(target, "//"):
		u.RawPath, u.RawQuery, u.ForceQuery = strings.Cut(target, "?")
		if path, err := url.PathUnescape(u.RawPath); err == nil {
			u.Path = path
		} else {
			u.Path = u.RawPath
		}
	default:
		u.Opaque = target
	}
}

// set copies a field unless it is the same as last time.
func (f *stdField) set(field *Field) {
	if f.value != nil && f.name == field.Name && f.value[0] == string(field.Value) {
		return
	}
	f.name, f.value = field.Name, []string{string(field.Value)}
}

// add puts the field into r. Names that net/http looks for are written as it
// spells them; all others stay as they are.
func (f *stdField) add(r *http.Request) {
	name := f.name
	switch {
	case strings.EqualFold(name, "Host"):
		r.Host = f.value[0]
		return
	case strings.EqualFold(name, "User-Agent"):
		r.Header["User-Agent"] = f.value
		return
	case strings.EqualFold(name, "Content-Length"), strings.EqualFold(name, "Transfer-Encoding"),
		strings.EqualFold(name, "Trailer"):
		return // the framing is net/http's
	case strings.EqualFold(name, "Connection"):
		name = "Connection"
	}
	if before := r.Header[name]; before != nil {
		r.Header[name] = append(slices.Clip(before), f.value[0])
	} else {
		r.Header[name] = f.value
	}
}

// stdPayload is a request's body. net/http may go on writing it after the
// response has come; done tells when it has let go of the bytes.
type stdPayload struct {
	bytes.Reader
	done chan struct{}
}

var _ io.ReadCloser = (*stdPayload)(nil)

// Close is called by net/http, once, when it will read no more.
func (p *stdPayload) Close() error {
	close(p.done)
	return nil
}

// wait returns when net/http has let go of the bytes. It must have taken them,
// as it has once a response came, and the connection must be closed or the
// request be written.
func (p *stdPayload) wait() {
	if p.done != nil {
		<-p.done
	}
}
