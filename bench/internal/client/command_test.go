//go:build unix

package client_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"runexp/bench/internal/client"
)

func TestClientsAreToldTheLoad(t *testing.T) {
	l := client.Load{Base: "http://127.0.0.1:80", Requests: 5000, Concurrency: 50, Threads: 2, ReplyBytes: 154, Delay: 100 * time.Millisecond}
	url := "http://127.0.0.1:80/add?name=bench&delay=100&abcdefghij"
	paced := l
	paced.Rate, paced.Authority = 500, "ca.pem"
	tests := []struct {
		client string
		load   client.Load
		want   string
	}{
		{"wrk", l, "--threads 2 --connections 50 --duration 10s --timeout 60s --latency " + url},
		{"ab", l, "-k -q -s 60 -n 5000 -c 50 " + url},
		{"h2load", l, "--h1 --requests 5000 --clients 50 --threads 2 " + url},
		{"hey", l, "-n 5000 -c 50 -t 60 " + url},
		{"hey", paced, "-n 5000 -c 50 -t 60 -q 10 " + url},
		{"fortio", l, "load -quiet -qps 0 -n 5000 -c 50 -timeout 60s -p 50,99,99.9 -json - " + url},
		{"fortio", paced, "load -quiet -qps 500 -n 5000 -c 50 -timeout 60s -p 50,99,99.9 -json - -cacert ca.pem " + url},
		{"floor", l, "80 50 5000 154"},
		{"siege", l, "--rc=siegerc --benchmark --concurrent=50 --reps=100 " + url},
		{"autocannon", l, "--json --connections 50 --timeout 60 --amount 5000 " + url},
		{"autocannon", paced, "--json --connections 50 --timeout 60 --overallRate 500 --duration 10 " + url},
		{"aiohttp", l, "50 5000 " + url},
		{"gevent", l, "--keep 50 5000 " + url},
		{"grequests", l, "50 5000 " + url},
		{"runexp-raw-window", l, "run bench.yaml -o json=result.json"},
	}
	for _, tt := range tests {
		if got := strings.Join(all()[tt.client].Command(tt.load).Words, " "); got != tt.want {
			t.Errorf("%s: %s\nwant %s", tt.client, got, tt.want)
		}
	}
	for load, want := range map[client.Load]string{l: "vus: 50, iterations: 5000,", paced: "rate: 500, timeUnit: '1s', duration: '10s', preAllocatedVUs: 600"} {
		if script := all()["k6"].Command(load).Files["script.js"]; !strings.Contains(script, want) {
			t.Errorf("k6: no %q in\n%s", want, script)
		}
	}
}

func TestRunexpIsGivenAnExperiment(t *testing.T) {
	l := client.Load{Base: "http://127.0.0.1:80", Requests: 5000, Concurrency: 50, Delay: 100 * time.Millisecond, Authority: "ca.pem"}
	paced := l
	paced.Rate = 500
	tests := []struct {
		name          string
		variant       client.Variant
		load          client.Load
		holds, misses []string
	}{
		{
			"runexp-raw-chunk",
			client.Variant{Engine: "raw", Discipline: "chunk"},
			l,
			[]string{"engine: raw", "discipline: chunk", "concurrency: 50", "iterations: 5000", "path: /add?name=bench&delay=100&${random}"},
			[]string{"rate:", "headers:"},
		},
		{
			"runexp-std-window",
			client.Variant{Engine: "std", Discipline: "window", Keyless: true},
			l,
			[]string{"discipline: window"},
			[]string{"engine:"},
		},
		{
			"runexp-raw-rate",
			client.Variant{Engine: "raw", Discipline: "rate"},
			paced,
			[]string{"rate: 500/s", "iterations: 5000"},
			[]string{"concurrency:", "discipline:"},
		},
		{
			"runexp-raw-window-bare",
			client.Variant{Engine: "raw", Discipline: "window", Bare: true},
			l,
			[]string{"path: /add?name=bench&delay=100&abcdefghij"},
			[]string{"${random}"},
		},
		{
			"runexp-raw-window-full",
			client.Variant{Engine: "raw", Discipline: "window", Full: true},
			l,
			[]string{"samples: chronology", "    X-Request: bench-${index}"},
			nil,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := ours(tt.variant)
			if c.Name != tt.name {
				t.Errorf("name %s", c.Name)
			}
			command := c.Command(tt.load)
			if !slices.Contains(command.Env, "SSL_CERT_FILE=ca.pem") {
				t.Errorf("environment %q", command.Env)
			}
			file := command.Files["bench.yaml"]
			for _, line := range tt.holds {
				if !strings.Contains(file, line+"\n") {
					t.Errorf("no line %q in\n%s", line, file)
				}
			}
			for _, word := range tt.misses {
				if strings.Contains(file, word) {
					t.Errorf("%q in\n%s", word, file)
				}
			}
		})
	}
}
