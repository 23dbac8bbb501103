//go:build unix

package client

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"time"

	"runexp/bench/internal/rig"
)

// Load is what a client is to send.
type Load struct {
	// Base is the address of the server.
	Base string
	// Requests is how many to send, a multiple of Concurrency, over that many
	// connections at once.
	Requests, Concurrency int
	// Rate is how many requests a second are to start, on a schedule that does
	// not wait for replies; 0 is a closed loop.
	Rate int
	// Delay is the time that the server takes for each request.
	Delay time.Duration
	// Threads is how many the client may use, if it has to be told.
	Threads int
	// Authority is the file of the certificate to trust, for https.
	Authority string
	// ReplyBytes is the length of every reply, head and body, for a client that
	// does not parse.
	ReplyBytes int
	// Dir is a folder for the client's files.
	Dir string
}

// Ideal is the least time that a closed loop can take: one delay per round.
func (l Load) Ideal() time.Duration {
	rounds := (l.Requests + l.Concurrency - 1) / l.Concurrency
	return time.Duration(rounds) * l.Delay
}

// url is the address that clients of one fixed URL ask for. It is as long as
// the URLs that runexp makes, and the demo origin understands it.
func (l Load) url() string {
	return fmt.Sprintf("%s/add?name=bench&delay=%d&abcdefghij", l.Base, l.Delay.Milliseconds())
}

// seconds is how long a client that counts time must run to send about as many
// requests as one that counts those.
func (l Load) seconds() int {
	perSecond := 100_000.0
	switch {
	case l.Rate > 0:
		perSecond = float64(l.Rate)
	case l.Delay > 0:
		perSecond = float64(l.Concurrency) / l.Delay.Seconds()
	case l.Concurrency == 1:
		perSecond = 25_000
	}
	connecting := l.Concurrency / 2500 // seconds in which nothing else may happen
	return connecting + int(math.Max(1, math.Round(float64(l.Requests)/perSecond)))
}

// Said is what a client says about a run.
type Said struct {
	// OK is the number of successful requests, Failed that of all others.
	OK, Failed int
	// Elapsed is the time that the requests took; 0 if it does not say.
	Elapsed time.Duration
	// P50, P99 and P999 are percentiles of the time of a request; 0 if it does
	// not say.
	P50, P99, P999 time.Duration
}

// Pace is how many requests a client is given, for its runs to end.
type Pace int

// The paces. A slow client is given a quarter of what a fast one is, a creeping
// one a tenth of that.
const (
	Fast Pace = iota
	Slow
	Creeping
)

// Client is a load generator.
type Client struct {
	Name string
	Pace Pace
	// Most is the most connections it is given; 0 is any number.
	Most int
	// Timed clients run for a time instead of a number of requests.
	Timed bool
	// Unparsing clients have to be told how long a reply is.
	Unparsing bool
	// Percentiles, TLS and OpenLoop are what it can do: tell percentiles, speak
	// https, keep a rate.
	Percentiles, TLS, OpenLoop bool
	// Find finds, builds or installs it.
	Find func(context.Context, *rig.Workshop) (rig.Found, error)
	// Command tells it what to do. The words come after those that start it.
	Command func(Load) rig.Command
	// Result is the file that it writes its result to, in the load's folder; by
	// default it is stdout.
	Result string
	// Read finds numbers in the result.
	Read func(result string) (Said, error)
}

// Measured is one run of a client.
type Measured struct {
	rig.Usage
	Said
}

// Measure runs a client once, at most for limit. The prefix are words in front
// of its command, such as [rig.Realtime].
func (c *Client) Measure(ctx context.Context, limit time.Duration, found rig.Found, prefix []string, l Load) (Measured, error) {
	command := c.Command(l)
	command.Dir = l.Dir
	stdout, usage, err := rig.Run(ctx, limit, command.Under(found.Words).Under(prefix))
	if err != nil {
		return Measured{}, err
	}
	if c.Result != "" {
		text, err := os.ReadFile(filepath.Join(l.Dir, c.Result))
		if err != nil {
			return Measured{}, err
		}
		stdout = string(text)
	}
	said, err := c.Read(stdout)
	if err != nil {
		return Measured{}, fmt.Errorf("%s: %w", c.Name, err)
	}
	return Measured{Usage: usage, Said: said}, nil
}

// Complete tells whether a closed-loop run did what it was to do.
func (c *Client) Complete(l Load, s Said) error {
	switch {
	case s.Failed > 0:
		return fmt.Errorf("%d requests failed, %d succeeded", s.Failed, s.OK)
	case c.Timed && s.OK == 0:
		return errors.New("no request succeeded")
	case !c.Timed && s.OK != l.Requests:
		return fmt.Errorf("%d of %d requests succeeded", s.OK, l.Requests)
	}
	return nil
}
