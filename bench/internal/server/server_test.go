//go:build unix

package server_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"runexp/bench/internal/client"
	"runexp/bench/internal/rig"
	"runexp/bench/internal/server"
)

func TestPercentileIsTheNearestRank(t *testing.T) {
	times := []time.Duration{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	for share, want := range map[float64]time.Duration{0: 1, 0.1: 1, 0.11: 2, 0.5: 5, 0.99: 10, 1: 10} {
		if got := server.Percentile(times, share); got != want {
			t.Errorf("%v: %d, want %d", share, got, want)
		}
	}
	if got := server.Percentile(nil, 0.5); got != 0 {
		t.Errorf("of nothing: %v", got)
	}
}

func TestTheMeanOfADelay(t *testing.T) {
	if got := (server.Options{Delay: time.Second}).Mean(); got != time.Second {
		t.Errorf("constant: %v", got)
	}
	if got := (server.Options{Median: 20 * time.Millisecond, Sigma: 0.5}).Mean().Round(10 * time.Microsecond); got != 22660*time.Microsecond {
		t.Errorf("lognormal: %v", got)
	}
}

func TestWhatAServerCannotDoIsRefused(t *testing.T) {
	for _, k := range []server.Kind{server.Origin(rig.Found{}), server.Nginx()} {
		if _, err := k.Start(t.Context(), rig.Found{}, t.TempDir(), server.Options{Record: true}); err == nil {
			t.Errorf("%s records", k.Name)
		}
	}
	if _, err := server.Fixed().Start(t.Context(), rig.Found{}, t.TempDir(), server.Options{TLS: true}); err == nil {
		t.Error("fixed speaks https")
	}
}

// The floor asks the fixed server over several connections, and both count the
// same.
func TestTheFloorIsMeasured(t *testing.T) {
	w := workshop(t)
	found, err := w.C(t.Context(), "bench/fixed/fixed.c")
	if missing := (*rig.MissingError)(nil); errors.As(err, &missing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range client.Peers() {
		if !c.Unparsing {
			continue
		}
		program, err := c.Find(t.Context(), w)
		if err != nil {
			t.Fatal(err)
		}
		s, err := server.Fixed().Start(t.Context(), found, t.TempDir(), server.Options{Record: true})
		if err != nil {
			t.Fatal(err)
		}
		l := client.Load{Base: s.URL, Requests: 1000, Concurrency: 10, ReplyBytes: 154, Dir: t.TempDir()}
		m, err := c.Measure(t.Context(), time.Minute, program, nil, l)
		if err != nil || m.OK != 1000 || m.Elapsed <= 0 || m.Wall < m.Elapsed {
			t.Errorf("%s: %+v, %v", c.Name, m, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if times, err := s.Times(); err != nil || len(times) != 1000 {
			t.Errorf("%s: the server counted %d, %v", c.Name, len(times), err)
		}
	}
}

func TestNginxSpeaksTLSWithACertificateToTrust(t *testing.T) {
	k := server.Nginx()
	found, err := k.Find(t.Context(), workshop(t))
	if err != nil {
		t.Skip(err)
	}
	s, err := k.Start(t.Context(), found, t.TempDir(), server.Options{TLS: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	authority, err := os.ReadFile(s.Authority)
	if err != nil {
		t.Fatal(err)
	}
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM(authority)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	conn, err := (&tls.Dialer{Config: &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS13}}).DialContext(ctx, "tcp", strings.TrimPrefix(s.URL, "https://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	send(t, conn, request)
	expectReply(t, bufio.NewReader(conn))
}
