package origin_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"runexp/internal/memnet"
	"runexp/origin"
)

// site is an origin that is served over a network in memory.
type site struct {
	t        *testing.T
	origin   *origin.Server
	listener *memnet.Listener
	client   *http.Client
	served   chan error
}

// inBubble runs test in a bubble with a site of its own, which has to end without a fault.
func inBubble(t *testing.T, o origin.Options, test func(s *site)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		t.Helper()
		s := &site{t: t, origin: origin.New(o), listener: memnet.Listen(), served: make(chan error, 1)}
		transport := &http.Transport{DialContext: s.listener.DialContext, MaxIdleConnsPerHost: 1000}
		s.client = &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		}}
		go func() { s.served <- s.origin.Serve(s.listener) }()
		test(s)
		transport.CloseIdleConnections()
		if err := s.origin.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Errorf("close: %v", err)
		}
		if err := <-s.served; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
}

// got is an answer, read to its end.
type got struct {
	status int
	header http.Header
	length int64 // as announced
	closed bool  // the connection is not to be used again, as announced
	body   string
	took   time.Duration
}

// send sends a request and reads the answer; it is t.Error, and nothing, if there is none.
func (s *site) send(method, path string, body io.Reader) got {
	s.t.Helper()
	request, err := http.NewRequestWithContext(context.WithoutCancel(s.t.Context()), method, "http://origin"+path, body)
	if err != nil {
		s.t.Error(err)
		return got{}
	}
	start := time.Now()
	response, err := s.client.Do(request)
	if err != nil {
		s.t.Error(err)
		return got{}
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Errorf("%s %s: %v", method, path, err)
	}
	return got{
		response.StatusCode, response.Header, response.ContentLength, response.Close, string(text), time.Since(start),
	}
}

func (s *site) get(path string) got {
	s.t.Helper()
	return s.send(http.MethodGet, path, nil)
}

// tally returns what the origin counted of a name that it must know.
func (s *site) tally(name string) origin.Tally {
	s.t.Helper()
	tally, ok := s.origin.Tally(name)
	if !ok {
		s.t.Errorf("the origin does not know %q", name)
	}
	return tally
}

// dial opens a connection to write bytes of one's own on.
func (s *site) dial() net.Conn {
	s.t.Helper()
	c, err := s.listener.DialContext(s.t.Context(), "memory", "origin")
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// checkSum holds the origin's total against its parts.
func checkSum(t *testing.T, s origin.Stats) {
	t.Helper()
	sum := s.Unnamed + s.Dropped
	for name, tally := range s.Names {
		sum += tally.Requests
		answers := tally.InFlight
		for _, n := range tally.Status {
			answers += n
		}
		if answers != tally.Requests {
			t.Errorf("%q: %d requests, but %d in flight or answered", name, tally.Requests, answers)
		}
	}
	if s.Requests != sum {
		t.Errorf("%d requests, but its parts are %d", s.Requests, sum)
	}
}

func ExampleServer() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	server := origin.New(origin.Options{})
	go server.Serve(listener)

	response, err := http.Get("http://" + listener.Addr().String() + "/add?name=try&delay=10&kqzjdowvet")
	if err != nil {
		fmt.Println(err)
		return
	}
	body, err := io.ReadAll(response.Body)
	response.Body.Close()
	fmt.Println(response.StatusCode, string(body), err)

	tally, _ := server.Tally("try")
	fmt.Println("requests", tally.Requests, "peak", tally.Peak)
	fmt.Println(server.Close(context.Background()))
	// Output:
	// 200 . <nil>
	// requests 1 peak 1
	// <nil>
}
