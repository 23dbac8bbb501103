package crawl_test

import (
	"crypto/tls"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"runexp/crawl"
)

// scriptRounds is how many scripts are played, each to every engine; -count
// plays more, from other seeds.
const scriptRounds = 150

// outcome is what an engine made of a server's script.
type outcome struct {
	fetches  []string
	requests int64
	accepted int64
}

// TestEnginesAgreeOnRandomServers: the same script, by the number of the
// connection and of the request on it, is played to every engine. They must
// tell the same story, and so must the server.
func TestEnginesAgreeOnRandomServers(t *testing.T) {
	ca := newAuthority(t)
	config := ca.issue(t, nil)
	first := rand.Uint64()
	for round := range uint64(scriptRounds) {
		seed := first + round
		var group sync.WaitGroup
		var mu sync.Mutex
		got := make(map[string]outcome)
		for name, engine := range engines() {
			group.Go(func() {
				o := scriptOutcome(t, seed, config, engine(crawl.Client{KeepAlive: true, TLS: &tls.Config{RootCAs: ca.pool}}))
				mu.Lock()
				defer mu.Unlock()
				got[name] = o
			})
		}
		group.Wait()
		want := got["std"]
		for name, o := range got {
			if !slices.Equal(o.fetches, want.fetches) || o.requests != want.requests || o.accepted != want.accepted {
				t.Errorf("seed %d: %s: %d requests, %d connections\n\t%s\nstd: %d requests, %d connections\n\t%s", seed,
					name, o.requests, o.accepted, strings.Join(o.fetches, "\n\t"),
					want.requests, want.accepted, strings.Join(want.fetches, "\n\t"))
			}
		}
		if t.Failed() {
			return
		}
	}
}

// scriptOutcome plays the script of a seed to an engine.
func scriptOutcome(t *testing.T, seed uint64, config *tls.Config, engine crawl.Engine) (o outcome) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 0))
	if r.IntN(4) > 0 {
		config = nil
	}
	played := make(chan step, 100)
	s := serve(t, config, func(p *peer) {
		for nth := range 100 {
			s := scriptStep(rand.New(rand.NewPCG(seed, uint64(p.nth)<<16|uint64(nth)|1<<63)), nth)
			done, again := s.play(p)
			if done {
				played <- s
			}
			if !again {
				break
			}
		}
		p.stay()
	})
	defer s.die()
	slots, err := engine.Open(t.Context(), 1)
	if err != nil {
		t.Error(err)
		return o
	}
	defer slots[0].Close()
	url := s.url()
	if config != nil {
		url = s.tlsURL()
	}
	plan := scriptPlan{seed: seed, conn: -1}
	epoch := time.Now()
	for i := range 6 {
		q := crawl.Request{Method: pick(r, http.MethodGet, http.MethodGet, http.MethodGet, http.MethodHead, http.MethodPost), URL: []byte(url + "/x")}
		body := pick(r, 0, 10, 32_768, 100_000)
		next := plan.next()
		if q.Method == http.MethodPost && !next.first { // whether all of it leaves before an early answer comes is open
			q.Body = make([]byte, body)
		}
		timeout := patient
		if next.waits {
			timeout = short
		}
		f := slots[0].Do(epoch, &q, timeout)
		plan.took(f.Dials)
		o.fetches = append(o.fetches, fmt.Sprintf("request %d, %s: %v, status %d, %d bytes, %d dials", i, q.Method, f.Class, f.Status, f.Bytes, f.Dials))
		select { // what the server sends on top must be there before the next request
		case <-played:
		case <-time.After(patient):
			o.fetches = append(o.fetches, "the server has not seen it")
			return o
		}
	}
	o.requests, o.accepted = s.requests.Load(), s.accepted.Load()
	return o
}

// scriptPlan foresees whether the next request meets a server that keeps quiet,
// be it on the kept connection or on a new one.
type scriptPlan struct {
	seed      uint64
	conn, nth int
}

func (p *scriptPlan) next() step {
	kept := scriptStep(rand.New(rand.NewPCG(p.seed, uint64(p.conn)<<16|uint64(p.nth)|1<<63)), p.nth)
	anew := scriptStep(rand.New(rand.NewPCG(p.seed, uint64(p.conn+1)<<16|1<<63)), 0)
	kept.waits, kept.first = kept.waits || anew.waits, kept.first || anew.first
	return kept
}

func (p *scriptPlan) took(dials uint8) {
	if p.nth++; dials > 0 {
		p.conn, p.nth = p.conn+int(dials), 1
	}
}
