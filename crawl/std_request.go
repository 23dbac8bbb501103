package crawl

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// stdSite is where a connection leads.
type stdSite struct {
	prefix string // scheme and authority as requests write them, such as http://localhost:80
	host   string // what the Host field says
	name   string // the host without its port: the name in its certificate
	addr   string // host and port to dial
	secure bool
}

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

// cutURL cuts an absolute URL into scheme and authority, and path and query.
// The target stays as written; a fragment is left out.
func cutURL(u []byte) (prefix, target []byte) {
	start := bytes.Index(u, []byte("://"))
	if start < 0 {
		return u, nil
	}
	start += len("://")
	if end := bytes.IndexAny(u[start:], "/?#"); end >= 0 {
		prefix, target = u[:start+end], u[start+end:]
	} else {
		prefix = u
	}
	target, _, _ = bytes.Cut(target, []byte("#"))
	return prefix, target
}

func parseSite(prefix string) (stdSite, error) {
	u, err := url.Parse(prefix)
	switch {
	case err != nil:
		return stdSite{}, err
	case u.Scheme != "http" && u.Scheme != "https":
		return stdSite{}, errors.New("scheme is neither http nor https")
	case u.User != nil:
		return stdSite{}, errors.New("user and password belong into a header field")
	case u.Hostname() == "":
		return stdSite{}, errors.New("no host")
	}
	site := stdSite{prefix: prefix, host: u.Host, name: u.Hostname(), secure: u.Scheme == "https"}
	port := u.Port()
	switch {
	case port != "":
	case site.secure:
		port = "443"
	default:
		port = "80"
	}
	site.addr = net.JoinHostPort(site.name, port)
	return site, nil
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
