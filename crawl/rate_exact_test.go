package crawl_test

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"net"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"runexp/crawl"
)

// TestNoRequestIsLateWhileASlotIsFree, not by a nanosecond, at whatever rate.
func TestNoRequestIsLateWhileASlotIsFree(t *testing.T) {
	const n = 3000
	for _, rate := range []float64{1e-3, 1, 333, 1e4, 1e6, 1e9, 1e12} {
		for name, starts := range map[string]iter.Seq[time.Duration]{"constant": crawl.Constant(rate), "poisson": crawl.Poisson(rate, 5)} {
			t.Run(fmt.Sprintf("%s, %g a second", name, rate), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var log logbook
					c := crawl.Crawl{
						Source: numbered("http://test", n), Engine: &sleeper{t: t, delay: func(int) time.Duration { return 10 * ms }},
						Discipline: crawl.Rate(starts), Concurrency: n, Timeout: time.Hour, Pacer: crawl.Timers, Record: log.record,
					}
					if _, err := c.Run(context.WithoutCancel(t.Context())); err != nil {
						t.Fatal(err)
					}
					log.complete(t, n)
					due := first(n, starts)
					for k, f := range log.byIndex() {
						if f.Intended != due[k] || f.Start != due[k] || f.End != due[k]+10*ms || f.Latency() != 10*ms {
							t.Fatalf("request %d was due at %v: intended %v, start %v, end %v, want it exactly then and 10ms later", k, due[k], f.Intended, f.Start, f.End)
						}
					}
				})
			})
		}
	}
}

// TestRequestsAreAsLateAsTheQueueSays, exactly, for real engines: with slots
// enough, too few, and one.
func TestRequestsAreAsLateAsTheQueueSays(t *testing.T) {
	const n, service = 200, 35 * ms
	for name, engine := range engines() {
		for _, slots := range []int{20, 3, 1} {
			for _, rate := range []float64{20, 100, 1000} {
				t.Run(fmt.Sprintf("%s, %d slots, %g a second", name, slots, rate), func(t *testing.T) {
					bubble(t, delayed(service), func(b *network) {
						t := b.t
						var log logbook
						c := crawl.Crawl{
							Source: numbered("http://test", n), Engine: engine(crawl.Client{KeepAlive: true, Dial: b.DialContext}),
							Discipline: crawl.Rate(crawl.Constant(rate)), Concurrency: slots, Timeout: time.Hour, Record: log.record,
						}
						if _, err := c.Run(context.WithoutCancel(t.Context())); err != nil {
							t.Fatal(err)
						}
						log.complete(t, n)
						want, _ := queue{servers: slots, service: same(service)}.serve(first(n, crawl.Constant(rate)))
						for k, f := range log.byIndex() {
							if got := (visit{f.Intended, f.Start, f.End}); f.Class != crawl.OK || got != want[k] {
								t.Fatalf("request %d: %v, was due, started and ended at %v, want ok, %v", k, f.Class, got, want[k])
							}
						}
					})
				})
			}
		}
	}
}

// TestADialIsPartOfTheService and delays nobody else: a request that needs a
// connection starts when it is due, and so does the next.
func TestADialIsPartOfTheService(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			bubble(t, delayed(5*ms), func(b *network) {
				t := b.t
				var log logbook
				c := crawl.Crawl{
					Source: numbered("http://test", 50), Discipline: crawl.Rate(slices.Values(every(10*ms, 50))), Concurrency: 50, Timeout: time.Hour, Record: log.record,
					Engine: engine(crawl.Client{Dial: func(ctx context.Context, network, addr string) (net.Conn, error) {
						time.Sleep(100 * ms)
						return b.DialContext(ctx, network, addr)
					}}),
				}
				if _, err := c.Run(context.WithoutCancel(t.Context())); err != nil {
					t.Fatal(err)
				}
				log.complete(t, 50)
				for k, f := range log.byIndex() {
					due := time.Duration(k) * 10 * ms
					if f.Class != crawl.OK || f.Start != due || f.Connect != 100*ms || f.End != due+105*ms {
						t.Fatalf("request %d: %v, start %v, connect %v, end %v, want %v, 100ms, %v", k, f.Class, f.Start, f.Connect, f.End, due, due+105*ms)
					}
				}
			})
		})
	}
}

// laggard is a pacer that comes back late by up to a millisecond.
func laggard(ctx context.Context) (until func(time.Time), stop func()) {
	exact, stop := crawl.Timers(ctx)
	random := rand.New(rand.NewPCG(1, 1))
	return func(at time.Time) { exact(at.Add(time.Duration(random.Int64N(int64(ms))))) }, stop
}

// TestALatePacerMakesRequestsLateAndNoOthers: what is due meanwhile starts at
// once, and lateness does not add up.
func TestALatePacerMakesRequestsLateAndNoOthers(t *testing.T) {
	const n = 5000
	for _, rate := range []float64{10, 1000, 1e5} {
		t.Run(fmt.Sprintf("%g a second", rate), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log logbook
				c := crawl.Crawl{
					Source: numbered("http://test", n), Engine: &sleeper{t: t, delay: func(int) time.Duration { return 10 * ms }},
					Discipline: crawl.Rate(crawl.Poisson(rate, 9)), Concurrency: n, Timeout: time.Hour, Pacer: laggard, Record: log.record,
				}
				if _, err := c.Run(context.WithoutCancel(t.Context())); err != nil {
					t.Fatal(err)
				}
				log.complete(t, n)
				due := first(n, crawl.Poisson(rate, 9))
				var last, sum time.Duration
				for k, f := range log.byIndex() {
					late := f.Start - due[k]
					if sum += late; f.Intended != due[k] || late < 0 || late >= ms || f.Start < last {
						t.Fatalf("request %d was due at %v: intended %v, start %v", k, due[k], f.Intended, f.Start)
					}
					last = f.Start
				}
				if sum == 0 {
					t.Error("nothing was late: the pacer was not asked")
				}
			})
		})
	}
}
