package crawl_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"runexp/crawl"
)

// authority signs the certificates of a test.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pool *x509.CertPool
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	key := newKey(t)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test authority"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return &authority{cert: cert, key: key, pool: pool}
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// issue signs a certificate for 127.0.0.1, changed as the test wants it.
func (a *authority) issue(t *testing.T, change func(*x509.Certificate)) *tls.Config {
	t.Helper()
	key := newKey(t)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "test"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if change != nil {
		change(template)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, &key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}

func (s *server) tlsURL() string { return strings.Replace(s.url(), "http:", "https:", 1) }

func answering(p *peer) {
	for p.request() {
		p.say(hello)
	}
}

func TestTLSThatWorks(t *testing.T) {
	ca := newAuthority(t)
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		t.Run(tls.VersionName(version), func(t *testing.T) {
			for name, engine := range engines() {
				t.Run(name, func(t *testing.T) {
					config := ca.issue(t, nil)
					config.MinVersion, config.MaxVersion = version, version
					config.NextProtos = []string{"h2", "http/1.1"} // it would rather speak HTTP/2
					s := serve(t, config, answering)
					c := open(t, engine(crawl.Client{KeepAlive: true, TLS: &tls.Config{RootCAs: ca.pool, NextProtos: []string{"h2"}}}))
					for i := range 20 {
						f := c.get(s.tlsURL(), patient)
						if f.Class != crawl.OK || f.Bytes != 5 || (f.Dials == 1) != (i == 0) {
							t.Fatalf("request %d: %v, %d bytes, %d dials", i, f.Class, f.Bytes, f.Dials)
						}
						if (f.TLS > 0) != (i == 0) || (f.Connect > 0) != (i == 0) || f.DNS != 0 {
							t.Errorf("request %d: dns %v, connect %v, tls %v", i, f.DNS, f.Connect, f.TLS)
						}
					}
					s.saw(t, 20)
				})
			}
		})
	}
}

func TestTLSThatIsRefused(t *testing.T) {
	ca, other := newAuthority(t), newAuthority(t)
	good := ca.issue(t, nil)
	old := ca.issue(t, nil)
	old.MaxVersion = tls.VersionTLS11
	foreign := ca.issue(t, nil)
	foreign.NextProtos = []string{"h3"}
	asking := ca.issue(t, nil)
	asking.ClientAuth = tls.RequireAnyClientCert
	for _, test := range []struct {
		name   string
		config *tls.Config // of the server; nil for none
		script func(p *peer)
		client *tls.Config
		dials  uint8
	}{
		{"an unknown authority", other.issue(t, nil), answering, &tls.Config{RootCAs: ca.pool}, 1},
		{"an unknown authority and the system's roots", good, answering, nil, 1},
		{"an expired certificate", ca.issue(t, func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Minute) }), answering, &tls.Config{RootCAs: ca.pool}, 1},
		{"a certificate of the future", ca.issue(t, func(c *x509.Certificate) { c.NotBefore = time.Now().Add(time.Minute) }), answering, &tls.Config{RootCAs: ca.pool}, 1},
		{"another host's certificate", ca.issue(t, func(c *x509.Certificate) { c.IPAddresses, c.DNSNames = nil, []string{"example.com"} }), answering, &tls.Config{RootCAs: ca.pool}, 1},
		{"another name than configured", good, answering, &tls.Config{RootCAs: ca.pool, ServerName: "example.com"}, 1},
		{"only an old version", old, answering, &tls.Config{RootCAs: ca.pool}, 1},
		{"no protocol in common", foreign, answering, &tls.Config{RootCAs: ca.pool}, 1},
		{"a client certificate is asked for", asking, answering, &tls.Config{RootCAs: ca.pool}, 1},
		{"an HTTP server", nil, func(p *peer) {
			p.say("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
			p.stay()
		}, &tls.Config{RootCAs: ca.pool}, 1},
		{"a server that closes", nil, hangUp, &tls.Config{RootCAs: ca.pool}, 1},
		{"garbage", nil, func(p *peer) {
			p.say(strings.Repeat("garbage", 100))
			p.stay()
		}, &tls.Config{RootCAs: ca.pool}, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			for name, engine := range engines() {
				t.Run(name, func(t *testing.T) {
					s := serve(t, test.config, test.script)
					c := open(t, engine(crawl.Client{KeepAlive: true, TLS: test.client}))
					for i := range 3 {
						if f := c.get(s.tlsURL(), patient); f.Class != crawl.TLS || f.Dials != test.dials || f.Status != 0 {
							t.Errorf("request %d: %v, %d dials, status %d, want tls, %d dials", i, f.Class, f.Dials, f.Status, test.dials)
						}
					}
					s.saw(t, 0)
				})
			}
		})
	}
}

