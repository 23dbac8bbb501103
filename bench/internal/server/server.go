//go:build unix

package server

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"runexp/bench/internal/rig"
)

// Options is how a server is to behave. What a kind cannot do is an error.
type Options struct {
	// Prefix are words in front of its command, such as [rig.Pinned].
	Prefix []string
	// Backlog is the length of its queue of connections not yet accepted, 4096
	// if 0.
	Backlog int
	// Delay is how long it waits before each reply.
	Delay time.Duration
	// Median and Sigma, if not 0, make that a lognormal time, drawn anew for
	// each request.
	Median time.Duration
	Sigma  float64
	// Record makes it record the time from having read each request until
	// having written its reply.
	Record bool
	// FreezeFor, if not 0, lets it stand still once, FreezeAt after the first
	// request.
	FreezeAt, FreezeFor time.Duration
	// TLS is https, with a certificate for 127.0.0.1 of its own making.
	TLS bool
}

// Mean is the mean time that it waits.
func (o Options) Mean() time.Duration {
	if o.Median > 0 {
		return time.Duration(float64(o.Median) * math.Exp(o.Sigma*o.Sigma/2))
	}
	return o.Delay
}

// Kind is a server.
type Kind struct {
	Name string
	// Find finds or builds it.
	Find func(context.Context, *rig.Workshop) (rig.Found, error)
	// Start starts it. Dir is a folder for its files.
	Start func(ctx context.Context, found rig.Found, dir string, o Options) (*Running, error)
}

// Running is a server that serves.
type Running struct {
	*rig.Server

	// Authority is the file of the certificate to trust, for https.
	Authority string

	log string
}

// Times are what it recorded, the least first. It has to be closed.
func (r *Running) Times() ([]time.Duration, error) {
	text, err := os.ReadFile(r.log)
	if err != nil {
		return nil, err
	}
	var times []time.Duration
	for line := range strings.FieldsSeq(string(text)) {
		n, err := strconv.ParseInt(line, 10, 64)
		if err != nil {
			return nil, err
		}
		times = append(times, time.Duration(n))
	}
	slices.Sort(times)
	return times, nil
}

// Percentile is the least time that a share of all does not exceed, of times
// that are sorted.
func Percentile(times []time.Duration, share float64) time.Duration {
	if len(times) == 0 {
		return 0
	}
	rank := int(math.Ceil(share * float64(len(times))))
	return times[min(max(rank, 1), len(times))-1]
}

// ReplyBytes asks once, and is the length of the reply, head and body. A
// server of plain http that answers always alike is meant.
func (r *Running) ReplyBytes(ctx context.Context) (int, error) {
	u, err := url.Parse(r.URL)
	if err != nil {
		return 0, err
	}
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", u.Host)
	if err != nil {
		return 0, err
	}
	defer conn.Close() //nolint:errcheck // it was asked all
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return 0, err
	}
	if _, err := io.WriteString(conn, "GET /add?name=bench&delay=0&abcdefghij HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"); err != nil {
		return 0, err
	}
	var raw bytes.Buffer
	reply, err := http.ReadResponse(bufio.NewReader(io.TeeReader(conn, &raw)), nil)
	if err != nil {
		return 0, err
	}
	defer reply.Body.Close()
	if _, err := io.Copy(io.Discard, reply.Body); err != nil {
		return 0, err
	}
	if reply.StatusCode != http.StatusOK || reply.ContentLength < 0 {
		return 0, fmt.Errorf("it answers %s with a length of %d", reply.Status, reply.ContentLength)
	}
	return raw.Len(), nil
}

var errCannot = errors.New("this server cannot do that")
