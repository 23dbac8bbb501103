package crawl_test

import (
	"bytes"
	"crypto/tls"
	"runtime"
	"sync"
	"testing"

	"runexp/crawl"
)

// TestSlotsThatWaitHoldNoBuffer: hundreds of connections rest, and then each
// waits for an answer. That must not take a buffer each.
func TestSlotsThatWaitHoldNoBuffer(t *testing.T) {
	const slots, most = 200, 8 << 10
	ca := newAuthority(t)
	for _, secure := range []bool{false, true} {
		for name, engine := range engines() {
			what := "http, " + name
			if secure {
				what = "https, " + name
			}
			t.Run(what, func(t *testing.T) {
				switch {
				case !secure && name == "raw, plain":
					t.Skip("ordinary calls wait with the buffer in hand")
				case !secure && name == "raw, pumped":
					t.Skip("used one by one, each slot has a loop and its buffer to itself")
				}
				asked, answer := make(chan bool), make(chan bool)
				s := serve(t, secured(t, ca, secure), func(p *peer) {
					for buffer := make([]byte, 4<<10); ; p.say(hello) {
						for n := 0; !bytes.HasSuffix(buffer[:n], []byte("\r\n\r\n")); {
							more, err := p.Read(buffer[n:])
							if err != nil {
								return
							}
							n += more
						}
						asked <- true
						<-answer
					}
				})
				url := s.url()
				if secure {
					url = s.tlsURL()
				}
				clients := make([]*client, slots)
				for i := range clients {
					clients[i] = open(t, engine(crawl.Client{KeepAlive: true, TLS: &tls.Config{RootCAs: ca.pool}}))
				}
				var resting, waiting uint64
				for range 2 { // the first time they connect, too
					resting = heapAfterGC()
					var group sync.WaitGroup
					for _, c := range clients {
						group.Go(func() {
							if f := c.get(url, patient); f.Class != crawl.OK {
								t.Errorf("%v", f.Class)
							}
						})
						<-asked
					}
					waiting = heapAfterGC()
					for range clients {
						answer <- true
					}
					group.Wait()
				}
				if each := (waiting - min(resting, waiting)) / slots; each > most {
					t.Errorf("%d bytes each, want at most %d", each, most)
				}
			})
		}
	}
}

// secured is a server's configuration; nil when it is to do without.
func secured(t *testing.T, ca *authority, secure bool) *tls.Config {
	t.Helper()
	if !secure {
		return nil
	}
	return ca.issue(t, nil)
}

// heapAfterGC is how much memory objects take that are in use. Pools keep what
// they hold for one collection.
func heapAfterGC() uint64 {
	runtime.GC()
	runtime.GC()
	return heapNow()
}