func TestTLSWithTroubleLater(t *testing.T) {
	ca := newAuthority(t)
	for _, test := range []struct {
		name    string
		script  func(p *peer)
		class   crawl.Class
		status  int16
		bytes   int64
		timeout time.Duration
	}{
		{"a handshake that hangs", nil, crawl.Timeout, 0, 0, short},
		{"no answer", func(p *peer) { p.request(); p.stay() }, crawl.Timeout, 0, 0, short},
		{"closed instead of an answer", func(p *peer) { p.request() }, crawl.Reset, 0, 0, patient},
		{"cut off instead of an answer", func(p *peer) { p.request(); _ = p.tcp.Close() }, crawl.Reset, 0, 0, patient},
		{"a body cut by closing", func(p *peer) { p.request(); p.say(hello[:len(hello)-1]) }, crawl.Truncated, 200, 4, patient},
		{"a body cut off", func(p *peer) { p.request(); p.say(hello[:len(hello)-1]); _ = p.tcp.Close() }, crawl.Truncated, 200, 4, patient},
		{"a body until the end", func(p *peer) { p.request(); p.say("HTTP/1.1 200 OK\r\n\r\nhello") }, crawl.OK, 200, 5, patient},
		{"a body until the end, cut off", func(p *peer) {
			p.request()
			p.say("HTTP/1.1 200 OK\r\n\r\nhello")
			_ = p.tcp.Close()
		}, crawl.Truncated, 200, 5, patient},
		{"a broken record", func(p *peer) {
			p.request()
			p.say(hello[:len(hello)-1])
			_, _ = p.tcp.Write([]byte("\x17\x03\x03\x00\x20" + strings.Repeat("x", 32)))
			p.stay()
		}, crawl.TLS, 200, 4, patient},
		{"garbage inside", func(p *peer) { p.request(); p.say("garbage\r\n"); p.stay() }, crawl.Protocol, 0, 0, patient},
	} {
		t.Run(test.name, func(t *testing.T) {
			for name, engine := range engines() {
				t.Run(name, func(t *testing.T) {
					config, script := ca.issue(t, nil), test.script
					if script == nil {
						config, script = nil, (*peer).stay
					}
					s := serve(t, config, script)
					c := open(t, engine(crawl.Client{KeepAlive: true, TLS: &tls.Config{RootCAs: ca.pool}}))
					for i := range 3 {
						f := c.get(s.tlsURL(), test.timeout)
						if f.Class != test.class || f.Status != test.status || f.Bytes != test.bytes || f.Dials != 1 {
							t.Errorf("request %d: %v, status %d, %d bytes, %d dials, want %v, status %d, %d bytes, 1 dial",
								i, f.Class, f.Status, f.Bytes, f.Dials, test.class, test.status, test.bytes)
						}
					}
				})
			}
		})
	}
}

// TestTLSKeepsTheDeadlineWhileSending: a peer that does not read must not make
// the client wait until it has taken the goodbye.
func TestTLSKeepsTheDeadlineWhileSending(t *testing.T) {
	ca := newAuthority(t)
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			s := serve(t, ca.issue(t, nil), func(p *peer) {
				_ = p.Conn.(*tls.Conn).HandshakeContext(t.Context())
				<-p.server.done
			})
			c := open(t, engine(crawl.Client{KeepAlive: true, TLS: &tls.Config{RootCAs: ca.pool}}))
			r := &crawl.Request{Method: "POST", URL: []byte(s.tlsURL()), Body: make([]byte, 20<<20)}
			if f := c.do(r, 2*short); f.Class != crawl.Timeout || f.Service() > 2*short+4*time.Second {
				t.Errorf("%v after %v, want timeout after %v", f.Class, f.Service(), 2*short)
			}
		})
	}
}

// TestTLSLeftOversAreNotTaken: they may wait in the buffers of TLS.
func TestTLSLeftOversAreNotTaken(t *testing.T) {
	ca := newAuthority(t)
	const answer = "HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nright"
	for name, say := range map[string]func(p *peer){
		"in the same record":  func(p *peer) { p.say(answer + hello) },
		"far behind":          func(p *peer) { p.say(answer + strings.Repeat(" ", 8000) + hello) },
		"in the next record":  func(p *peer) { cork(p, func() { p.say(answer); p.say(hello) }) },
		"in the tenth record": func(p *peer) { cork(p, func() { p.say(answer); tenTimes(p, hello) }) },
	} {
		t.Run(name, func(t *testing.T) {
			for name, engine := range engines() {
				t.Run(name, func(t *testing.T) {
					s := serve(t, ca.issue(t, nil), func(p *peer) {
						for p.request() {
							say(p)
						}
					})
					c := open(t, engine(crawl.Client{KeepAlive: true, TLS: &tls.Config{RootCAs: ca.pool}}))
					for i := range 50 {
						if f := c.get(s.tlsURL(), patient); f.Class != crawl.OK || f.Status != 201 || f.Dials != 1 {
							t.Fatalf("request %d: %v, status %d, %d dials, want ok, status 201, 1 dial", i, f.Class, f.Status, f.Dials)
						}
					}
					s.saw(t, 50)
				})
			}
		})
	}
}

func tenTimes(p *peer, text string) {
	for range 10 {
		p.say(text)
	}
}

func TestTheConfigurationIsNotTouched(t *testing.T) {
	ca := newAuthority(t)
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			config := &tls.Config{RootCAs: ca.pool, NextProtos: []string{"h2"}}
			s := serve(t, ca.issue(t, nil), answering)
			if f := open(t, engine(crawl.Client{TLS: config})).get(s.tlsURL(), patient); f.Class != crawl.OK {
				t.Errorf("%v, want ok", f.Class)
			}
			if config.ServerName != "" || len(config.NextProtos) != 1 || config.NextProtos[0] != "h2" {
				t.Errorf("the caller's configuration was changed: name %q, protocols %q", config.ServerName, config.NextProtos)
			}
		})
	}
}
