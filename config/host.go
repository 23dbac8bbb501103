package config

import (
	"errors"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// CheckURL checks a base URL in which all that belongs to its host is written
// out, and returns that host, without the port. A host that is neither loopback
// nor private must be allowed by limits.hosts.
func (e *Experiment) CheckURL(base string) (host string, f *Fault) {
	return e.checkURL(site{key: "base_url", url: e.Target.URL}, base)
}

// CheckTargetURL is [Experiment.CheckURL] for the base URL of one of the targets.
func (e *Experiment) CheckTargetURL(t *NamedTarget, base string) (host string, f *Fault) {
	return e.checkURL(site{key: dotted("targets", t.Name), url: t.URL}, base)
}

func (e *Experiment) checkURL(s site, base string) (host string, f *Fault) {
	key, at := s.key, s.url.At
	base = cutPlaceholders(base)
	u, err := url.Parse(base)
	escape, badEscape := errors.AsType[url.EscapeError](err)
	switch {
	case !strings.Contains(base, "://") || err == nil && u.Scheme == "":
		return "", at.Fault(key+" needs http:// or https://", schemeHint(base))
	case badEscape:
		return "", at.Fault(key+": "+quoted(string(escape))+" is no percent-encoding", "write %25 for a %")
	case err != nil:
		return "", at.Fault(key+" is no URL", "write http://127.0.0.1:8080")
	case u.Scheme != "http" && u.Scheme != "https":
		return "", at.Fault(key+": "+short(u.Scheme)+" is not http or https", "")
	case u.User != nil:
		return "", at.Fault(key+" holds a user or password, which would be written into results", `write request: {headers: {Authorization: "Basic ${secret:X}"}}`)
	case u.Hostname() == "":
		return "", at.Fault(key+" has no host", "write http://127.0.0.1:8080")
	case !validPort(u):
		return "", at.Fault(key+": "+quoted(u.Port())+" is no port", "write a number from 1 to 65535, or none")
	case strings.Contains(base, "#"):
		return "", at.Fault("a # can't stand in a URL: the rest would not be sent", "write %23")
	}
	host = u.Hostname()
	if addr, err := netip.ParseAddr(host); err == nil && addr.IsUnspecified() {
		return "", at.Fault(key+": "+host+" is where a server listens, not where it is reached", "write 127.0.0.1")
	}
	if !private(host) && !slices.ContainsFunc(e.Hosts, func(known string) bool { return strings.EqualFold(known, host) }) {
		return "", at.Fault(short(host)+" is a public host",
			"is it yours to load?  then write  limits: {hosts: ["+host+"]}\nor run with                        --yes-i-may-load "+host)
	}
	return host, nil
}

// schemeHint repeats a URL with a scheme, unless it may hold a password.
func schemeHint(base string) string {
	rest := strings.TrimPrefix(base, "//")
	if rest == "" || strings.HasPrefix(rest, "/") || strings.Contains(rest, "@") {
		rest = "127.0.0.1:8080"
	}
	return "write http://" + long(rest)
}

func validPort(u *url.URL) bool {
	if u.Port() == "" {
		return !strings.HasSuffix(u.Host, ":")
	}
	n, err := strconv.ParseUint(u.Port(), 10, 16)
	return err == nil && n > 0
}

// cutPlaceholders ends a URL before its first placeholder: fixedHost has made
// sure that the host comes before it.
func cutPlaceholders(base string) string {
	before, _, _ := strings.Cut(base, "${")
	return before
}

// reachable checks a URL as far as it is fixed; what depends on factors is checked
// with each point.
func (d *decoder) reachable(s site) {
	if s.url.Empty() {
		d.fault(s.url.At, s.key+" is empty", "write demo, or http://127.0.0.1:8080")
		return
	}
	f := d.experiment.fixedHost(s)
	if first := s.url.Parts[0]; f == nil && first.Name == "" && (len(s.url.Parts) == 1 || endsHost(first.Text)) {
		_, f = d.experiment.checkURL(s, first.Text)
	}
	if f != nil {
		d.faults = append(d.faults, f)
	}
}

// fixedHost is the fault of a URL whose host would change within a trial,
// or would be secret: the plan must be able to name each host. Placeholders of
// factors may stand anywhere, others after the / or ? that ends the host.
func (e *Experiment) fixedHost(s site) *Fault {
	for _, p := range s.url.Parts {
		switch {
		case p.Name == "" && endsHost(p.Text):
			return nil
		case p.Name != "" && (s.once || e.Factor(p.Name) == nil):
			return p.At.Fault(short(p.String())+" can't be part of the host", "the plan names every host before anything is sent")
		}
	}
	return nil
}

// endsHost reports whether a part of a URL holds the / or ? behind its host.
func endsHost(text string) bool {
	return strings.ContainsAny(strings.Replace(text, "://", "", 1), "/?")
}

// private reports whether a host is on this machine or in a private network.
func private(host string) bool {
	name := strings.ToLower(host)
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && (addr.IsLoopback() || addr.IsPrivate() || addr.IsLinkLocalUnicast())
}

// Join appends a path to a base URL: as plain text where the base has a query
// or the path is one, else with exactly one slash between them.
func Join(base, path string) string {
	switch {
	case path == "":
		return base
	case strings.Contains(base, "?") || strings.HasPrefix(path, "?"):
		return base + path
	}
	return strings.TrimRight(base, "/") + "/" + strings.TrimLeft(path, "/")
}
