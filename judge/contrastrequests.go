package judge

import (
	"bytes"
	"cmp"
	"net/url"
	"slices"
	"strings"

	"runexp/runner"
)

// requestDifferences are what two specs send differently. Values of header fields,
// bodies and queries are not told: they may be long, and private.
func requestDifferences(base, value *runner.Spec) []string {
	var all []string
	a, b := &base.Request, &value.Request
	was, query := splitPath(a.Path)
	is, otherQuery := splitPath(b.Path)
	switch {
	case a.Method != b.Method || was != is:
		all = append(all, "another request: "+a.Method+" "+was+" -> "+b.Method+" "+is)
	case query != otherQuery:
		all = append(all, "another query in "+a.Method+" "+was)
	}
	if names := otherHeaders(a.Header, b.Header); len(names) > 0 {
		all = append(all, "other header fields: "+strings.Join(names, ", "))
	}
	if a.Body != b.Body || !bytes.Equal(a.Raw, b.Raw) {
		all = append(all, "another body of the request")
	}
	if was, is := address(base.BaseURL), address(value.BaseURL); was != is {
		all = append(all, "another address: "+was+" -> "+is)
	}
	return all
}

// splitPath takes the query off a path.
func splitPath(path string) (plain, query string) {
	plain, query, _ = strings.Cut(path, "?")
	return cmp.Or(plain, "/"), query
}

// otherHeaders names the header fields that differ.
func otherHeaders(base, value []runner.Header) (names []string) {
	values := func(headers []runner.Header) map[string]string {
		all := make(map[string]string, len(headers))
		for _, h := range headers {
			all[h.Name] += h.Value + "\n"
		}
		return all
	}
	was, is := values(base), values(value)
	seen := make(map[string]bool)
	for _, h := range slices.Concat(base, value) {
		if was[h.Name] != is[h.Name] && !seen[h.Name] {
			seen[h.Name] = true
			names = append(names, h.Name)
		}
	}
	return names
}

// address is a base URL without what may be private in it. One that is no URL, as
// of a template, is told up to its query, without what stands before an @.
func address(base string) string {
	if u, err := url.Parse(base); err == nil && u.Host != "" {
		return u.Scheme + "://" + u.Host + u.Path
	}
	base, _, _ = strings.Cut(base, "?")
	if i := strings.LastIndexByte(base, '@'); i >= 0 {
		return base[i+1:]
	}
	return base
}
