package crawl_test

import (
	"context"
	"errors"
	"net"
	"net/http/httptrace"
	"os"
	"syscall"
	"testing"
	"time"

	"runexp/crawl"
)

// failing is a dialer that only fails.
func failing(err error) func(context.Context, string, string) (net.Conn, error) {
	return func(_ context.Context, network, _ string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: network, Err: err}
	}
}

func TestDialErrorsHaveTheirClass(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			for _, test := range []struct {
				name string
				err  error
				want crawl.Class
			}{
				{"no such host", &net.DNSError{Err: "no such host", Name: "x", IsNotFound: true}, crawl.DNS},
				{"a name server that fails", &net.DNSError{Err: "server misbehaving", Name: "x", IsTemporary: true}, crawl.DNS},
				{"a name server that is slow", &net.DNSError{Err: "i/o timeout", Name: "x", IsTimeout: true}, crawl.DNS},
				{"no descriptor for the resolver", &net.DNSError{Err: "dial udp: " + syscall.EMFILE.Error(), Name: "x"}, crawl.Local},
				{"refused", os.NewSyscallError("connect", syscall.ECONNREFUSED), crawl.Connect},
				{"no route", os.NewSyscallError("connect", syscall.EHOSTUNREACH), crawl.Connect},
				{"no network", os.NewSyscallError("connect", syscall.ENETUNREACH), crawl.Connect},
				{"the kernel's own timeout", os.NewSyscallError("connect", syscall.ETIMEDOUT), crawl.Connect},
				{"no descriptor", os.NewSyscallError("socket", syscall.EMFILE), crawl.Local},
				{"no descriptor in the system", os.NewSyscallError("socket", syscall.ENFILE), crawl.Local},
				{"no port", os.NewSyscallError("connect", syscall.EADDRNOTAVAIL), crawl.Local},
				{"no buffer", os.NewSyscallError("socket", syscall.ENOBUFS), crawl.Local},
				{"no memory", os.NewSyscallError("socket", syscall.ENOMEM), crawl.Local},
				{"not now", os.NewSyscallError("connect", syscall.EAGAIN), crawl.Local},
				{"whatever else", errors.New("broken dialer"), crawl.Connect},
			} {
				c := open(t, engine(crawl.Client{Dial: failing(test.err)}))
				if f := c.get("http://test/", patient); f.Class != test.want || f.Dials != 0 || f.First != 0 || f.Status != 0 {
					t.Errorf("%s: %v, %d dials, want %v, none", test.name, f.Class, f.Dials, test.want)
				}
			}
		})
	}
}

func TestADeadPortIsAConnectError(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			s := serve(t, nil, hangUp)
			s.die()
			c := open(t, engine(crawl.Client{KeepAlive: true}))
			for range 3 {
				if f := c.get(s.url(), patient); f.Class != crawl.Connect || f.Dials != 0 {
					t.Errorf("%v, %d dials, want connect, none", f.Class, f.Dials)
				}
			}
		})
	}
}

func TestANameThatDoesNotResolveIsADNSError(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			// A resolver without name servers, so that no machine's network matters.
			offline := &net.Dialer{Resolver: &net.Resolver{
				PreferGo: true,
				Dial: func(context.Context, string, string) (net.Conn, error) {
					return nil, errors.New("offline")
				},
			}}
			c := open(t, engine(crawl.Client{Dial: offline.DialContext}))
			f := c.get("http://no-such-host.invalid/", patient)
			if f.Class != crawl.DNS || f.Dials != 0 || f.DNS == 0 || f.DNS > f.Service() {
				t.Errorf("%v, %d dials, lookup took %v of %v, want dns, none", f.Class, f.Dials, f.DNS, f.Service())
			}
		})
	}
}

