//go:build unix

package client

import (
	"context"
	"encoding/json"
	"strconv"

	"runexp/bench/internal/rig"
)

// autocannon tells times in whole milliseconds. With a rate it corrects them
// afterwards. It verifies no certificate.
func autocannon() *Client {
	return &Client{
		Name: "autocannon", Pace: Slow, Most: 1000, Percentiles: true, TLS: true, OpenLoop: true, Read: readAutocannon,
		Find: func(ctx context.Context, w *rig.Workshop) (rig.Found, error) {
			return w.Npm(ctx, "autocannon", "9.0.0", "autocannon.js")
		},
		Command: func(l Load) rig.Command {
			words := []string{"--json", "--connections", strconv.Itoa(l.Concurrency), "--timeout", "60"}
			if l.Rate > 0 { // it may not come to the number otherwise
				words = append(words, "--overallRate", strconv.Itoa(l.Rate), "--duration", strconv.Itoa(l.seconds()))
			} else {
				words = append(words, "--amount", strconv.Itoa(l.Requests))
			}
			return rig.Command{Words: append(words, l.url())}
		},
	}
}

func readAutocannon(result string) (Said, error) {
	var document struct {
		OK       int     `json:"2xx"`
		Non2xx   int     `json:"non2xx"`
		Errors   int     `json:"errors"`
		Duration float64 `json:"duration"`
		Latency  struct {
			P50  float64 `json:"p50"`
			P99  float64 `json:"p99"`
			P999 float64 `json:"p99_9"`
		} `json:"latency"`
	}
	err := json.Unmarshal([]byte(result), &document)
	return Said{
		OK: document.OK, Failed: document.Non2xx + document.Errors, Elapsed: seconds(document.Duration),
		P50: milliseconds(document.Latency.P50), P99: milliseconds(document.Latency.P99), P999: milliseconds(document.Latency.P999),
	}, err
}
