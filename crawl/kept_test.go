package crawl_test

import (
	"fmt"
	"strings"
	"testing"

	"runexp/crawl"
)

const hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

// TestNothingLeftOverIsTakenForTheNextAnswer: the server sends more than its
// answer. The next request must go to a new connection and get its own answer,
// which has another status than what is left over.
func TestNothingLeftOverIsTakenForTheNextAnswer(t *testing.T) {
	const answer = "HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nright"
	const second = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong"
	for _, test := range []struct {
		name   string
		method string
		say    string // in one segment
		bytes  int64
		status int16
	}{
		{"a second answer in the same segment", "GET", answer + second, 5, 201},
		{"many answers in the same segment", "GET", answer + strings.Repeat(second, 1000), 5, 201},
		{"a second answer behind a large body", "GET", "HTTP/1.1 201 Created\r\nContent-Length: 20000\r\n\r\n" + strings.Repeat("x", 20_000) + second, 20_000, 201},
		{"a second answer behind chunks", "GET", "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nright\r\n0\r\n\r\n" + second, 5, 201},
		{"the beginning of a second answer", "GET", answer + second[:20], 5, 201},
		{"a single byte", "GET", answer + "H", 5, 201},
		{"a line feed", "GET", answer + "\r\n", 5, 201},
		{"a body that is too long", "GET", answer + "!", 5, 201},
		{"a body after 204", "GET", "HTTP/1.1 204 No Content\r\nContent-Length: 47\r\n\r\n" + second, 0, 204},
		{"a body after HEAD", "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 47\r\n\r\n" + second, 0, 200},
	} {
		t.Run(test.name, func(t *testing.T) {
			for name, engine := range engines() {
				t.Run(name, func(t *testing.T) {
					s := serve(t, nil, func(p *peer) {
						for p.request() {
							cork(p, func() { p.say(test.say) })
						}
					})
					c := open(t, engine(crawl.Client{KeepAlive: true}))
					for i := range 50 {
						f := c.do(&crawl.Request{Method: test.method, URL: []byte(s.url())}, patient)
						if f.Class != crawl.OK || f.Status != test.status || f.Bytes != test.bytes || f.Dials != 1 {
							t.Fatalf("request %d: %v, status %d, %d bytes, %d dials, want ok, status %d, %d bytes, 1 dial",
								i, f.Class, f.Status, f.Bytes, f.Dials, test.status, test.bytes)
						}
					}
					s.saw(t, 50)
				})
			}
		})
	}
}

// TestALateSecondAnswerIsNotTaken: it arrives while the connection rests.
func TestALateSecondAnswerIsNotTaken(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			late := make(chan bool)
			s := serve(t, nil, func(p *peer) {
				for p.request() {
					p.say("HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nright")
					if <-late; !p.say("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 5\r\n\r\nwrong") {
						return
					}
					late <- true
				}
			})
			c := open(t, engine(crawl.Client{KeepAlive: true}))
			for i := range 10 {
				if f := c.get(s.url(), patient); f.Class != crawl.OK || f.Status != 201 || f.Dials != 1 {
					t.Fatalf("request %d: %v, status %d, %d dials, want ok, status 201, 1 dial", i, f.Class, f.Status, f.Dials)
				}
				late <- true // what the kernel has taken on the loopback is there
				<-late
			}
			s.saw(t, 10)
		})
	}
}

// TestAServerThatSpeaksFirstAnswersTheFirstRequest: some are busy and say so
// before they read. It must not depend on who is faster.
func TestAServerThatSpeaksFirstAnswersTheFirstRequest(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			s := serve(t, nil, func(p *peer) {
				p.say("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy")
				p.stay()
			})
			c := open(t, engine(crawl.Client{}))
			for range 100 {
				if f := c.get(s.url(), patient); f.Class != crawl.OK || f.Status != 503 || f.Bytes != 4 {
					t.Fatalf("%v, status %d, %d bytes, want ok, status 503, 4 bytes", f.Class, f.Status, f.Bytes)
				}
			}
		})
	}
}

// TestAnEarlyAnswerToALongRequest: the server refuses what it has not read.
func TestAnEarlyAnswerToALongRequest(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			s := serve(t, nil, func(p *peer) {
				p.say("HTTP/1.1 413 Too Large\r\nContent-Length: 4\r\n\r\nno!!")
				<-p.server.done // reads nothing
			})
			c := open(t, engine(crawl.Client{KeepAlive: true}))
			r := &crawl.Request{Method: "POST", URL: []byte(s.url()), Body: make([]byte, 20<<20)}
			for range 3 {
				if f := c.do(r, patient); f.Class != crawl.OK || f.Status != 413 || f.Bytes != 4 || f.Dials != 1 {
					t.Fatalf("%v, status %d, %d bytes, %d dials, want ok, status 413, 4 bytes, 1 dial", f.Class, f.Status, f.Bytes, f.Dials)
				}
				clear(r.Body) // the slot's buffer is the caller's again: the race detector looks
			}
		})
	}
}

// TestAnEarlyAnswerAndTheEnd: the client is still sending when the server has
// answered and closed. What it said counts.
func TestAnEarlyAnswerAndTheEnd(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			s := serve(t, nil, func(p *peer) {
				_, _ = p.in.Discard(100_000)
				p.say("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 4\r\n\r\nno!!")
			})
			c := open(t, engine(crawl.Client{KeepAlive: true}))
			r := &crawl.Request{Method: "POST", URL: []byte(s.url()), Body: make([]byte, 20<<20)}
			for i := range 50 {
				if f := c.do(r, patient); f.Class != crawl.OK || f.Status != 413 || f.Bytes != 4 {
					t.Fatalf("request %d: %v, status %d, %d bytes, want ok, status 413, 4 bytes", i, f.Class, f.Status, f.Bytes)
				}
			}
		})
	}
}