func TestTheLookupIsTimedApart(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			s := serve(t, nil, answering)
			named := func(ctx context.Context, network, addr string) (net.Conn, error) {
				if addr != "named.test:80" {
					t.Errorf("dialled %q, want named.test:80", addr)
				}
				trace := httptrace.ContextClientTrace(ctx)
				trace.DNSStart(httptrace.DNSStartInfo{Host: "named.test"})
				wait(20 * time.Millisecond)
				trace.DNSDone(httptrace.DNSDoneInfo{})
				wait(5 * time.Millisecond)
				return new(net.Dialer).DialContext(ctx, network, s.listener.Addr().String())
			}
			f := open(t, engine(crawl.Client{Dial: named})).get("http://named.test/", patient)
			if f.Class != crawl.OK || f.DNS < 20*time.Millisecond || f.Connect < 5*time.Millisecond || f.TLS != 0 || f.DNS+f.Connect > f.First-f.Start {
				t.Errorf("%v: dns %v, connect %v, tls %v, first byte after %v", f.Class, f.DNS, f.Connect, f.TLS, f.First-f.Start)
			}
		})
	}
}

func TestAllAddressesOfANameAreTried(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			s := serve(t, nil, answering) // on 127.0.0.1 only, and localhost may be ::1 as well
			_, port, err := net.SplitHostPort(s.listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			c := open(t, engine(crawl.Client{KeepAlive: true}))
			for i := range 3 {
				if f := c.get("http://localhost:"+port+"/", patient); f.Class != crawl.OK || (f.Dials == 1) != (i == 0) {
					t.Errorf("request %d: %v, %d dials", i, f.Class, f.Dials)
				}
			}
		})
	}
}

func TestASlotFollowsItsRequestsToAnotherHost(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			a, b := serve(t, nil, answering), serve(t, nil, answering)
			c := open(t, engine(crawl.Client{KeepAlive: true}))
			for i, step := range []struct {
				server *server
				dials  uint8
			}{{a, 1}, {a, 0}, {b, 1}, {b, 0}, {b, 0}, {a, 1}} {
				if f := c.get(step.server.url()+"/x", patient); f.Class != crawl.OK || f.Dials != step.dials {
					t.Errorf("request %d: %v, %d dials, want ok, %d", i, f.Class, f.Dials, step.dials)
				}
			}
			a.saw(t, 3)
			b.saw(t, 3)
		})
	}
}

func TestURLsThatCannotBeFetchedAreLocalErrors(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			c := open(t, engine(crawl.Client{KeepAlive: true}))
			for _, url := range []string{
				"", "/path", "host/path", "http://", "http:///path", "ftp://127.0.0.1/", "http://127.0.0.1:port/",
				"http://user:secret@127.0.0.1/", "http://[::1/", "http://a b/",
			} {
				if f := c.get(url, patient); f.Class != crawl.Local || f.Dials != 0 {
					t.Errorf("%q: %v, %d dials, want local, none", url, f.Class, f.Dials)
				}
			}
		})
	}
}

// TestARequestThatCannotBeWrittenIsALocalError: a line break in a field would
// be another request.
func TestARequestThatCannotBeWrittenIsALocalError(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			s := serve(t, nil, answering)
			c := open(t, engine(crawl.Client{KeepAlive: true}))
			for _, r := range []crawl.Request{
				{Method: "GET", URL: []byte(s.url() + "/"), Header: []crawl.Field{{Name: "X-A", Value: []byte("b\r\nX-C: d")}}},
				{Method: "GET", URL: []byte(s.url() + "/"), Header: []crawl.Field{{Name: "X A", Value: []byte("b")}}},
				{Method: "GE T", URL: []byte(s.url() + "/")},
				{Method: "GET", URL: []byte(s.url() + "/a\r\nX-A: b")},
			} {
				if f := c.do(&r, patient); f.Class != crawl.Local {
					t.Errorf("%s %q %q: %v, want local", r.Method, r.URL, r.Header, f.Class)
				}
			}
			s.saw(t, 0)
			if f := c.get(s.url(), patient); f.Class != crawl.OK {
				t.Errorf("a good request afterwards: %v", f.Class)
			}
		})
	}
}
