package launch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"
)

// Ready is what tells that a server is ready. At most one of the three is set;
// with none a server is ready as soon as it runs.
type Ready struct {
	// URL answers with a status of 200 to 299. No proxy is asked, no redirect
	// followed and no certificate checked: nothing secret is sent, and the server is
	// our own.
	URL string
	// Address is a host and a port that accepts connections.
	Address string
	// Prefix begins a line on stdout; what follows it is what [Server.Said] returns.
	Prefix string
}

const (
	// firstPause and lastPause are between tries; each is longer by half than the
	// one before.
	firstPause = 2 * time.Millisecond
	lastPause  = 250 * time.Millisecond
	// oneTry bounds a try.
	oneTry = 2 * time.Second
	// longestHead bounds the head of an answer, in bytes.
	longestHead = 64 << 10
)

// address is where the server will listen; empty where that is not known.
func (r *Ready) address() (string, error) {
	if r.URL == "" {
		return r.Address, nil
	}
	u, err := url.Parse(r.URL)
	switch {
	case err != nil:
		return "", errors.New("ready is no URL")
	case u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https":
		return "", fmt.Errorf("ready is no URL of a server: %s", u.Redacted())
	case u.Port() != "":
		return u.Host, nil
	case u.Scheme == "https":
		return net.JoinHostPort(u.Hostname(), "443"), nil
	}
	return net.JoinHostPort(u.Hostname(), "80"), nil
}

// taken is an error if something listens already where the server is to listen:
// that would be measured.
func (r *Ready) taken(ctx context.Context) error {
	address, err := r.address()
	if err != nil || address == "" {
		return err
	}
	if dial(ctx, address) == nil {
		return fmt.Errorf("%s is taken: something listens there before it is started, and would be measured", address)
	}
	return nil
}

// wait tries until the server is ready or ctx ends, and then returns what came of
// the last try.
func (r *Ready) wait(ctx context.Context) error {
	try := r.connect
	if r.URL != "" {
		client := &http.Transport{
			DisableKeepAlives: true, MaxResponseHeaderBytes: longestHead,
			TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, // see Ready.URL
		}
		try = func(ctx context.Context) error { return r.ask(ctx, client) }
	}
	last := errors.New("there was no time to ask")
	timer := time.NewTimer(0)
	defer timer.Stop()
	for pause := firstPause; ; pause = min(pause*3/2, lastPause) {
		select {
		case <-timer.C:
		case <-ctx.Done():
			return last
		}
		err := try(ctx)
		if err == nil {
			return nil
		}
		if ctx.Err() == nil { // else the try was cut short, and says only that
			last = err
		}
		timer.Reset(pause)
	}
}

func (r *Ready) connect(ctx context.Context) error {
	if err := dial(ctx, r.Address); err != nil {
		return fmt.Errorf("nothing listens on %s: %w", r.Address, err)
	}
	return nil
}

func dial(ctx context.Context, address string) error {
	d := net.Dialer{Timeout: oneTry}
	conn, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	return conn.Close()
}

func (r *Ready) ask(ctx context.Context, client *http.Transport) error {
	ctx, cancel := context.WithTimeout(ctx, oneTry)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, r.URL, nil)
	if err != nil {
		return err
	}
	request.Header.Set("User-Agent", "runexp")
	response, err := client.RoundTrip(request)
	if err != nil {
		return fmt.Errorf("GET %s: %w", r.URL, err)
	}
	_ = response.Body.Close()
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return fmt.Errorf("GET %s answered %d", r.URL, response.StatusCode)
	}
	return nil
}
