//go:build unix

package client_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"runexp/bench/internal/client"
	"runexp/bench/internal/rig"
)

// all are the peers, and one of ours, by name.
func all() map[string]*client.Client {
	clients := make(map[string]*client.Client)
	for _, c := range append(client.Peers(), ours(client.Variant{Engine: "raw", Discipline: "window"})) {
		clients[c.Name] = c
	}
	return clients
}

func ours(v client.Variant) *client.Client { return client.Runexp(rig.Found{}, v) }

func sample(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Each sample is what a client said of 1000 requests, all of them successful.
func TestWhatAClientSaysIsRead(t *testing.T) {
	const us = time.Microsecond
	tests := []struct {
		client, file string
		want         client.Said
	}{
		{"wrk", "wrk.txt", client.Said{OK: 4215, Elapsed: time.Second, P50: 2140 * us, P99: 6550 * us}},
		{"ab", "ab.txt", client.Said{OK: 1000, Elapsed: 228 * time.Millisecond, P50: 2000 * us, P99: 6000 * us}},
		{"h2load", "h2load.txt", client.Said{OK: 1000, Elapsed: 251660 * us}},
		{"hey", "hey.txt", client.Said{OK: 1000, Elapsed: 241200 * us, P50: 2000 * us, P99: 6700 * us}},
		{"fortio", "fortio.json", client.Said{OK: 1000, Elapsed: 262802033, P50: 2137 * us, P99: 6599 * us, P999: 9431 * us}},
		{"floor", "floor.txt", client.Said{OK: 1000, Elapsed: 241353 * us}},
		{"siege", "siege.txt", client.Said{OK: 1000, Elapsed: 310 * time.Millisecond}},
		{"autocannon", "autocannon.json", client.Said{OK: 1000, Elapsed: 1010 * time.Millisecond, P50: 2000 * us, P99: 24000 * us, P999: 49000 * us}},
		{"k6", "k6.json", client.Said{OK: 1000, Elapsed: 259308 * us, P50: 2254 * us, P99: 7067 * us, P999: 9119 * us}},
		{"aiohttp", "aiohttp.json", client.Said{OK: 1000, Elapsed: 301891 * us, P50: 2623 * us, P99: 7654 * us, P999: 9704 * us}},
		{"runexp-raw-window", "runexp.json", client.Said{OK: 1000, Elapsed: 237174 * us, P50: 2084 * us, P99: 6299 * us, P999: 8527 * us}},
	}
	for _, tt := range tests {
		t.Run(tt.client, func(t *testing.T) {
			got, err := all()[tt.client].Read(sample(t, tt.file))
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range []*time.Duration{&got.Elapsed, &got.P50, &got.P99, &got.P999, &tt.want.Elapsed, &tt.want.P50, &tt.want.P99, &tt.want.P999} {
				*d = d.Truncate(us)
			}
			if got != tt.want {
				t.Errorf("got  %+v\nwant %+v", got, tt.want)
			}
		})
	}
}

// Each sample is what a client said when the server answered 503 to
// everything, or was not there.
func TestFailuresAreNoSuccess(t *testing.T) {
	for file, name := range map[string]string{
		"wrk.txt": "wrk", "ab.txt": "ab", "h2load.txt": "h2load", "hey.txt": "hey", "hey-refused.txt": "hey", "fortio.json": "fortio",
		"siege.txt": "siege", "autocannon.json": "autocannon", "k6.json": "k6", "gevent.json": "gevent",
	} {
		t.Run(file, func(t *testing.T) {
			c := all()[name]
			said, err := c.Read(sample(t, filepath.Join("failed", file)))
			if err != nil {
				t.Fatal(err)
			}
			if said.OK != 0 || said.Failed < 20 {
				t.Errorf("%d succeeded, %d failed", said.OK, said.Failed)
			}
			if err := c.Complete(client.Load{Requests: 20}, said); err == nil {
				t.Error("such a run is called complete")
			}
		})
	}
}

func TestNonsenseIsNotRead(t *testing.T) {
	for name, c := range all() {
		for _, text := range []string{"", "command not found", "[1, 2"} {
			if said, err := c.Read(text); err == nil {
				t.Errorf("%s reads %+v out of %q", name, said, text)
			}
		}
	}
	for _, text := range []string{"{}", `{"results": [{}, {}], "cells": [{}]}`} {
		if _, err := all()["runexp-raw-window"].Read(text); err == nil {
			t.Errorf("runexp: %s is read", text)
		}
	}
}

func TestARunIsCompleteWhenItDidWhatItWasTold(t *testing.T) {
	tests := []struct {
		name  string
		timed bool
		said  client.Said
		fails bool
	}{
		{"all succeeded", false, client.Said{OK: 100}, false},
		{"one is missing", false, client.Said{OK: 99}, true},
		{"one too many", false, client.Said{OK: 101}, true},
		{"one failed beside", false, client.Said{OK: 100, Failed: 1}, true},
		{"one that counts time sends what it can", true, client.Said{OK: 7}, false},
		{"but something", true, client.Said{}, true},
		{"and without failure", true, client.Said{OK: 7, Failed: 1}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := client.Client{Timed: tt.timed}
			if err := c.Complete(client.Load{Requests: 100}, tt.said); (err != nil) != tt.fails {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestIdealIsAStaircase(t *testing.T) {
	for requests, want := range map[int]time.Duration{1: 100, 100: 100, 101: 200, 500: 500, 5000: 5000} {
		l := client.Load{Requests: requests, Concurrency: 100, Delay: 100 * time.Millisecond}
		if got := l.Ideal(); got != want*time.Millisecond {
			t.Errorf("%d requests: %v, want %v", requests, got, want*time.Millisecond)
		}
	}
}
