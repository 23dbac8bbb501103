package origin_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runexp/origin"
)

// serveTCP serves an origin on a socket of the loopback until the test ends.
func serveTCP(t *testing.T) (server *origin.Server, base string, client *http.Client) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server = origin.New(origin.Options{})
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	transport := &http.Transport{MaxIdleConnsPerHost: 100}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		if err := server.Close(t.Context()); err != nil && t.Context().Err() == nil {
			t.Error(err)
		}
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return server, "http://" + l.Addr().String(), &http.Client{Transport: transport}
}

func TestOverSocketsTheClaimsOfACrawlAgree(t *testing.T) {
	const clients, each, delay = 50, 10, 5 * time.Millisecond
	server, base, client := serveTCP(t)
	url := base + "/add?name=crawl&delay=5&size=100000&workers=40&kqzjdowvet"
	start := time.Now()
	var all sync.WaitGroup
	for range clients {
		all.Go(func() {
			for range each {
				response, err := client.Get(url)
				if err != nil {
					t.Error(err)
					return
				}
				n, err := io.Copy(io.Discard, response.Body)
				response.Body.Close()
				if n != 100_000 || err != nil {
					t.Errorf("%d bytes, %v", n, err)
				}
			}
		})
	}
	all.Wait()
	wall := time.Since(start)

	response, err := client.Get(base + "/stats?name=crawl")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	stats, err := origin.ReadStats(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(server.Stats().Names, stats.Names); diff != "" {
		t.Errorf("the server and its /stats differ:\n%s", diff)
	}
	crawl := stats.Names["crawl"]
	if crawl.Requests != clients*each || crawl.Status[200] != clients*each || crawl.InFlight != 0 || crawl.Peak < 1 || crawl.Peak > clients {
		t.Errorf("counted %d requests, %v, peak %d", crawl.Requests, crawl.Status, crawl.Peak)
	}
	if least := clients * each / 40 * delay; wall < least {
		t.Errorf("%d requests took %v, which 40 workers cannot do under %v", clients*each, wall, least)
	}
	for i, r := range crawl.Records {
		if r.End-r.Start < delay || r.Start < 0 || r.End > time.Since(stats.Started) {
			t.Errorf("record %d is %v to %v", i, r.Start, r.End)
		}
	}
	if len(crawl.Records) != clients*each {
		t.Errorf("%d records", len(crawl.Records))
	}
}

func TestOverSocketsManyNamesAtOnce(t *testing.T) {
	server, base, client := serveTCP(t)
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			for j := range 50 {
				response, err := client.Get(fmt.Sprintf("%s/add?name=n%d&delay=0&status=%d", base, j, 200+100*(i%4)))
				if err != nil {
					t.Error(err)
					return
				}
				response.Body.Close()
			}
		})
		all.Go(func() {
			stats := server.Stats() // while it changes
			if len(stats.Names) > 50 {
				t.Errorf("%d names", len(stats.Names))
			}
		})
	}
	all.Wait()
	stats := server.Stats()
	checkSum(t, stats)
	want := map[int]int64{200: 5, 300: 5, 400: 5, 500: 5}
	for name, tally := range stats.Names {
		if diff := cmp.Diff(want, tally.Status); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
	if stats.Requests != 1000 || len(stats.Names) != 50 {
		t.Errorf("%d requests, %d names", stats.Requests, len(stats.Names))
	}
}

func TestAddAllocatesNothing(t *testing.T) {
	for _, uri := range []string{
		"http://127.0.0.1/add?name=p1r1&delay=0&kqzjdowvet",
		"http://127.0.0.1/add?name=p1r1&delay=1&kqzjdowvet",
		"http://127.0.0.1/add?name=p1r1&delay=0&workers=5&size=65536",
	} {
		s := origin.New(origin.Options{RecordsPerName: 1})
		c := request(uri)
		got := testing.AllocsPerRun(200, func() {
			c.Response.Reset()
			c.Request.SetRequestURI(uri)
			s.Handle(c)
		})
		// Under the race detector a pool drops a quarter of what is put into it: a sleeper is a few allocations.
		if got > 1 {
			t.Errorf("%s: %v allocations a request", uri, got)
		}
	}
}