// TestAReadRequestIsNeverSentAgain: the server answers the first requests of a
// connection, then reads one more and ends in whichever way. It has seen that
// one, so it must fail, and be counted once.
func TestAReadRequestIsNeverSentAgain(t *testing.T) {
	ends := map[string]func(p *peer){
		"by closing":      hangUp,
		"by a reset":      (*peer).reset,
		"by half closing": func(p *peer) { _ = p.tcp.CloseWrite(); p.stay() },
	}
	for name, end := range ends {
		for good := 1; good <= 3; good++ {
			t.Run(fmt.Sprintf("%s after %d", name, good), func(t *testing.T) {
				for name, engine := range engines() {
					t.Run(name, func(t *testing.T) {
						s := serve(t, nil, func(p *peer) {
							for range good {
								if !p.request() {
									return
								}
								p.say(hello)
							}
							if p.request() {
								end(p)
							}
						})
						c := open(t, engine(crawl.Client{KeepAlive: true}))
						const rounds = 100
						for i := range rounds * (good + 1) {
							want, dials := crawl.OK, uint8(0)
							switch i % (good + 1) {
							case 0:
								dials = 1
							case good:
								want = crawl.Reset
							}
							if f := c.get(s.url(), patient); f.Class != want || f.Dials != dials {
								t.Fatalf("request %d: %v, %d dials, want %v, %d dials", i, f.Class, f.Dials, want, dials)
							}
						}
						s.saw(t, int64(rounds*(good+1)))
					})
				}
			})
		}
	}
}

// TestAKeptConnectionThatHasTimedOutIsReplaced: the server closes while the
// connection rests. That is no failure, and costs one dial.
func TestAKeptConnectionThatHasTimedOutIsReplaced(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			ended := make(chan bool)
			s := serve(t, nil, func(p *peer) {
				for range 3 {
					if !p.request() {
						return
					}
					p.say(hello)
				}
				_ = p.Close()
				ended <- true
			})
			c := open(t, engine(crawl.Client{KeepAlive: true}))
			for i := range 30 {
				want := uint8(0)
				if i%3 == 0 {
					want = 1
				}
				if f := c.get(s.url(), patient); f.Class != crawl.OK || f.Dials != want {
					t.Fatalf("request %d: %v, %d dials, want ok, %d", i, f.Class, f.Dials, want)
				}
				if i%3 == 2 {
					<-ended
				}
			}
			s.saw(t, 30)
		})
	}
}

func TestWithoutKeepAliveEachRequestDialsOnce(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			s := serve(t, nil, func(p *peer) {
				for p.request() {
					p.say(hello) // and would go on
				}
			})
			var log logbook
			c := crawl.Crawl{
				Source: numbered(s.url(), 200), Engine: engine(crawl.Client{}), Discipline: crawl.Window,
				Concurrency: 8, Timeout: patient, Record: log.record,
			}
			if _, err := c.Run(t.Context()); err != nil {
				t.Fatal(err)
			}
			log.complete(t, 200)
			for _, f := range log.fetches {
				if f.Class != crawl.OK || f.Dials != 1 {
					t.Fatalf("request %d: %v, %d dials, want ok, 1 dial", f.Index, f.Class, f.Dials)
				}
			}
			s.saw(t, 200)
			if got := s.accepted.Load(); got != 200 {
				t.Errorf("%d connections, want 200", got)
			}
		})
	}
}

// TestAServerThatDies: what it answered is ok, what it had is lost, and the
// rest finds nobody.
func TestAServerThatDies(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			s := serve(t, nil, func(p *peer) {
				for p.request() {
					if p.server.requests.Load() > 200 {
						p.server.die()
						return
					}
					p.say(hello)
				}
			})
			const n = 500
			var log logbook
			c := crawl.Crawl{
				Source: numbered(s.url(), n), Engine: engine(crawl.Client{KeepAlive: true}), Discipline: crawl.Window,
				Concurrency: 8, Timeout: patient, Record: log.record,
			}
			if _, err := c.Run(t.Context()); err != nil {
				t.Fatal(err)
			}
			log.complete(t, n)
			got := log.classes()
			if got[crawl.OK] < 150 || got[crawl.OK] > 200 || got[crawl.Connect] < n-200-2*8 ||
				got[crawl.OK]+got[crawl.Connect]+got[crawl.Reset]+got[crawl.Truncated] != n {
				t.Errorf("classes %v, want at most 200 ok, few reset, the rest connect", got)
			}
			if seen := s.requests.Load(); seen > int64(got[crawl.OK]+got[crawl.Reset]+got[crawl.Truncated]) {
				t.Errorf("the server saw %d requests, but only %v can have reached it", seen, got)
			}
		})
	}
}

// TestRestingLongerThanTheTimeoutIsNoTimeout: a deadline ends with its request.
func TestRestingLongerThanTheTimeoutIsNoTimeout(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			s := serve(t, nil, func(p *peer) {
				for p.request() {
					p.say(hello)
				}
			})
			c := open(t, engine(crawl.Client{KeepAlive: true}))
			for i := range 3 {
				if f := c.get(s.url(), short); f.Class != crawl.OK || f.Dials != uint8(min(1, max(0, 1-i))) {
					t.Fatalf("request %d: %v, %d dials", i, f.Class, f.Dials)
				}
				wait(short + short/2)
			}
		})
	}
}
