package origin

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"time"

	"github.com/valyala/fasthttp"
)

// handle answers one request. It runs on the connection's goroutine.
func (s *Server) handle(c *fasthttp.RequestCtx) {
	switch string(c.Path()) {
	case "/add":
		s.add(c)
	case "/stats":
		s.stats(c)
	default:
		s.ledger.unnamed.Add(1)
		s.refuse(c, fasthttp.StatusNotFound, "there are /add?name=NAME&delay=MS and /stats")
	}
}

// refusal is a status other than the one that was asked for, and a line of text that tells why.
type refusal struct {
	status int
	text   string
}

// add counts the request, waits and answers.
func (s *Server) add(c *fasthttp.RequestCtx) {
	if !c.IsGet() && !c.IsHead() && !c.IsPost() {
		s.ledger.unnamed.Add(1)
		c.Response.Header.Set(fasthttp.HeaderAllow, "GET, HEAD, POST")
		s.refuse(c, fasthttp.StatusMethodNotAllowed, "/add takes GET, HEAD and POST")
		return
	}
	a, err := parseAsk(c.QueryArgs())
	if a.name == nil {
		s.ledger.unnamed.Add(1)
		s.refuse(c, fasthttp.StatusBadRequest, err.Error())
		return
	}
	account := s.ledger.account(a.name)
	line, refused := admit(c, &a, account, err)
	switch {
	case refused == nil:
		refused = s.serve(&a, account, line)
	case account == nil:
		s.ledger.dropped.Add(1)
	default:
		account.refuse(refused.status)
	}
	if refused != nil {
		s.refuse(c, refused.status, refused.text)
		return
	}
	s.answer(c, &a)
}

// admit takes the request as a whole, its body included, and finds the line it has to stand in, which is nil for none.
func admit(c *fasthttp.RequestCtx, a *ask, account *account, err error) (*station, *refusal) {
	if err != nil {
		return nil, &refusal{fasthttp.StatusBadRequest, err.Error()}
	}
	if refused := drain(c); refused != nil {
		return nil, refused
	}
	if a.workers == 0 {
		return nil, nil
	}
	if account == nil {
		return nil, &refusal{fasthttp.StatusServiceUnavailable, "too many names: a new one can have no workers"}
	}
	line := account.stationOf(a.workers)
	if line.workers != a.workers {
		return nil, &refusal{fasthttp.StatusBadRequest, fmt.Sprintf("the name has workers=%d already", line.workers)}
	}
	return line, nil
}

// serve waits as the request asks, and books it, before anything is answered: who has an answer finds it in the
// statistics.
func (s *Server) serve(a *ask, account *account, line *station) *refusal {
	if account == nil {
		arrival := s.ledger.dropped.Add(1) - 1
		return s.wait(line, a.delay+jitter(s.seed, hashName(a.name), arrival, a.jitter))
	}
	start := time.Since(s.started)
	arrival := account.begin()
	refused := s.wait(line, a.delay+jitter(s.seed, account.hash, arrival, a.jitter))
	status := a.status
	if refused != nil {
		status = refused.status
	}
	account.end(Record{Start: start, End: time.Since(s.started)}, status)
	return refused
}

// wait stands in line, if there is one, and lets d pass with a worker held.
func (s *Server) wait(line *station, d time.Duration) *refusal {
	if d <= 0 && line == nil {
		return nil
	}
	p := s.sleepers.take()
	defer s.sleepers.put(p)
	if line != nil {
		if !line.enter(p, maxQueueing) {
			return s.unserved()
		}
		defer line.leave()
	}
	if !p.sleep(d) {
		return s.unserved()
	}
	return nil
}

// unserved tells why a wait ended early.
func (s *Server) unserved() *refusal {
	if s.sleepers.ended.Load() {
		return &refusal{fasthttp.StatusServiceUnavailable, "the server is closing"}
	}
	return &refusal{fasthttp.StatusServiceUnavailable, fmt.Sprintf("no worker was free within %v", maxQueueing)}
}

// jitter returns the addition to the delay of a name's request: uniform over 0..most, a pure function of the others.
func jitter(seed, name uint64, arrival int64, most time.Duration) time.Duration {
	if most <= 0 {
		return 0
	}
	var source rand.PCG
	source.Seed(seed^name, uint64(arrival))
	high, _ := bits.Mul64(source.Uint64(), uint64(most)+1)
	return time.Duration(high)
}
