package memnet_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"runexp/internal/memnet"
)

// startHTTP serves h over a network in memory; the client has at most conns connections. stop ends both.
func startHTTP(t *testing.T, h http.Handler, conns int) (client *http.Client, stop func()) {
	t.Helper()
	l := memnet.Listen()
	server := &http.Server{Handler: h}
	served := make(chan error)
	go func() { served <- server.Serve(l) }()
	transport := &http.Transport{DialContext: l.DialContext, MaxConnsPerHost: conns, MaxIdleConnsPerHost: conns}
	return &http.Client{Transport: transport}, func() {
		transport.CloseIdleConnections()
		if err := server.Shutdown(context.WithoutCancel(t.Context())); err != nil {
			t.Errorf("shutdown: %v", err)
		}
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("serve: %v", err)
		}
	}
}

func TestHTTPOverMemoryKeepsExactTimeInABubble(t *testing.T) {
	const requests, conns, delay = 1000, 100, 100 * time.Millisecond
	synctest.Test(t, func(t *testing.T) {
		client, stop := startHTTP(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(delay)
			fmt.Fprintf(w, "%s", r.URL.Query().Get("i"))
		}), conns)
		defer stop()

		indexes := make(chan int)
		start := time.Now()
		var workers sync.WaitGroup
		for range conns {
			workers.Go(func() {
				for i := range indexes {
					if err := fetch(client, i); err != nil {
						t.Error(err)
					}
				}
			})
		}
		for i := range requests {
			indexes <- i
		}
		close(indexes)
		workers.Wait()
		if got, want := time.Since(start), requests/conns*delay; got != want {
			t.Errorf("%d requests of %v over %d connections took %v, want exactly %v", requests, delay, conns, got, want)
		}
	})
}

func fetch(client *http.Client, i int) error {
	response, err := client.Get(fmt.Sprintf("http://memory/?i=%d", i))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if string(body) != strconv.Itoa(i) {
		return fmt.Errorf("request %d got %q", i, body)
	}
	return nil
}

func TestHTTPClientTimeoutPassesInBubbleTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, stop := startHTTP(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			<-r.Context().Done() // the server sees that the client has left
		}), 1)
		defer stop()
		client.Timeout = 3 * time.Second
		start := time.Now()
		_, err := client.Get("http://memory/")
		if err == nil || time.Since(start) != client.Timeout {
			t.Errorf("got %v after %v, want a timeout after exactly %v", err, time.Since(start), client.Timeout)
		}
	})
}
