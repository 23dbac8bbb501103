//go:build unix

package client

import (
	"context"
	"encoding/json"
	"strconv"

	"runexp/bench/internal/rig"
)

// aiohttpPool is a script of ours: a session and C tasks on asyncio.
func aiohttpPool() *Client {
	return script("aiohttp", Slow, "aiohttp_pool.py", nil, "python3-aiohttp")
}

// geventPool is a script of ours: requests in a pool of greenlets, a session
// for each greenlet.
func geventPool() *Client {
	return script("gevent", Creeping, "gevent_pool.py", []string{"--keep"}, "python3-gevent", "python3-requests")
}

// grequestsPool is the same as grequests does it: a session for each request,
// so each has a connection of its own.
func grequestsPool() *Client {
	return script("grequests", Creeping, "gevent_pool.py", nil, "python3-gevent", "python3-requests")
}

func script(name string, pace Pace, file string, words []string, packages ...string) *Client {
	return &Client{
		Name: name, Pace: pace, Most: 1000, Percentiles: true, Read: readScript,
		Find: func(ctx context.Context, w *rig.Workshop) (rig.Found, error) {
			return w.Python(ctx, "bench/python/"+file, packages...)
		},
		Command: func(l Load) rig.Command {
			all := append([]string{}, words...)
			return rig.Command{Words: append(all, strconv.Itoa(l.Concurrency), strconv.Itoa(l.Requests), l.url())}
		},
	}
}

func readScript(result string) (Said, error) {
	var document struct {
		OK, Failed              int
		Elapsed, P50, P99, P999 float64
	}
	err := json.Unmarshal([]byte(result), &document)
	return Said{
		OK: document.OK, Failed: document.Failed, Elapsed: seconds(document.Elapsed),
		P50: seconds(document.P50), P99: seconds(document.P99), P999: seconds(document.P999),
	}, err
}
