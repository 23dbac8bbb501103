package crawl_test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"fmt"
	"net"
	"testing"

	"runexp/crawl"
)

// records is the network below a TLS server, which can hold back what it sends.
type records struct {
	net.Conn

	holds bool
	held  bytes.Buffer
}

func (r *records) Write(p []byte) (int, error) {
	if r.holds {
		return r.held.Write(p)
	}
	return r.Conn.Write(p)
}

// hold returns the record in which p would say text.
func (r *records) hold(p *peer, text string) []byte {
	r.held.Reset()
	r.holds = true
	p.say(text)
	r.holds = false
	return bytes.Clone(r.held.Bytes())
}

// overTLS makes a peer speak TLS.
func overTLS(p *peer, config *tls.Config) *records {
	r := &records{Conn: p.Conn}
	p.Conn = tls.Server(r, config)
	p.in = bufio.NewReader(p.Conn)
	return r
}

// TestARecordThatHasBegunIsNotTaken: behind its answer the server sends a part
// of a record that nobody has asked for, and the rest of it when the next request
// has come. That one must get an answer of its own.
func TestARecordThatHasBegunIsNotTaken(t *testing.T) {
	ca := newAuthority(t)
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for _, together := range []bool{true, false} {
			for _, part := range []int{1, 4, 5, 6, -1} {
				t.Run(fmt.Sprintf("%s, %d bytes of it, together %v", tls.VersionName(version), part, together), func(t *testing.T) {
					config := ca.issue(t, nil)
					config.MinVersion, config.MaxVersion = version, version
					for name, engine := range engines() {
						t.Run(name, func(t *testing.T) {
							checkBegunRecord(t, config, engine(crawl.Client{KeepAlive: true, TLS: &tls.Config{RootCAs: ca.pool}}), part, together)
						})
					}
				})
			}
		}
	}
}

// checkBegunRecord has a server send so many bytes of a record at rest, or all
// but so many, in one segment with its answer or apart.
func checkBegunRecord(t *testing.T, config *tls.Config, engine crawl.Engine, part int, together bool) {
	t.Helper()
	const n = 4
	rests, sent := make(chan bool), make(chan bool)
	s := serve(t, nil, func(p *peer) {
		r := overTLS(p, config)
		if !p.request() {
			return
		}
		answer, more := r.hold(p, rightAnswer), r.hold(p, hello)
		cut := (part + len(more)) % len(more)
		if together {
			answer = append(answer, more[:cut]...)
		}
		_, _ = p.tcp.Write(answer)
		<-rests
		if !together {
			_, _ = p.tcp.Write(more[:cut])
		}
		sent <- true
		if p.request() { // which it must not get
			_, _ = p.tcp.Write(more[cut:])
			p.say(rightAnswer)
		}
	})
	c := open(t, engine)
	for i := range n {
		if f := c.get(s.tlsURL(), patient); f.Class != crawl.OK || f.Status != 201 || f.Dials != 1 {
			t.Fatalf("request %d: %v, status %d, %d dials, want ok, status 201, 1 dial", i, f.Class, f.Status, f.Dials)
		}
		rests <- true
		<-sent
	}
	s.saw(t, n)
}
