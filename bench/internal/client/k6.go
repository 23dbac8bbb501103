//go:build unix

package client

import (
	"context"
	"encoding/json"
	"fmt"

	"runexp/bench/internal/rig"
)

// k6 runs a script for each request. At a rate it has a user for every request
// that can be under way in a second and more, else it drops some.
func k6() *Client {
	return &Client{
		Name: "k6", Pace: Slow, Most: 1000, Percentiles: true, TLS: true, OpenLoop: true, Read: readK6,
		Find: func(ctx context.Context, w *rig.Workshop) (rig.Found, error) { return w.Tool(ctx, "go.k6.io/k6") },
		Command: func(l Load) rig.Command {
			return rig.Command{
				Files: map[string]string{"script.js": k6Script(l)},
				Words: []string{"run", "--quiet", "--no-usage-report", "script.js"},
			}
		},
	}
}

func k6Script(l Load) string {
	scenario := fmt.Sprintf("executor: 'shared-iterations', vus: %d, iterations: %d, maxDuration: '1h'", l.Concurrency, l.Requests)
	if l.Rate > 0 {
		scenario = fmt.Sprintf("executor: 'constant-arrival-rate', rate: %d, timeUnit: '1s', duration: '%ds', preAllocatedVUs: %d",
			l.Rate, l.seconds(), l.Rate+l.Rate/5)
	}
	return fmt.Sprintf(`import http from 'k6/http';

export const options = {
  insecureSkipTLSVerify: true,
  discardResponseBodies: true,
  summaryTrendStats: ['med', 'p(99)', 'p(99.9)'],
  scenarios: { load: { %s } },
};

export default function () { http.get('%s'); }

export function handleSummary(data) { return { stdout: JSON.stringify(data) }; }
`, scenario, l.url())
}

func readK6(result string) (Said, error) {
	var document struct {
		State struct {
			Duration float64 `json:"testRunDurationMs"`
		} `json:"state"`
		Metrics struct {
			// A rate of failures: a pass is one.
			Failed struct {
				Values struct{ Passes, Fails int } `json:"values"`
			} `json:"http_req_failed"`
			Time struct {
				Values struct {
					P50  float64 `json:"med"`
					P99  float64 `json:"p(99)"`
					P999 float64 `json:"p(99.9)"`
				} `json:"values"`
			} `json:"http_req_duration"`
		} `json:"metrics"`
	}
	err := json.Unmarshal([]byte(result), &document)
	m := document.Metrics
	return Said{
		OK: m.Failed.Values.Fails, Failed: m.Failed.Values.Passes, Elapsed: milliseconds(document.State.Duration),
		P50: milliseconds(m.Time.Values.P50), P99: milliseconds(m.Time.Values.P99), P999: milliseconds(m.Time.Values.P999),
	}, err
}
