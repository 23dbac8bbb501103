package crawl_test

import (
	"context"
	"net"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"runexp/crawl"
)

// TestAnUnansweredDialIsBegunAnew: the first two dials get no answer, and what
// notices that is the context or, as in package net, a deadline of its own.
func TestAnUnansweredDialIsBegunAnew(t *testing.T) {
	for name, engine := range engines() {
		for noticed, wait := range map[string]func(ctx context.Context) error{
			"by the context": func(ctx context.Context) error {
				<-ctx.Done()
				return &net.OpError{Op: "dial", Net: "tcp", Err: ctx.Err()}
			},
			"by the network": func(ctx context.Context) error {
				deadline, _ := ctx.Deadline()
				wait(time.Until(deadline))
				return &net.OpError{Op: "dial", Net: "tcp", Err: os.ErrDeadlineExceeded}
			},
		} {
			t.Run(name+" "+noticed, func(t *testing.T) {
				s := serve(t, nil, answering)
				var dials atomic.Int64
				settings := crawl.Client{KeepAlive: true, Redial: 20 * time.Millisecond}
				settings.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
					if dials.Add(1) <= 2 {
						return nil, wait(ctx)
					}
					return new(net.Dialer).DialContext(ctx, network, addr)
				}
				c := open(t, engine(settings))
				if f := c.get(s.url(), patient); f.Class != crawl.OK || f.Redials != 2 || f.Dials != 1 || f.Connect < 38*time.Millisecond {
					t.Errorf("%v, %d redials, %d dials, connected in %v, want ok, 2, 1, about 40ms", f.Class, f.Redials, f.Dials, f.Connect)
				}
				if f := c.get(s.url(), patient); f.Redials != 0 {
					t.Errorf("%d redials of a kept connection", f.Redials)
				}
			})
		}
	}
}

// TestRedialsEndAtTheDeadline: nobody ever answers.
func TestRedialsEndAtTheDeadline(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			settings := crawl.Client{Redial: 20 * time.Millisecond}
			settings.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) {
				<-ctx.Done()
				return nil, &net.OpError{Op: "dial", Net: "tcp", Err: ctx.Err()}
			}
			c := open(t, engine(settings))
			if f := c.get("http://test/", short); f.Class != crawl.Timeout || f.Redials == 0 || f.Dials != 0 {
				t.Errorf("%v, %d redials, %d dials, want timeout, some, none", f.Class, f.Redials, f.Dials)
			}
		})
	}
}

// TestWhatIsAnsweredIsNotDialledAnew: a refusal is an answer.
func TestWhatIsAnsweredIsNotDialledAnew(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			s := serve(t, nil, hangUp)
			s.die()
			c := open(t, engine(crawl.Client{Redial: 20 * time.Millisecond}))
			if f := c.get(s.url(), patient); f.Class != crawl.Connect || f.Redials != 0 {
				t.Errorf("%v, %d redials, want connect, none", f.Class, f.Redials)
			}
		})
	}
}
