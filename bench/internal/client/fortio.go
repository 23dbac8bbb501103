//go:build unix

package client

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"runexp/bench/internal/rig"
)

// fortio uses its own HTTP/1.1 client. It interpolates percentiles between
// buckets of a millisecond and more.
func fortio() *Client {
	return &Client{
		Name: "fortio", Percentiles: true, TLS: true, OpenLoop: true, Read: readFortio,
		Find: func(ctx context.Context, w *rig.Workshop) (rig.Found, error) { return w.Tool(ctx, "fortio.org/fortio") },
		Command: func(l Load) rig.Command {
			words := []string{
				"load", "-quiet", "-qps", strconv.Itoa(l.Rate), "-n", strconv.Itoa(l.Requests), "-c", strconv.Itoa(l.Concurrency),
				"-timeout", "60s", "-p", "50,99,99.9", "-json", "-",
			}
			if l.Authority != "" {
				words = append(words, "-cacert", l.Authority)
			}
			return rig.Command{Words: append(words, l.url())}
		},
	}
}

func readFortio(result string) (Said, error) {
	var document struct {
		ActualDuration    time.Duration
		RetCodes          map[string]int
		DurationHistogram struct {
			Count       int
			Percentiles []struct{ Percentile, Value float64 }
		}
	}
	if err := json.Unmarshal([]byte(result), &document); err != nil {
		return Said{}, err
	}
	s := Said{OK: document.RetCodes["200"], Elapsed: document.ActualDuration}
	s.Failed = document.DurationHistogram.Count - s.OK
	for _, p := range document.DurationHistogram.Percentiles {
		switch p.Percentile {
		case 50:
			s.P50 = seconds(p.Value)
		case 99:
			s.P99 = seconds(p.Value)
		case 99.9:
			s.P999 = seconds(p.Value)
		}
	}
	return s, nil
}
