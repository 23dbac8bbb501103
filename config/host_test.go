package config_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"runexp/config"
)

func TestBaseURLs(t *testing.T) {
	for _, test := range []struct {
		name, lines, want string
		hosts             []string
	}{
		{"demo", "base_url: demo", "", nil},
		{"demo from a variable", "base_url: ${env:NOSUCH:-demo}", "", nil},
		{"a variable", "base_url: ${env:URL}", "http://127.0.0.1:8080", nil},
		{"loopback", "base_url: http://127.8.9.1/a", "http://127.8.9.1/a", nil},
		{"loopback of IPv6", "base_url: http://[::1]:8080", "http://[::1]:8080", nil},
		{"a local name", "base_url: https://LOCALHOST:8443", "https://LOCALHOST:8443", nil},
		{"a name below localhost", "base_url: http://api.localhost", "http://api.localhost", nil},
		{"private addresses", "base_url: http://10.0.3.17/v1/", "http://10.0.3.17/v1/", nil},
		{"more private addresses", "base_url: http://192.168.1.1", "http://192.168.1.1", nil},
		{"private addresses of IPv6", "base_url: http://[fd00::1]", "http://[fd00::1]", nil},
		{"link-local addresses", "base_url: http://[fe80::1%25eth0]", "http://[fe80::1%25eth0]", nil},
		{"a host that is listed", "base_url: https://Staging.example.com\nlimits: {hosts: [staging.EXAMPLE.com]}", "https://Staging.example.com", nil},
		{"a host of the command line", "base_url: https://staging.example.com", "https://staging.example.com", []string{"staging.example.com"}},
		{"a placeholder behind the host", "base_url: http://127.0.0.1/${random}", "http://127.0.0.1/${random}", nil},
		{"a placeholder in the query", "base_url: http://127.0.0.1?${random}", "http://127.0.0.1?${random}", nil},
		{"a secret behind the host", "base_url: http://127.0.0.1/${secret:TOKEN}", "http://127.0.0.1/${secret:TOKEN}", nil},
		{"a host from a factor", "base_url: http://${h}:${p}/${random}\nparams: {h: [a, b], p: [1, 2]}", "http://${h}:${p}/${random}", nil},
		{"all from a factor", "base_url: ${s}/x/${random}\nparams: {s: [http://a, http://b]}", "${s}/x/${random}", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := input(experiment(test.lines))
			in.Hosts = test.hosts
			e, err := config.Read(in)
			if err != nil {
				t.Fatal(err)
			}
			if got := e.Target.URL.String(); got != test.want || e.Target.Demo != (test.want == "") {
				t.Errorf("target is %q, demo %t", got, e.Target.Demo)
			}
		})
	}
}

func TestCheckURLNamesTheHost(t *testing.T) {
	e := mustRead(t, "base_url: http://${h}/\nparams: {h: [a, b]}\nlimits: {hosts: [listed.example]}\n")
	for url, want := range map[string]string{
		"http://127.0.0.1:80/x":           "127.0.0.1",
		"http://[::1]:80/${random}":       "::1",
		"https://LISTED.example/${x}@h/":  "LISTED.example",
		"http://unlisted.example":         "",
		"http://user@127.0.0.1":           "",
		"127.0.0.1":                       "",
		"http://127.0.0.1:80:80":          "",
		"http://127.0.0.1\\@evil.example": "",
		"http://[::ffff:10.0.0.1]/":       "::ffff:10.0.0.1",
	} {
		host, fault := e.CheckURL(url)
		if host != want || (fault == nil) != (want != "") {
			t.Errorf("%s: host %q, fault %v, want %q", url, host, fault, want)
		}
		if fault != nil && fault.At.Line != 1 {
			t.Errorf("%s: the fault is told at %d:%d", url, fault.At.Line, fault.At.Column)
		}
	}
}

// The slice of the caller may have room for more; two files must not write into
// the same.
func TestHostsOfTheCommandLineAreNotShared(t *testing.T) {
	hosts := make([]string, 1, 8)
	hosts[0] = "a.example"
	var read []*config.Experiment
	for _, own := range []string{"b.example", "c.example"} {
		in := input(experiment("limits: {hosts: [" + own + "]}"))
		in.Hosts = hosts
		e, err := config.Read(in)
		if err != nil {
			t.Fatal(err)
		}
		read = append(read, e)
	}
	if diff := cmp.Diff([]string{"a.example", "b.example"}, read[0].Hosts); diff != "" {
		t.Errorf("the first file's hosts (-want +got):\n%s", diff)
	}
}
