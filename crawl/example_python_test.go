package crawl_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"

	"runexp/crawl"
)

// The examples of this file stand in docs/from-python.md.

// URLs yields the URLs of a source, each made when it is asked for.
func URLs(source crawl.Source) iter.Seq[string] {
	return func(yield func(string) bool) {
		var r crawl.Request
		for i := range source.Len() {
			source.Fill(&r, i)
			if !yield(string(r.URL)) {
				return
			}
		}
	}
}

// A source is a generator of requests: it holds a template, a seed and a
// number, however large that is.
func ExampleTemplate() {
	source := &crawl.Template{
		Method: "GET",
		URL: []crawl.Part{
			{Text: "http://127.0.0.1:8080/add?name=crawl&delay=100&"},
			{Kind: crawl.Random},
		},
		Seed: 7,
		N:    1_000_000_000,
	}
	count := 0
	for url := range URLs(source) {
		fmt.Println(url)
		if count++; count == 3 {
			break
		}
	}
	// Output:
	// http://127.0.0.1:8080/add?name=crawl&delay=100&vayrkuptfz
	// http://127.0.0.1:8080/add?name=crawl&delay=100&fcqepokthi
	// http://127.0.0.1:8080/add?name=crawl&delay=100&nytpqexkim
}

// runExperiment fetches n URLs, each of which takes a tenth of a second, and
// returns the number of body bytes and the time until the last of them came.
func runExperiment(discipline crawl.Discipline, size, n int) (result int64, elapsed time.Duration, totals crawl.Totals) {
	c := crawl.Crawl{
		Source: &crawl.Template{
			Method: "GET",
			URL: []crawl.Part{
				{Text: "http://127.0.0.1:8080/add?name=crawl&delay=100&"},
				{Kind: crawl.Random},
			},
			Seed: 7, N: n,
		},
		Engine:      &tenth{left: n},
		Discipline:  discipline,
		Concurrency: size,
	}
	var mu sync.Mutex // slots record at the same time
	c.Record = func(_ int, f crawl.Fetch) {
		mu.Lock()
		defer mu.Unlock()
		result += f.Bytes
		elapsed = max(elapsed, f.End)
	}
	totals, err := c.Run(context.Background())
	if err != nil {
		panic(err)
	}
	return result, elapsed, totals
}

// One request at a time: 20 requests of 100 ms take 2 s.
func ExampleSerial() {
	result, elapsed, _ := runExperiment(crawl.Serial, 1, 20)
	fmt.Println(result, elapsed.Seconds())
	// Output:
	// 20 2
}

// A window of 10: the same 20 requests are two rounds of 100 ms.
func ExampleWindow() {
	result, elapsed, totals := runExperiment(crawl.Window, 10, 20)
	fmt.Println(result, elapsed.Seconds())
	fmt.Println("in flight:", totals.Peak, "pulled at the first response:", totals.PulledAtFirst)
	// Output:
	// 20 0.2
	// in flight: 10 pulled at the first response: 10
}

// All disciplines but serial take the same time when all requests do; they
// differ in how many URLs they have made by the first response.
func ExampleDiscipline() {
	for _, name := range []string{"serial", "window", "semaphore", "chunk", "static"} {
		discipline, err := crawl.DisciplineNamed(name)
		if err != nil {
			fmt.Println(err)
			continue
		}
		size := 100
		if name == "serial" {
			size = 1
		}
		result, elapsed, totals := runExperiment(discipline, size, 500)
		fmt.Println(name, result, elapsed.Seconds(), totals.PulledAtFirst)
	}
	// Output:
	// serial 500 50 1
	// window 500 0.5 100
	// semaphore 500 0.5 500
	// chunk 500 0.5 100
	// static 500 0.5 100
}

// tenth is an engine without a network, whose requests take exactly a tenth of
// a second each and answer one byte. It waits for no real time: once no further
// request can start, its clock jumps to the end of those in flight.
type tenth struct {
	mu     sync.Mutex
	ended  *sync.Cond // the clock has moved
	slots  int
	left   int // requests that have not ended
	flying int // requests that have started and not ended
	now    time.Duration
}

func (e *tenth) Open(_ context.Context, slots int) ([]crawl.Slot, error) {
	e.slots, e.ended = slots, sync.NewCond(&e.mu)
	return slices.Repeat([]crawl.Slot{e}, slots), nil
}

func (e *tenth) Do(time.Time, *crawl.Request, time.Duration) crawl.Fetch {
	e.mu.Lock()
	defer e.mu.Unlock()
	start, end := e.now, e.now+100*time.Millisecond
	e.flying++
	if e.flying == min(e.slots, e.left) {
		e.now = end
		e.left -= e.flying
		e.flying = 0
		e.ended.Broadcast()
	}
	for e.now < end {
		e.ended.Wait()
	}
	return crawl.Fetch{Status: 200, Bytes: 1, Start: start, First: end, End: end}
}

func (*tenth) Close() error { return nil }
