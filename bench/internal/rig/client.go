//go:build unix

package rig

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Load is what a client is to send.
type Load struct {
	Requests, Concurrency int
	// Delay is the time that the origin takes for each request.
	Delay time.Duration
	// Discipline is how requests are dispatched. Hey knows only static.
	Discipline string
}

// Ideal is the least time that the load can take: one delay per round.
func (l Load) Ideal() time.Duration {
	rounds := (l.Requests + l.Concurrency - 1) / l.Concurrency
	return time.Duration(rounds) * l.Delay
}

// Measured is one run of a client.
type Measured struct {
	Usage

	// Elapsed is the time that the client itself says its requests took.
	Elapsed time.Duration
}

// Client is a load generator: a binary, and how to tell it what to do.
type Client struct {
	Name, Binary string
	// Prefix are words in front of the binary, such as [Realtime].
	Prefix []string
	// Command is the stdin and the arguments for a load.
	Command func(base string, l Load) (input string, args []string)
	// Read finds the elapsed time and the number of successful requests in
	// what the client writes.
	Read func(stdout string) (elapsed time.Duration, ok int, err error)
}

// Measure runs a client once, at most for limit. It is an error if not every
// request succeeds: such a run measures something else.
func (c *Client) Measure(ctx context.Context, limit time.Duration, base string, l Load) (Measured, error) {
	input, args := c.Command(base, l)
	stdout, usage, err := Run(ctx, limit, input, slices.Concat(c.Prefix, []string{c.Binary}, args)...)
	if err != nil {
		return Measured{}, err
	}
	elapsed, ok, err := c.Read(stdout)
	if err != nil {
		return Measured{}, fmt.Errorf("%s: %w", c.Name, err)
	}
	if ok != l.Requests {
		return Measured{}, fmt.Errorf("%s: %d of %d requests succeeded", c.Name, ok, l.Requests)
	}
	return Measured{Usage: usage, Elapsed: elapsed}, nil
}

// Runexp is this project's command. It makes a URL for every request.
func Runexp(binary string) *Client {
	return &Client{
		Name: "runexp", Binary: binary, Read: readRunexp,
		Command: func(base string, l Load) (string, []string) {
			return experiment(base, l), []string{"run", "-", "-q", "-o", "json"}
		},
	}
}

func experiment(base string, l Load) string {
	return fmt.Sprintf(`name: bench
base_url: %s
path: /add?name=runexp&delay=%d&${random}
iterations: %d
concurrency: %d
discipline: %s
timeout: 1m
repeats: 1
`, base, l.Delay.Milliseconds(), l.Requests, l.Concurrency, l.Discipline)
}

func readRunexp(stdout string) (elapsed time.Duration, ok int, err error) {
	var document struct {
		Results []struct {
			Elapsed time.Duration `json:"elapsed_ns"`
			OK      int           `json:"ok"`
		} `json:"results"`
	}
	if err := json.Unmarshal([]byte(stdout), &document); err != nil {
		return 0, 0, err
	}
	if len(document.Results) != 1 {
		return 0, 0, fmt.Errorf("%d results, want one", len(document.Results))
	}
	return document.Results[0].Elapsed, document.Results[0].OK, nil
}

// Hey is the peer. It sends one fixed URL, and drops the remainder where the
// concurrency does not divide the number of requests.
func Hey(binary string) *Client {
	return &Client{
		Name: "hey", Binary: binary, Read: readHey,
		Command: func(base string, l Load) (string, []string) {
			url := fmt.Sprintf("%s/add?name=hey&delay=%d&abcdefghij", base, l.Delay.Milliseconds())
			return "", []string{"-n", strconv.Itoa(l.Requests), "-c", strconv.Itoa(l.Concurrency), "-t", "60", url}
		},
	}
}

func readHey(stdout string) (elapsed time.Duration, ok int, err error) {
	total := regexp.MustCompile(`(?m)^\s*Total:\s+([0-9.]+) secs$`).FindStringSubmatch(stdout)
	good := regexp.MustCompile(`(?m)^\s*\[200\]\s+([0-9]+) responses$`).FindStringSubmatch(stdout)
	if total == nil || good == nil || strings.Contains(stdout, "Error distribution") {
		return 0, 0, errors.New("it does not tell a total time and 200s only:\n" + stdout)
	}
	seconds, err := strconv.ParseFloat(total[1], 64)
	if err != nil {
		return 0, 0, err
	}
	ok, err = strconv.Atoi(good[1])
	return time.Duration(seconds * float64(time.Second)), ok, err
}
