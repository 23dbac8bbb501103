package crawl_test

import (
	"context"
	"net"
	"testing"
	"time"

	"runexp/crawl"
)

// TestWhatCameBeforeTheRequestIsNotMissed: the answer, or the end, is there
// before the slot first waits for it, so nothing more wakes the slot.
func TestWhatCameBeforeTheRequestIsNotMissed(t *testing.T) {
	for what, early := range map[string]func(p *peer){
		"an answer":   func(p *peer) { p.say("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy") },
		"half an end": func(p *peer) { _ = p.tcp.CloseWrite() },
	} {
		for name, engine := range engines() {
			t.Run(what+", "+name, func(t *testing.T) {
				there := make(chan bool)
				s := serve(t, nil, func(p *peer) {
					early(p)
					there <- true
					p.stay()
				})
				dial := func(ctx context.Context, network, addr string) (net.Conn, error) {
					conn, err := new(net.Dialer).DialContext(ctx, network, addr)
					<-there
					wait(2 * time.Millisecond) // for Go's poller to have seen it
					return conn, err
				}
				const n, stall = 10, 900 * time.Millisecond
				slow := 0
				for range n {
					c := open(t, engine(crawl.Client{Dial: dial}))
					f := c.get(s.url(), patient)
					if f.Class != crawl.OK && f.Class != crawl.Reset {
						t.Errorf("%v", f.Class)
					}
					if f.Service() > stall {
						slow++
					}
				}
				if slow > n/2 {
					t.Errorf("%d of %d took more than %v", slow, n, stall)
				}
			})
		}
	}
}
