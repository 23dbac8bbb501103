//go:build unix

package client

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"runexp/bench/internal/rig"
)

// Variant is a way to run runexp.
type Variant struct {
	// Engine is raw or std.
	Engine string
	// Keyless leaves the engine out of the file: for a runexp that does not know
	// the key, and has only one.
	Keyless bool
	// Discipline is how requests are dispatched: window, static, chunk,
	// semaphore, serial.
	Discipline string
	// Bare leaves everything off that can be: reports, notes, the placeholder in
	// the URL.
	Bare bool
	// Full turns everything on that the file format has.
	Full bool
}

// Name is the name of the client, such as runexp-raw-window.
func (v Variant) Name() string {
	name := "runexp-" + v.Engine + "-" + v.Discipline
	if v.Bare {
		name += "-bare"
	}
	if v.Full {
		name += "-full"
	}
	return name
}

// Runexp is this project's command, a binary that is built already. It makes a
// URL for every request, unless it is bare.
func Runexp(found rig.Found, v Variant) *Client {
	return &Client{
		Name: v.Name(), Percentiles: true, TLS: true, OpenLoop: true, Result: result(v), Read: readRunexp,
		Find: func(context.Context, *rig.Workshop) (rig.Found, error) { return found, nil },
		Command: func(l Load) rig.Command {
			c := rig.Command{
				Files: map[string]string{"bench.yaml": Experiment(v, l)},
				Words: []string{"run", "bench.yaml", "-o", "json=result.json"},
			}
			if v.Bare {
				c.Words = []string{"run", "bench.yaml", "-q", "-o", "json"}
			}
			if v.Full {
				c.Words = append(c.Words, "-o", "csv=result.csv", "-o", "markdown=result.md")
			}
			if l.Authority != "" {
				c.Env = []string{"SSL_CERT_FILE=" + l.Authority}
			}
			return c
		},
	}
}

// result is the file that holds the JSON.
func result(v Variant) string {
	if v.Bare {
		return ""
	}
	return "result.json"
}

// Experiment is the file that a variant is given.
func Experiment(v Variant, l Load) string {
	var b strings.Builder
	suffix := "${random}"
	if v.Bare {
		suffix = "abcdefghij"
	}
	fmt.Fprintf(&b, "name: bench\nbase_url: %s\npath: /add?name=bench&delay=%d&%s\n", l.Base, l.Delay.Milliseconds(), suffix)
	fmt.Fprintf(&b, "iterations: %d\ntimeout: 1m\nrepeats: 1\n", l.Requests)
	if l.Rate > 0 {
		fmt.Fprintf(&b, "rate: %d/s\n", l.Rate)
	} else {
		fmt.Fprintf(&b, "concurrency: %d\ndiscipline: %s\n", l.Concurrency, v.Discipline)
	}
	if !v.Keyless {
		fmt.Fprintf(&b, "engine: %s\n", v.Engine)
	}
	if v.Full {
		b.WriteString("request:\n  headers:\n    Accept: text/plain\n    X-Request: bench-${index}\nexpect:\n  status: 200\nsamples: chronology\n")
	}
	return b.String()
}

func readRunexp(result string) (Said, error) {
	var document struct {
		Results []struct {
			Elapsed time.Duration `json:"elapsed_ns"`
			OK      int           `json:"ok"`
			Failed  int           `json:"errors"`
		} `json:"results"`
		Cells []struct {
			Latency struct{ P50, P99, P999 float64 } `json:"latency_ms"`
		} `json:"cells"`
	}
	if err := json.Unmarshal([]byte(result), &document); err != nil {
		return Said{}, err
	}
	if len(document.Results) != 1 || len(document.Cells) != 1 {
		return Said{}, fmt.Errorf("%d results and %d cells, want one", len(document.Results), len(document.Cells))
	}
	r, latency := document.Results[0], document.Cells[0].Latency
	return Said{
		OK: r.OK, Failed: r.Failed, Elapsed: r.Elapsed,
		P50: milliseconds(latency.P50), P99: milliseconds(latency.P99), P999: milliseconds(latency.P999),
	}, nil
}
