package crawl_test

import (
	"maps"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"runexp/crawl"
)

// endless are answers without an end: how they begin and, behind a bar, what
// then comes again and again.
func endless() map[string]string {
	return map[string]string{
		"body":             "HTTP/1.1 200 OK\r\n\r\n|" + strings.Repeat("b", 100_000),
		"chunks":           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n|" + strings.Repeat("3e8\r\n"+strings.Repeat("c", 1000)+"\r\n", 50),
		"interim response": "|" + strings.Repeat("HTTP/1.1 102 Processing\r\nX-A: "+strings.Repeat("value", 50)+"\r\n\r\n", 100),
	}
}

// endlessHeads are those of which net/http keeps as much as the cap on heads
// lets it.
func endlessHeads() map[string]string {
	return map[string]string{
		"fields":                  "HTTP/1.1 200 OK\r\n|" + strings.Repeat("X-A: "+strings.Repeat("value", 20)+"\r\n", 300),
		"status line":             "HTTP/1.1 200 |" + strings.Repeat("reason", 5000),
		"field":                   "HTTP/1.1 200 OK\r\nX-A: |" + strings.Repeat("value", 5000),
		"field of an interim one": "HTTP/1.1 103 Early Hints\r\nLink: |" + strings.Repeat("value", 5000),
	}
}

// TestEndlessAnswersFitIntoMemory: a hundred connections at a time, each with
// something that has no end. What net/http keeps of a head is as much as the
// cap allows, and some more; ours keeps nothing.
func TestEndlessAnswersFitIntoMemory(t *testing.T) {
	answers, heads := endless(), endlessHeads()
	maps.Copy(answers, heads)
	for what, text := range answers {
		for name, engine := range engines() {
			t.Run(what+", "+name, func(t *testing.T) {
				settings := crawl.Client{KeepAlive: true, MaxBody: 2 << 20}
				if name == "std" && heads[what] != "" {
					settings.MaxHeader = 100_000
				}
				fitsIntoMemory(t, engine(settings), text)
			})
		}
	}
}

func fitsIntoMemory(t *testing.T, engine crawl.Engine, text string) {
	t.Helper()
	const slots, most = 100, 64 << 20
	s := serve(t, nil, func(p *peer) {
		first, again, _ := strings.Cut(text, "|")
		p.say(first)
		p.drone(again)
	})
	c := crawl.Crawl{
		Source: numbered(s.url(), slots), Engine: engine, Discipline: crawl.Window,
		Concurrency: slots, Timeout: patient, Record: func(_ int, f crawl.Fetch) {
			if f.Class != crawl.BodyLimit && f.Class != crawl.HeaderLimit && f.Class != crawl.Protocol {
				t.Errorf("what has no end is %v", f.Class)
			}
		},
	}
	runtime.GC()
	before, peak := heapNow(), uint64(0)
	over := make(chan bool)
	go func() {
		defer close(over)
		_, _ = c.Run(t.Context())
	}()
	for running := true; running; {
		select {
		case <-over:
			running = false
		case <-time.After(time.Millisecond):
			peak = max(peak, heapNow())
		}
	}
	if grown := peak - min(before, peak); grown > most {
		t.Errorf("%d MB, want at most %d", grown>>20, most>>20)
	} else {
		t.Logf("%d KB", grown>>10)
	}
}

// heapNow is how much memory objects take.
func heapNow() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
