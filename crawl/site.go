package crawl

import (
	"bytes"
	"errors"
	"net"
	"net/url"
)

// site is where a connection leads.
type site struct {
	prefix string // scheme and authority as requests write them, such as http://localhost:80
	host   string // what the Host field says
	name   string // the host without its port: the name in its certificate
	addr   string // host and port to dial
	secure bool
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

func parseSite(prefix string) (site, error) {
	u, err := url.Parse(prefix)
	switch {
	case err != nil:
		return site{}, err
	case u.Scheme != "http" && u.Scheme != "https":
		return site{}, errors.New("scheme is neither http nor https")
	case u.User != nil:
		return site{}, errors.New("user and password belong into a header field")
	case u.Hostname() == "":
		return site{}, errors.New("no host")
	}
	site := site{prefix: prefix, host: u.Host, name: u.Hostname(), secure: u.Scheme == "https"}
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
